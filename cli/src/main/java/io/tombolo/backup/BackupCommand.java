package io.tombolo.backup;

import io.tombolo.cli.shell.CommandException;
import io.tombolo.cli.shell.Count;
import io.tombolo.cli.shell.ExitCode;
import io.tombolo.cli.shell.Json;
import io.tombolo.cli.shell.JsonOption;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Clock;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

@Command(
        name = "backup",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description =
                "Copies the data folder of a tombolo up, while it runs or is stopped, into a folder of backups; lists or verifies these.",
        footer = {
            "",
            "The copy is that of one instant: a running server is paused for some milliseconds, on Linux, while the list of its files is"
                    + " made. What an earlier backup holds already is not written again. The backup holds private keys in clear, so the folder must be"
                    + " readable by its owner only. Exit codes: 0 done, 1 with --verify: a backup is damaged, 2 not done. docs/recovery.md says what"
                    + " to do after which loss."
        })
public final class BackupCommand implements Callable<Integer> {
    @Option(names = "--to", paramLabel = "DIR", description = "takes a backup into this folder, made when missing")
    @Nullable String to;

    @Option(
            names = "--data",
            paramLabel = "DIR",
            defaultValue = "tombolo-data",
            description = "with --to: the data folder of the tombolo up (default: ${DEFAULT-VALUE})")
    Path data = Path.of("tombolo-data");

    @Option(
            names = "--keep",
            paramLabel = "N",
            description = "with --to: then remove all but the newest N backups, at least 1")
    @Nullable Integer keep;

    @Option(names = "--list", paramLabel = "DIR", description = "lists the backups in this folder")
    @Nullable String list;

    @Option(names = "--verify", paramLabel = "DIR", description = "reads every file of every backup in this folder")
    @Nullable String verify;

    @Mixin
    JsonOption output = new JsonOption();

    @Spec
    @SuppressWarnings("NullAway.Init") // set by picocli
    CommandSpec spec;

    @Override
    public Integer call() throws InterruptedException {
        int given = (to == null ? 0 : 1) + (list == null ? 0 : 1) + (verify == null ? 0 : 1);
        if (given != 1) {
            throw new ParameterException(spec.commandLine(), "give one of --to DIR, --list DIR and --verify DIR");
        }
        if (keep != null && keep < 1) {
            throw new ParameterException(spec.commandLine(), "--keep " + keep + ": must be at least 1");
        }
        try {
            if (to != null) {
                return take(place("--to", to));
            }
            return list != null ? all("--list", list, false) : all("--verify", String.valueOf(verify), true);
        } catch (IOException e) {
            throw new CommandException("the backup was not made or read: " + e, e);
        }
    }

    /** A folder; other places are refused by name. */
    static Path place(String option, String given) {
        if (given.contains("://")) {
            throw new CommandException(
                    option + " " + given
                            + ": only folders can be given here; copy the folder of backups to an object store with its own tool (docs/recovery.md)");
        }
        return Path.of(given);
    }

    private int take(Path into) throws IOException, InterruptedException {
        Path root = Backup.folder(data);
        if (into.toAbsolutePath().normalize().startsWith(root)) {
            throw new CommandException(
                    "--to " + into + ": is inside the data folder " + data + ", and would be lost with it");
        }
        Backup.Taken taken;
        int removed = 0;
        try (FolderStore store = FolderStore.toWrite(into)) {
            Backup backup = new Backup(root, store, Clock.systemUTC());
            taken = backup.take();
            if (keep != null) {
                removed = backup.keep(keep);
            }
        }
        print(taken, into, removed);
        return ExitCode.GOOD;
    }

    private void print(Backup.Taken taken, Path into, int removed) {
        PrintWriter out = spec.commandLine().getOut();
        Manifest manifest = taken.manifest();
        if (output.isGiven()) {
            Map<String, Object> json = json(taken.name(), manifest);
            json.put("added_bytes", taken.added());
            json.put("removed_backups", removed);
            out.println(Json.text(json));
        } else {
            out.printf(
                    "Backup %s: %s, %,d bytes, of which %,d were not in %s yet%n",
                    taken.name(), Count.of(manifest.files().size(), "file"), manifest.bytes(), taken.added(), into);
            out.println(
                    manifest.pausedMs() < 0
                            ? "No server was running."
                            : "The server was paused for " + manifest.pausedMs() + " ms.");
            if (removed > 0) {
                out.println(Count.of(removed, "older backup") + " removed");
            }
            if (!manifest.kafka()) {
                out.println("Kafka is a cluster of its own: its topics are NOT in this backup (docs/recovery.md).");
            }
        }
        out.flush();
    }

    private int all(String option, String folder, boolean reads) throws IOException {
        PrintWriter out = spec.commandLine().getOut();
        boolean damaged = false;
        try (FolderStore store = FolderStore.toRead(option, place(option, folder))) {
            List<String> objects = store.names(Manifest.FOLDER);
            if (objects.isEmpty()) {
                throw new CommandException(option + " " + folder + ": holds no complete backup");
            }
            for (String object : objects) {
                try {
                    Restore backup = Restore.of(store, object);
                    if (reads) {
                        backup.verify();
                    }
                    line(out, backup, reads);
                } catch (CommandException e) {
                    damaged = true;
                    out.println(
                            output.isGiven()
                                    ? Json.line(Map.of(
                                            "backup", Manifest.name(object), "damaged", String.valueOf(e.getMessage())))
                                    : "DAMAGED  " + e.getMessage());
                }
            }
        }
        out.flush();
        return damaged ? ExitCode.REFUSED : ExitCode.GOOD;
    }

    private void line(PrintWriter out, Restore backup, boolean reads) {
        Manifest manifest = backup.manifest();
        if (output.isGiven()) {
            Map<String, Object> json = json(backup.name(), manifest);
            json.put("verified", reads);
            out.println(Json.line(json));
        } else {
            out.printf(
                    "%s  %s, %,d bytes, by Tombolo %s%s%n",
                    backup.name(),
                    Count.of(manifest.files().size(), "file"),
                    manifest.bytes(),
                    manifest.tombolo(),
                    reads ? ": every file is what was saved" : "");
        }
    }

    private static Map<String, Object> json(String name, Manifest manifest) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("backup", name);
        json.put("taken_at", manifest.takenAt());
        json.put("tombolo", manifest.tombolo());
        json.put("files", manifest.files().size());
        json.put("bytes", manifest.bytes());
        json.put("paused_ms", manifest.pausedMs());
        json.put("kafka", manifest.kafka());
        return json;
    }
}
