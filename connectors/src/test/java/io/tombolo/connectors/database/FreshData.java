package io.tombolo.connectors.database;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/** The data folder of a database that nobody has used: made once for each build of a module, and copied for each server that its tests start. */
final class FreshData {
    private static final Path TARGET = Path.of("target").toAbsolutePath();

    interface Maker {
        void make() throws IOException, InterruptedException;
    }

    private FreshData() {}

    /** Puts it into {@code folder}, which does not exist yet; {@code maker} makes it there, for the first server of a build. */
    static void into(Path folder, String database, Maker maker) throws IOException, InterruptedException {
        Path kept = TARGET.resolve("fresh-" + database);
        if (Files.isDirectory(kept)) {
            copy(kept, folder);
            return;
        }
        maker.make();
        Path draft = Files.createTempDirectory(Files.createDirectories(TARGET), "fresh-draft");
        copy(folder, draft.resolve("data"));
        try {
            Files.move(draft.resolve("data"), kept, StandardCopyOption.ATOMIC_MOVE);
        } catch (FileSystemException e) {
            // The tests of another JVM kept theirs meanwhile.
            run("rm", "-rf", draft.resolve("data").toString());
        }
        Files.delete(draft);
    }

    /** With the owners of its files, which the database may require. */
    private static void copy(Path from, Path to) throws IOException, InterruptedException {
        run("cp", "-a", from.toString(), to.toString());
    }

    private static void run(String... command) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (process.waitFor() != 0) {
            throw new IOException(String.join(" ", command) + ": " + output);
        }
    }
}
