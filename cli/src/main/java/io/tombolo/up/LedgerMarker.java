package io.tombolo.up;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Which ledger a data folder anchors on. Its topics say of every log how far that one ledger has it, so that another one must not
 * be put in its place.
 */
final class LedgerMarker {
    /** The embedded consortium. A folder that has a chain but no marker anchors there. */
    static final String EMBEDDED = "embedded, for development";

    private static final String FILE = "ledger.name";

    private LedgerMarker() {}

    /**
     * Says that this folder anchors there from now on.
     *
     * @throws UpException if it anchors elsewhere
     */
    static void claim(Path folder, String ledger) {
        Path file = folder.resolve(FILE);
        try {
            String found = Files.exists(file)
                    ? Files.readString(file, StandardCharsets.UTF_8).strip()
                    : Files.exists(folder.resolve("chain")) ? EMBEDDED : ledger;
            if (!found.equals(ledger)) {
                throw new UpException(
                        "data folder " + folder.getParent() + " anchors on the ledger (" + found + "), not on ("
                                + ledger + "): start it with that one, or choose another folder with --data DIR");
            }
            Files.writeString(file, ledger + "\n", StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UpException("file " + file + " can't be written or read (" + e.getMessage() + ")", e);
        }
    }
}
