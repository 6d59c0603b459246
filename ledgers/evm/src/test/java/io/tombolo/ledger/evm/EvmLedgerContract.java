package io.tombolo.ledger.evm;

import static org.assertj.core.api.Assertions.assertThat;

import io.tombolo.ledger.HeadToAnchor;
import io.tombolo.ledger.Ledger;
import io.tombolo.ledger.kit.LedgerContract;
import io.tombolo.ledger.kit.OwnedLog;
import io.tombolo.merkle.note.Ed25519Keys;
import io.tombolo.merkle.note.NoteSigner;
import io.tombolo.verification.receipt.EvmTrust;
import io.tombolo.verification.receipt.ReceiptCheck;
import io.tombolo.verification.receipt.evm.EvmReceiptVerifier;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The contract kit on a contract of a development chain. */
abstract class EvmLedgerContract extends LedgerContract {
    private static final Map<String, Ledger> LEDGERS = new TreeMap<>();
    private static final NoteSigner MEMBER = NoteSigner.ed25519("acme.example", Ed25519Keys.generate());

    @TempDir
    private static Path directory;

    private static DevelopmentChain chain;
    private static String contract;

    private static Path states;

    static void begin(DevelopmentChain started) throws IOException {
        chain = started;
        states = Files.createTempDirectory(directory, "chain");
        contract = chain.deploy(state(ACME));
    }

    private static Path state(String organisation) {
        return states.resolve(organisation);
    }

    /** How far the chain's time is ahead of the clock: a block is at least a second younger than the one before. */
    static Duration ahead() {
        long time = JsonRpc.number(chain.call("eth_getBlockByNumber", JsonRpc.text("latest"), JsonRpc.flag(false))
                .path("timestamp"));
        return Duration.between(Instant.now(), Instant.ofEpochSecond(time));
    }

    @AfterAll
    static void stop() {
        LEDGERS.clear();
        if (chain != null) {
            chain.close();
        }
    }

    @Override
    protected Ledger ledger(String organisation) {
        return LEDGERS.computeIfAbsent(
                organisation, name -> EvmLedger.connect(chain.config(contract, key(name), state(name), MEMBER)));
    }

    private static int key(String organisation) {
        return organisation.equals(ACME) ? 0 : organisation.equals(THIRD) ? 2 : 1;
    }

    /** How many heads in one call the gas is printed for, at most. */
    int mostHeads() {
        return 100;
    }

    static DevelopmentChain chain() {
        return chain;
    }

    /** A node takes at most 128 kB and 2^24 gas in a transaction. */
    @Override
    protected int mostTransactionsForMoreThanOneHolds() {
        return 100;
    }

    @Test
    void givesAReceiptThatIsVerifiedOffline() {
        OwnedLog log = registeredLog(ACME);
        committed(anchor(ACME, log.head(0, 3)));

        byte[] receipt = ledger(RIVAL).receipt(log.origin(), 3).orElseThrow();

        EvmTrust trust = new EvmTrust(
                ledger(ACME).name(),
                EvmLedger.code(),
                new TreeMap<>(Map.of("acme.example", List.of(MEMBER.verifier().vkey()))),
                1,
                Optional.empty());
        ReceiptCheck check = new EvmReceiptVerifier().check(receipt, trust);
        assertThat(check).isInstanceOf(ReceiptCheck.Vouched.class);
        assertThat(((ReceiptCheck.Vouched) check).fact().root()).isEqualTo(log.root(3));
        System.out.println("receipt: " + receipt.length + " bytes");
    }

    @Test
    void printsTheGasOfHeads() {
        List<OwnedLog> logs = new ArrayList<>();
        for (int i = 0; i < mostHeads(); i++) {
            logs.add(registeredLog(ACME));
        }
        for (int heads = 1; heads <= mostHeads(); heads *= 10) {
            int partition = heads;
            gas(
                    "first heads",
                    logs.subList(0, heads).stream()
                            .map(log -> log.partition(partition).head(0, 500))
                            .toList());
            gas(
                    "next heads",
                    logs.subList(0, heads).stream()
                            .map(log -> log.partition(partition).head(500, 1000))
                            .toList());
        }
    }

    private void gas(String what, List<HeadToAnchor> heads) {
        Set<String> ids = new TreeSet<>();
        ledger(ACME).anchor(heads).forEach(outcome -> ids.add(committed(outcome).transactionId()));
        long gas = ids.stream()
                .map(id -> chain.call("eth_getTransactionReceipt", JsonRpc.text(id)))
                .mapToLong(receipt -> JsonRpc.number(receipt.path("gasUsed")))
                .sum();
        System.out.println("gas: " + what + ", " + heads.size() + " in " + ids.size() + " transactions: "
                + gas / heads.size() + " each");
        assertThat(gas / heads.size()).isPositive();
    }
}
