package io.tombolo.cli.shell;

import io.tombolo.anchoring.seal.PemLogKeys;
import io.tombolo.ledger.Ledger;
import io.tombolo.ledger.LedgerException;
import io.tombolo.server.Consortium;
import io.tombolo.server.DataFolder;
import io.tombolo.verification.trust.TrustPolicy;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A ledger that a command asks by itself: the embedded one while its server is stopped, or a consortium's beside a server that runs.
 *
 * @param data the data folder of the embedded ledger
 * @param ledgerFile the consortium's ledger; null for the embedded one
 */
public record OneLedger(@Nullable Path data, @Nullable Path ledgerFile) {

    /**
     * Asks, or transacts, with an organisation's identity.
     *
     * @param organisation whose; of a consortium's file the first that it names, where this is empty
     * @param fallback whose on a ledger that takes any, where {@code organisation} is empty; empty for an error instead
     */
    public <T> T with(Optional<String> organisation, Optional<String> fallback, Function<Ledger, T> call) {
        if (ledgerFile != null) {
            return ofFile(organisation, fallback, call, ledgerFile);
        }
        if (data == null || !Files.isDirectory(data.resolve("ledger"))) {
            throw new CommandException("there is no embedded ledger in " + data
                    + ": give its server's folder with --data DIR, or a consortium's ledger with --ledger-config FILE");
        }
        try (DataFolder held = DataFolder.open(data);
                Consortium embedded = Consortium.embedded(held.sub("ledger"), Clock.systemUTC())) {
            return ask(embedded, organisation, fallback, call);
        }
    }

    /** With a state folder of its own, in which nothing is left. */
    private static <T> T ofFile(
            Optional<String> organisation, Optional<String> fallback, Function<Ledger, T> call, Path ledgerFile) {
        return opened(ledgerFile, consortium -> ask(consortium, organisation, fallback, call));
    }

    private static <T> T opened(Path ledgerFile, Function<Consortium, T> use) {
        Path state = temporary();
        try (Consortium consortium = Consortium.existing(state, ledgerFile)) {
            return use.apply(consortium);
        } finally {
            Folders.delete(state);
        }
    }

    /** The policy of those who own these log keys and anchor on this ledger, which is a consortium's. */
    public TrustPolicy policy(PemLogKeys keys) {
        if (ledgerFile == null) {
            throw new IllegalStateException("the embedded ledger's server has a policy of its own");
        }
        return opened(ledgerFile, consortium -> consortium.policy(keys));
    }

    private static <T> T ask(
            Consortium consortium, Optional<String> organisation, Optional<String> fallback, Function<Ledger, T> call) {
        String caller = organisation
                .or(() -> consortium.organisations().map(named -> named.get(0)))
                .or(() -> fallback)
                .orElseThrow(() -> new CommandException(
                        "the ledger " + consortium.description() + " acts for any organisation: give one with --as"));
        consortium.organisations().filter(named -> !named.contains(caller)).ifPresent(named -> {
            throw new CommandException(
                    "--as " + caller + ": the ledger file has the identities of " + String.join(", ", named));
        });
        try {
            return call.apply(consortium.as(caller));
        } catch (LedgerException e) {
            throw new CommandException(
                    "the ledger " + consortium.description() + " does not say: " + e.getMessage(), e);
        }
    }

    private static Path temporary() {
        try {
            return Files.createTempDirectory("tombolo-ledger");
        } catch (IOException e) {
            throw new CommandException("a temporary folder can't be made: " + e.getMessage(), e);
        }
    }
}
