package io.tombolo.backup;

import io.tombolo.cli.shell.CommandException;
import io.tombolo.cli.shell.Count;
import io.tombolo.cli.shell.ExitCode;
import io.tombolo.cli.shell.Json;
import io.tombolo.cli.shell.JsonOption;
import io.tombolo.objects.ObjectStoreException;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

@Command(
        name = "restore",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = "Makes a data folder of a backup, for tombolo up on this machine.",
        footer = {
            "",
            "The folder must be new or empty. Every file is compared with its hash; a folder that was not restored to its end does not start,"
                    + " and the same command begins it again. Make sure that the server that was backed up never runs again. When the restored one"
                    + " starts for the first time it compares its logs with the ledger, and refuses to start where the ledger is ahead: docs/recovery.md."
        })
public final class RestoreCommand implements Callable<Integer> {
    @Option(
            names = "--from",
            required = true,
            paramLabel = "DIR|s3://…",
            description = "where tombolo backup --to wrote")
    String from = "";

    @Option(
            names = "--backup",
            paramLabel = "NAME",
            description = "which one, or how its name begins (default: the newest)")
    @Nullable String backup;

    @Option(
            names = "--data",
            paramLabel = "DIR",
            defaultValue = "tombolo-data",
            description = "the new data folder (default: ${DEFAULT-VALUE})")
    Path data = Path.of("tombolo-data");

    @Mixin
    JsonOption output = new JsonOption();

    @Spec
    @SuppressWarnings("NullAway.Init") // set by picocli
    CommandSpec spec;

    @Override
    public Integer call() {
        Restore restore;
        try (Place place = Place.toRead("--from", from)) {
            restore = backup == null ? Restore.newest(place.store()) : Restore.named(place.store(), backup);
            restore.into(data);
        } catch (IOException | ObjectStoreException e) {
            throw new CommandException(
                    "nothing can be started on " + data + ": the restore failed: " + BackupCommand.text(e), e);
        }
        PrintWriter out = spec.commandLine().getOut();
        Manifest manifest = restore.manifest();
        if (output.isGiven()) {
            out.println(Json.text(Map.of(
                    "backup",
                    restore.name(),
                    "files",
                    manifest.files().size(),
                    "bytes",
                    manifest.bytes(),
                    "data",
                    data.toString())));
        } else {
            out.printf(
                    "Backup %s is in %s: %s, %,d bytes%n",
                    restore.name(), data, Count.of(manifest.files().size(), "file"), manifest.bytes());
            out.println(
                    "Make sure that the server it was taken of never runs again; then start tombolo up --data " + data);
        }
        out.flush();
        return ExitCode.GOOD;
    }
}
