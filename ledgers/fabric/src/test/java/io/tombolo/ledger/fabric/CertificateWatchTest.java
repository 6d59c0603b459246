package io.tombolo.ledger.fabric;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.tombolo.ledger.Credential;
import io.tombolo.ledger.Ledger;
import io.tombolo.ledger.kit.OwnedLog;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

class CertificateWatchTest {
    private final Logger logger = (Logger) LoggerFactory.getLogger(CertificateWatch.class);
    private final ListAppender<ILoggingEvent> log = new ListAppender<>();

    @TempDir
    private Path directory;

    private EmbeddedNetwork network;
    private FabricIdentity identity;
    private Instant until;
    private Instant now;

    @BeforeEach
    void start() {
        log.start();
        logger.setLevel(Level.INFO);
        logger.addAppender(log);
        network = EmbeddedNetwork.start(directory.resolve("ledger"));
        identity = network.fabric().identities().get(0);
        until = identity.certificate().getNotAfter().toInstant();
    }

    @AfterEach
    void stop() {
        logger.detachAppender(log);
        logger.setLevel(null);
        network.close();
    }

    @Test
    void tellsNinetyThirtyAndSevenDaysAheadOnceEach() {
        now = until.minus(Duration.ofDays(100));
        try (Ledger ledger = connect()) {
            OwnedLog owned = OwnedLog.of("one.example", "watched");
            assertThat(log.list).isEmpty();

            for (int daysLeft : new int[] {90, 60, 30, 29, 7, 1}) {
                now = until.minus(Duration.ofDays(daysLeft));
                ledger.register(owned.registration());
            }
            now = until.plusSeconds(1);
            ledger.register(owned.registration());
        }

        assertThat(log.list)
                .extracting(ILoggingEvent::getMessage)
                .containsExactly(
                        "certificate is about to expire; renew it",
                        "certificate is about to expire; renew it",
                        "certificate is about to expire; renew it",
                        "certificate has expired; the ledger refuses what it signs");
        assertThat(log.list)
                .extracting(ILoggingEvent::getLevel)
                .containsExactly(Level.INFO, Level.WARN, Level.ERROR, Level.ERROR);
        assertThat(log.list.get(1).getKeyValuePairs().toString())
                .contains("ledger=\"fabric:tombolo/anchors\"", "identity of one.example", "daysLeft=\"30\"");
    }

    @Test
    void tellsAtStartWhatIsDueAlready() {
        now = until.minus(Duration.ofDays(5));

        connect().close();

        assertThat(log.list).hasSize(1);
    }

    @Test
    void tellsWhoeverAsksForThemThoughNothingIsTransacted() {
        now = until.minus(Duration.ofDays(100));
        try (Ledger ledger = connect()) {
            now = until.minus(Duration.ofDays(30));

            ledger.credentials();
            ledger.credentials();

            assertThat(log.list).hasSize(1);
        }
    }

    @Test
    void namesItsCertificatesToWhoeverShowsThem() {
        now = until.minus(Duration.ofDays(20));
        try (Ledger ledger = connect()) {
            List<Credential> credentials = ledger.credentials();

            assertThat(credentials).hasSize(1);
            assertThat(credentials.get(0).role()).isEqualTo("identity of one.example");
            assertThat(credentials.get(0).subject()).contains("CN=");
            assertThat(credentials.get(0).until()).isEqualTo(until);
            assertThat(credentials.get(0).notice(now)).contains(Duration.ofDays(30));
        }
    }

    private Ledger connect() {
        FabricUnderTest fabric = network.fabric();
        return FabricLedger.connect(new FabricLedger.Config(
                List.of(fabric.gateways().get(0)),
                fabric.channel(),
                fabric.chaincode(),
                identity,
                List.of(),
                directory.resolve("state"),
                Duration.ofSeconds(5),
                ((InstantSource) () -> now).withZone(ZoneOffset.UTC)));
    }
}
