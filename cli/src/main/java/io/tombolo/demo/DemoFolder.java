package io.tombolo.demo;

import io.tombolo.server.ServerException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** The demo's data folder, which only a demo may empty. */
final class DemoFolder {
    private static final String MARK = "made-by-tombolo-demo";

    private DemoFolder() {}

    /** Deletes what an earlier demo left; anything else is left alone and refused. */
    static void empty(Path folder) {
        try {
            if (!Files.exists(folder)) {
                return;
            }
            if (Files.exists(folder.resolve(MARK))) {
                // Taking the lock first: a demo that still runs there is not pulled from under its feet.
                io.tombolo.server.DataFolder.open(folder).close();
                delete(folder);
            } else if (!isEmpty(folder)) {
                throw new ServerException("folder " + folder.toAbsolutePath().normalize()
                        + " is not a demo's: choose an empty or a new one with --data DIR");
            }
        } catch (IOException e) {
            throw new ServerException("folder " + folder + " can't be emptied: " + e.getMessage(), e);
        }
    }

    static void mark(Path folder) {
        try {
            Files.writeString(folder.resolve(MARK), "tombolo demo empties this folder when it runs again\n");
        } catch (IOException e) {
            throw new ServerException("folder " + folder + " can't be written: " + e.getMessage(), e);
        }
    }

    /** Deletes all that the embedded ledger keeps, for nothing but its receipts to be left. */
    static Path deleteLedger(Path folder) {
        Path ledger = folder.resolve("ledger");
        try {
            delete(ledger);
        } catch (IOException e) {
            throw new ServerException("folder " + ledger + " can't be deleted: " + e.getMessage(), e);
        }
        return ledger;
    }

    private static boolean isEmpty(Path folder) throws IOException {
        try (Stream<Path> content = Files.list(folder)) {
            return content.findAny().isEmpty();
        }
    }

    private static void delete(Path folder) throws IOException {
        List<Path> paths;
        try (Stream<Path> walk = Files.walk(folder)) {
            paths = walk.sorted(Comparator.reverseOrder()).toList();
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
        for (Path path : paths) {
            Files.deleteIfExists(path);
        }
    }
}
