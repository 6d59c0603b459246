package io.tombolo.ledger.fabric;

import static org.assertj.core.api.Assertions.assertThat;

import io.tombolo.ledger.Ledger;
import io.tombolo.ledger.kit.LedgerContract;
import io.tombolo.ledger.kit.OwnedLog;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The contract kit over the Gateway client, against the embedded ledger. */
class EmbeddedFabricLedgerTest extends LedgerContract {
    private static final Map<String, Ledger> LEDGERS = new TreeMap<>();

    @TempDir
    private static Path directory;

    private static EmbeddedNetwork network;

    @BeforeAll
    static void start() {
        network = EmbeddedNetwork.start(directory.resolve("ledger"));
    }

    @AfterAll
    static void stop() {
        LEDGERS.values().forEach(Ledger::close);
        LEDGERS.clear();
        network.close();
    }

    @Override
    protected Ledger ledger(String organisation) {
        return LEDGERS.computeIfAbsent(organisation, EmbeddedFabricLedgerTest::connect);
    }

    private static Ledger connect(String organisation) {
        return network.connect(network.identity(organisation), directory.resolve("state-" + organisation));
    }

    @Test
    void tellsTheBlockOfANewAnchor() {
        OwnedLog log = registeredLog(ACME);

        assertThat(committed(anchor(ACME, log.head(0, 3))).block()).isPositive();
    }

    @Test
    void givesASmallReceipt() {
        OwnedLog log = registeredLog(ACME);
        committed(anchor(ACME, log.head(0, 3)));

        byte[] receipt = ledger(RIVAL).receipt(log.origin(), 3).orElseThrow();

        assertThat(receipt).startsWith((byte) 'T', (byte) 'F', (byte) 'R', (byte) '1');
        assertThat(receipt.length).isLessThan(4000);
    }

    @Test
    void writesNoBlockForAHeadThatIsKnown() {
        OwnedLog log = registeredLog(ACME);
        committed(anchor(ACME, log.head(0, 3)));
        long height = network.ledger().height();

        committed(anchor(ACME, log.head(0, 3)));
        ledger(ACME).register(log.registration());

        assertThat(network.ledger().height()).isEqualTo(height);
    }
}
