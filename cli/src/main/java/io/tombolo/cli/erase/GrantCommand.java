package io.tombolo.cli.erase;

import io.tombolo.cli.shell.CommandException;
import io.tombolo.cli.shell.Datasets;
import io.tombolo.cli.shell.ExitCode;
import io.tombolo.connectors.protect.KeyReader;
import io.tombolo.protect.Grant;
import io.tombolo.protect.GroupKeys;
import io.tombolo.protect.KeyEncryption;
import io.tombolo.protect.KeyException;
import io.tombolo.schemas.DatasetId;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

@Command(
        name = "grant",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = "Writes a file with which a reader opens the protected fields of some groups.",
        footer = {
            "",
            "The file holds the keys of all subjects of these groups, present and future, for readers that can't ask the server. It can't be taken back, and"
                    + " erasing a subject does not change it: give another one then. Partners with an agreement need none.",
            "",
            "Read with it: tombolo consume --keys FILE, or tombolo.keys=FILE for deserializers. More: docs/protected-fields.md."
        })
final class GrantCommand implements Callable<Integer> {
    private static final Duration LONGEST = Duration.ofDays(3_660);

    @Option(names = "--dataset", paramLabel = "ORGANISATION/NAME", required = true, description = "the dataset")
    String dataset = "";

    @Option(
            names = "--groups",
            paramLabel = "GROUP",
            split = ",",
            required = true,
            description = "who may read the fields, as clinical,price")
    List<String> groups = List.of();

    @Option(
            names = "--valid",
            paramLabel = "DURATION",
            defaultValue = "90d",
            description = "for how long, as 30d (default: ${DEFAULT-VALUE})")
    Duration valid = Duration.ofDays(90);

    @Option(
            names = {"-o", "--output"},
            paramLabel = "FILE",
            required = true,
            description = "the file, which must not be there; it is readable by its owner only")
    Path output = Path.of("");

    @Mixin
    OwnersFolder folder = new OwnersFolder();

    @Spec
    @SuppressWarnings("NullAway.Init") // set by picocli
    CommandSpec spec;

    @Override
    public Integer call() {
        DatasetId id = Datasets.parse(dataset);
        if (valid.isNegative() || valid.isZero() || valid.compareTo(LONGEST) > 0) {
            throw new CommandException(
                    "--valid " + valid + ": must be more than nothing, and at most " + LONGEST.toDays() + " days");
        }
        Clock clock = Clock.systemUTC();
        try (KeyReader reader =
                new KeyReader(folder.kafka(), KeyEncryption.of(folder.keysets()), KeyReader.FOR_A_COMMAND)) {
            NavigableSet<String> known = reader.groups(id);
            Map<String, GroupKeys> keys = new LinkedHashMap<>();
            for (String group : groups) {
                keys.put(
                        group,
                        reader.keys(id, group)
                                .orElseThrow(() -> new CommandException(
                                        "--groups " + group + ": " + id + " has no keys of this group; it has "
                                                + (known.isEmpty() ? "none" : String.join(", ", known)))));
            }
            Instant until = clock.instant().plus(valid).truncatedTo(ChronoUnit.SECONDS);
            Grant.of(id, keys, until, clock).write(output);
            spec.commandLine()
                    .getErr()
                    .printf(
                            "%s opens %s of %s until %s: keep it secret%n",
                            output, String.join(", ", keys.keySet()), id, until);
            return ExitCode.GOOD;
        } catch (KeyException e) {
            throw new CommandException(String.valueOf(e.getMessage()), e);
        }
    }
}
