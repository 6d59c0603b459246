package io.tombolo.server;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** A data folder that is being made of a backup, or was, until its logs have been compared with the ledger. */
final class RestoredFolder {
    private static final String UNFINISHED = "tombolo.restoring";
    /** The backup's name. */
    private static final String NOT_COMPARED = "tombolo.restored";

    private RestoredFolder() {}

    /** From now on nothing starts on the folder, which is empty, until {@link #finish}. */
    static void begin(Path root, String backup) throws IOException {
        Files.writeString(root.resolve(UNFINISHED), backup + "\n", StandardCharsets.UTF_8);
    }

    /** Whether a restore was begun there and did not end. */
    static boolean isUnfinished(Path root) {
        return Files.exists(root.resolve(UNFINISHED));
    }

    /** All files are there. */
    static void finish(Path root, String backup) throws IOException {
        Files.writeString(root.resolve(NOT_COMPARED), backup + "\n", StandardCharsets.UTF_8);
        DataFolder.mark(root.resolve(DataFolder.MARKER));
        Files.delete(root.resolve(UNFINISHED));
    }

    static boolean isNotCompared(Path root) {
        return Files.exists(root.resolve(NOT_COMPARED));
    }

    /** Name of the backup. */
    static String read(Path root) {
        try {
            return Files.readString(root.resolve(NOT_COMPARED), StandardCharsets.UTF_8)
                    .strip();
        } catch (IOException e) {
            throw new ServerException("file " + root.resolve(NOT_COMPARED) + " can't be read (" + e + ")", e);
        }
    }

    /** Its logs are not behind the ledger. */
    static void compared(Path root) {
        try {
            Files.delete(root.resolve(NOT_COMPARED));
        } catch (IOException e) {
            throw new ServerException("file " + root.resolve(NOT_COMPARED) + " can't be removed (" + e + ")", e);
        }
    }
}
