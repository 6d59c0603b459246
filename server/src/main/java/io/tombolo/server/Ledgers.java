package io.tombolo.server;

import io.tombolo.merkle.Hash;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Which ledgers a server anchors on. A ledger is {@code embedded}, {@code embedded:NAME} for another embedded one, or the path of a
 * consortium's ledger file.
 *
 * @param first takes the heads of each organisation, and its anchors decide whether the server is ready
 * @param further take the heads of all organisations too, each by itself; not {@code embedded}
 * @param retired a policy file whose ledgers are not anchored on any more, each with its {@code retired} time; their receipts stay
 */
public record Ledgers(String first, List<String> further, Optional<Path> retired) {
    /** The embedded ledger, alone. */
    public static final String EMBEDDED = "embedded";

    private static final String OTHER_EMBEDDED = EMBEDDED + ":";
    private static final Pattern NAME = Pattern.compile("[a-z][a-z0-9-]{0,30}");
    private static final int STATE_BYTES = 6;

    public Ledgers {
        further = List.copyOf(further);
        if (further.contains(EMBEDDED)) {
            throw new ServerException(
                    "further ledger " + EMBEDDED + ": must be " + OTHER_EMBEDDED + "NAME or a ledger file");
        }
    }

    /** A single one: a consortium's by its ledger file, or the embedded one. */
    public static Ledgers on(Optional<Path> file) {
        return new Ledgers(file.map(Path::toString).orElse(EMBEDDED), List.of(), Optional.empty());
    }

    /** The channel of another embedded ledger; empty for the first one and for a file. */
    static Optional<String> channel(String ledger) {
        if (!ledger.startsWith(OTHER_EMBEDDED)) {
            return Optional.empty();
        }
        String name = ledger.substring(OTHER_EMBEDDED.length());
        if (!NAME.matcher(name).matches() || name.equals(EmbeddedConsortium.CHANNEL)) {
            throw new ServerException("ledger '" + ledger + "': a name has 1 to 31 lower-case letters, digits and -,"
                    + " begins with a letter, and is not " + EmbeddedConsortium.CHANNEL);
        }
        return Optional.of(name);
    }

    /** One that has a folder of its own among the further ledgers'. */
    static Consortium open(Path folder, String ledger, Clock clock) {
        Optional<String> channel = channel(ledger);
        if (channel.isPresent()) {
            return EmbeddedConsortium.open(made(folder.resolve(channel.get())), channel.get(), clock);
        }
        if (ledger.equals(EMBEDDED)) {
            throw new ServerException("ledger " + EMBEDDED + ": must be " + OTHER_EMBEDDED + "NAME or a ledger file");
        }
        Path file = Path.of(ledger);
        boolean fisco = FiscoLedgerFile.isOne(file);
        boolean evm = !fisco && EvmLedgerFile.isOne(file);
        String kind = fisco ? "fisco-" : evm ? "evm-" : "fabric-";
        String name = fisco
                ? FiscoLedgerFile.read(file, folder).place()
                : evm
                        ? EvmLedgerFile.read(file, folder).place()
                        : FabricLedgerFile.read(file, folder).connection().ledgerName();
        byte[] digest = Hash.sha256().digest(name.getBytes(StandardCharsets.UTF_8));
        return Consortium.ofFile(made(folder.resolve(kind + HexFormat.of().formatHex(digest, 0, STATE_BYTES))), file);
    }

    /** A consortium's ledger, in a folder that anchored on one of these before. */
    static Consortium ofFile(Path folder, Path file, Set<String> retired) {
        if (FiscoLedgerFile.isOne(file)) {
            return FiscoConsortium.open(folder, file, retired);
        }
        return EvmLedgerFile.isOne(file)
                ? EvmConsortium.open(folder, file, retired)
                : FabricConsortium.open(folder, file, retired);
    }

    private static Path made(Path folder) {
        try {
            return Files.createDirectories(folder);
        } catch (IOException e) {
            throw new ServerException("folder " + folder + " can't be made (" + e.getMessage() + ")", e);
        }
    }
}
