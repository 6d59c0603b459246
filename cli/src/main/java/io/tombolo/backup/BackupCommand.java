package io.tombolo.backup;

import io.tombolo.cli.shell.CommandException;
import io.tombolo.cli.shell.Count;
import io.tombolo.cli.shell.ExitCode;
import io.tombolo.cli.shell.Json;
import io.tombolo.cli.shell.JsonOption;
import io.tombolo.objects.ObjectStore;
import io.tombolo.objects.ObjectStoreException;
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
                "Copies the data folder of a tombolo up, while it runs or is stopped, into a folder or a bucket of backups; lists or verifies these.",
        footer = {
            "",
            "The copy is that of one instant: a running server is paused for some milliseconds, on Linux, while the list of its files is"
                    + " made. What an earlier backup holds already is not written again. The backup holds private keys in clear, so the folder must be"
                    + " readable by its owner only, and the bucket by nobody without credentials. A bucket is s3://BUCKET/PREFIX, with"
                    + " ?endpoint=URL&region=NAME where it is not AWS's, and needs AWS's SDK (docs/object-storage.md). Exit codes: 0 done, 1 with --verify: a backup is damaged, 2 not done. docs/recovery.md says what"
                    + " to do after which loss."
        })
public final class BackupCommand implements Callable<Integer> {
    @Option(
            names = "--to",
            paramLabel = "DIR|s3://…",
            description = "takes a backup into this folder, made when missing, or this bucket")
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

    @Option(names = "--list", paramLabel = "DIR|s3://…", description = "lists the backups there")
    @Nullable String list;

    @Option(names = "--verify", paramLabel = "DIR|s3://…", description = "reads every file of every backup there")
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
            throw new ParameterException(spec.commandLine(), "give one of --to, --list and --verify");
        }
        if (keep != null && keep < 1) {
            throw new ParameterException(spec.commandLine(), "--keep " + keep + ": must be at least 1");
        }
        if (to != null) {
            return take(to);
        }
        String option = list != null ? "--list" : "--verify";
        String place = String.valueOf(list != null ? list : verify);
        try {
            return all(option, place, verify != null);
        } catch (IOException | ObjectStoreException e) {
            throw new CommandException(option + " " + place + ": " + text(e), e);
        }
    }

    static String text(Exception e) {
        return e instanceof ObjectStoreException ? String.valueOf(e.getMessage()) : e.toString();
    }

    private int take(String into) throws InterruptedException {
        Path root = Backup.folder(data);
        if (Place.isFolder(into) && Path.of(into).toAbsolutePath().normalize().startsWith(root)) {
            throw new CommandException(
                    "--to " + into + ": is inside the data folder " + data + ", and would be lost with it");
        }
        Backup.@Nullable Taken taken = null;
        int removed = 0;
        try (Place place = Place.toWrite(into, root)) {
            Backup backup = new Backup(root, place.store(), Clock.systemUTC());
            taken = backup.take();
            if (keep != null) {
                removed = backup.keep(keep);
            }
        } catch (IOException | ObjectStoreException e) {
            throw new CommandException(
                    (taken == null
                                    ? "no backup was made: "
                                    : "backup " + taken.name() + " was made, but not all older ones were removed: ")
                            + text(e),
                    e);
        }
        print(taken, into, removed);
        return ExitCode.GOOD;
    }

    private void print(Backup.Taken taken, String into, int removed) {
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

    private int all(String option, String at, boolean reads) throws IOException {
        PrintWriter out = spec.commandLine().getOut();
        boolean damaged = false;
        try (Place place = Place.toRead(option, at)) {
            ObjectStore store = place.store();
            List<String> objects = Manifest.all(store);
            if (objects.isEmpty()) {
                throw new CommandException(option + " " + at + ": holds no complete backup");
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
