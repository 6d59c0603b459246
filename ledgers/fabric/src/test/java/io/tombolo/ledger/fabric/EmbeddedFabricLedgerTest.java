package io.tombolo.ledger.fabric;

import static org.assertj.core.api.Assertions.assertThat;

import io.tombolo.ledger.Ledger;
import io.tombolo.ledger.embedded.EmbeddedLedger;
import io.tombolo.ledger.embedded.EmbeddedLedgerConfig;
import io.tombolo.ledger.kit.LedgerContract;
import io.tombolo.ledger.kit.OwnedLog;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The contract kit over the Gateway client, against the embedded ledger. */
class EmbeddedFabricLedgerTest extends LedgerContract {
    private static final List<String> MEMBERS = List.of("one.example", "two.example", "three.example");
    private static final Map<String, Ledger> LEDGERS = new TreeMap<>();

    @TempDir
    private static Path directory;

    private static EmbeddedLedger embedded;

    @BeforeAll
    static void start() {
        embedded = EmbeddedLedger.open(new EmbeddedLedgerConfig(
                directory.resolve("ledger"), "127.0.0.1", 0, "tombolo", "anchors", MEMBERS, Clock.systemUTC()));
    }

    @AfterAll
    static void stop() {
        LEDGERS.values().forEach(Ledger::close);
        LEDGERS.clear();
        embedded.close();
    }

    @Override
    protected Ledger ledger(String organisation) {
        return LEDGERS.computeIfAbsent(organisation, EmbeddedFabricLedgerTest::connect);
    }

    private static Ledger connect(String organisation) {
        var identity = embedded.enrol(organisation);
        return FabricLedger.connect(new FabricLedgerConfig(
                List.of(GatewayPeer.plainText(embedded.endpoint())),
                "tombolo",
                "anchors",
                FabricIdentity.ofPem(identity.mspId(), identity.certificatePem(), identity.privateKeyPem()),
                MEMBERS,
                directory.resolve("state-" + organisation),
                FabricLedgerConfig.DEFAULT_PATIENCE));
    }

    @Test
    void tellsTheBlockOfANewAnchor() {
        OwnedLog log = registeredLog(ACME);

        assertThat(committed(anchor(ACME, log.head(0, 3))).block().orElseThrow())
                .isPositive();
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
        long height = embedded.height();

        committed(anchor(ACME, log.head(0, 3)));
        ledger(ACME).register(log.registration());

        assertThat(embedded.height()).isEqualTo(height);
    }
}
