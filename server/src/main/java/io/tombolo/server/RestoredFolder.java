package io.tombolo.server;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;

/** A data folder that is being made of a backup, or was, until its logs have been compared with the ledger. */
final class RestoredFolder {
    private static final String UNFINISHED = "tombolo.restoring";
    /** The backup's name, and a line for each topic that is to begin again. */
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

    /**
     * At the next start these topics are made again, empty, if the ledger is ahead of their logs.
     *
     * @throws ServerException when the folder was not restored, or its logs are not behind
     */
    static void beginAgain(Path root, List<String> topics) throws IOException {
        if (!isNotCompared(root)) {
            throw new ServerException(
                    "data folder " + root
                            + " was not restored, or its logs were compared with the ledger already: nothing in it begins again");
        }
        Files.writeString(
                root.resolve(NOT_COMPARED),
                String.join("\n", topics) + "\n",
                StandardCharsets.UTF_8,
                StandardOpenOption.APPEND);
    }

    static boolean isNotCompared(Path root) {
        return Files.exists(root.resolve(NOT_COMPARED));
    }

    /** Name of the backup, then the topics that begin again. */
    static List<String> read(Path root) {
        try {
            return Files.readAllLines(root.resolve(NOT_COMPARED), StandardCharsets.UTF_8);
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
