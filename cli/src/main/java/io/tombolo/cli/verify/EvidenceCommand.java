package io.tombolo.cli.verify;

import io.tombolo.cli.shell.CommandException;
import io.tombolo.cli.shell.Datasets;
import io.tombolo.cli.shell.ExitCode;
import io.tombolo.cli.shell.Json;
import io.tombolo.cli.shell.JsonOption;
import io.tombolo.cli.shell.Server;
import io.tombolo.consumer.readside.ProvenanceClient;
import io.tombolo.merkle.tile.TileSource;
import io.tombolo.schemas.DatasetId;
import io.tombolo.verification.evidence.Evidence;
import io.tombolo.verification.evidence.EvidenceFile;
import io.tombolo.verification.evidence.EvidenceSet;
import io.tombolo.verification.evidence.EvidenceSetFile;
import io.tombolo.verification.json.Bytes;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

@Command(
        name = "evidence",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = "Writes evidence to a file, which tombolo verify checks without any server.",
        footer = {
            "",
            "Several events share one file, with one proof: a run of offsets, or all events that a key has now. Only a run without a gap "
                    + "between its leaves says that nothing was left out between them, and verify tells."
        })
public final class EvidenceCommand implements Callable<Integer> {
    @Option(names = "--dataset", required = true, paramLabel = "ORGANISATION/NAME", description = "the dataset")
    String dataset = "";

    @Option(
            names = "--partition",
            defaultValue = "0",
            description = "the event's partition in the dataset's topic (default: ${DEFAULT-VALUE})")
    int partition;

    @ArgGroup(exclusive = true, multiplicity = "1")
    Events events = new Events();

    /** Which events: exactly one of these is given. */
    static final class Events {
        @Option(names = "--offset", description = "one event's offset in that partition")
        @Nullable Long offset;

        @Option(names = "--offsets", paramLabel = "LIST", description = "several, as 3..40,77")
        @Nullable String offsets;

        @Option(names = "--key", paramLabel = "JSON", description = "all events with this key, as '{\"id\": 7}'")
        @Nullable String key;
    }

    @Option(names = "-o", paramLabel = "FILE", required = true, description = "the file to write")
    Path file = Path.of("evidence.json");

    @Mixin
    Server server = new Server();

    @Mixin
    JsonOption output = new JsonOption();

    @Spec
    @SuppressWarnings("NullAway.Init") // set by picocli
    CommandSpec spec;

    @Override
    public Integer call() {
        DatasetId id = Datasets.parse(dataset);
        Written written = events.offset == null ? several(id) : single(events.offset);
        byte[] evidence = written.file().toArray();
        try {
            Files.write(file, evidence);
        } catch (IOException e) {
            throw new CommandException("file " + file + " can't be written: " + e.getMessage(), e);
        }
        PrintWriter out = spec.commandLine().getOut();
        if (output.isGiven()) {
            out.println(Json.text(Map.of("file", file.toString(), "bytes", evidence.length)));
        } else {
            out.printf(
                    "Evidence of %s, partition %d, %s: %s (%,d bytes)%n",
                    dataset, partition, written.what(), file, evidence.length);
            out.printf("Check it anywhere with: tombolo verify %s%n", file);
        }
        out.flush();
        return ExitCode.GOOD;
    }

    /** What was made, and in words what it is about. */
    private record Written(String what, Bytes file) {}

    private Written single(long offset) {
        return new Written("offset " + offset, Bytes.of(ask(offset)));
    }

    private Written several(DatasetId id) {
        Set<Long> offsets = events.key == null
                ? Offsets.parse(String.valueOf(events.offsets))
                : KeyHistory.offsets(server.endpoints(), id, partition, events.key);
        List<Evidence> single = new ArrayList<>();
        for (long offset : offsets) {
            if (single.size() == Offsets.LIMIT) {
                throw new CommandException("--key " + events.key + ": more than " + Offsets.LIMIT + " events");
            }
            single.add(EvidenceFile.read(ask(offset)));
        }
        TileSource tiles =
                new ProvenanceClient(server.url()).tiles(single.get(0).origin());
        EvidenceSet joined = EvidenceSet.join(single, tiles);
        return new Written(single.size() + " events", Bytes.of(EvidenceSetFile.write(joined)));
    }

    private byte[] ask(long offset) {
        return server.getBytes(
                "/api/v1/evidence",
                "dataset",
                dataset,
                "partition",
                Integer.toString(partition),
                "offset",
                Long.toString(offset));
    }
}
