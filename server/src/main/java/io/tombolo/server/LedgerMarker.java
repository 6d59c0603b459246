package io.tombolo.server;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;

/**
 * Which ledger a data folder anchors on. Its topics say of every log how far that one ledger has it, so that another one must not
 * be put in its place.
 */
final class LedgerMarker {
    /** The embedded consortium. A folder that has a chain but no marker anchors there. */
    static final String EMBEDDED = "embedded, for development";

    private static final String FILE = "ledger.name";

    private LedgerMarker() {}

    private static String name(String marker) {
        return marker.equals(EMBEDDED) ? EmbeddedConsortium.name(EmbeddedConsortium.CHANNEL) : marker;
    }

    /**
     * Says that this folder anchors there from now on.
     *
     * @throws ServerException if it anchors elsewhere
     */
    static void claim(Path folder, String ledger) {
        claim(folder, ledger, Set.of());
    }

    /**
     * Says that this folder anchors there from now on, in place of a ledger that its operator has retired.
     *
     * @param retired names of ledgers, as anchors carry them
     * @throws ServerException if it anchors elsewhere
     */
    static void claim(Path folder, String ledger, Set<String> retired) {
        check(folder, ledger, retired);
        Path file = folder.resolve(FILE);
        try {
            Files.writeString(file, ledger + "\n", StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new ServerException("file " + file + " can't be written (" + e.getMessage() + ")", e);
        }
    }

    /**
     * Writes nothing.
     *
     * @throws ServerException if this folder anchors elsewhere
     */
    static void check(Path folder, String ledger) {
        check(folder, ledger, Set.of());
    }

    private static void check(Path folder, String ledger, Set<String> retired) {
        Path file = folder.resolve(FILE);
        try {
            String found = Files.exists(file)
                    ? Files.readString(file, StandardCharsets.UTF_8).strip()
                    : Files.exists(folder.resolve("chain")) ? EMBEDDED : ledger;
            if (!found.equals(ledger) && !retired.contains(name(found))) {
                throw new ServerException(
                        "data folder " + folder.getParent() + " anchors on the ledger (" + found + "), not on ("
                                + ledger
                                + "): start it with that one, or choose another folder with --data DIR. To leave a ledger permanently, bring its heads"
                                + " to the other one with tombolo reanchor, and state it in --retired-ledgers");
            }
        } catch (IOException e) {
            throw new ServerException("file " + file + " can't be read (" + e.getMessage() + ")", e);
        }
    }
}
