package io.tombolo.ledger.fabric;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.tombolo.ledger.AnchorFeed;
import io.tombolo.ledger.AnchorOutcome;
import io.tombolo.ledger.AnchoringTransaction;
import io.tombolo.ledger.Ledger;
import io.tombolo.ledger.LedgerCursor;
import io.tombolo.ledger.LedgerException;
import io.tombolo.ledger.embedded.EmbeddedLedger;
import io.tombolo.ledger.kit.Followed;
import io.tombolo.ledger.kit.OwnedLog;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** One feed, opened once, while the ledger behind it goes and comes back. */
class FeedOverRestartsTest {
    @TempDir
    private Path directory;

    @Test
    void goesOnWhereItStoodWhenTheLedgerComesBack() {
        OwnedLog log = OwnedLog.of("acme.example", "followed");
        Followed followed = new Followed(List.of(log));
        EmbeddedLedger embedded = open(0);
        int port = Integer.parseInt(
                embedded.endpoint().substring(embedded.endpoint().lastIndexOf(':') + 1));
        try (Ledger ledger = connect(embedded);
                AnchorFeed feed = ledger.follow(LedgerCursor.START)) {
            ledger.register(log.registration());
            ledger.anchor(List.of(log.head(0, 3)));
            followed.until(feed, 1);

            embedded.close();
            assertThat(feed.next(Duration.ofMillis(300))).isEmpty();
            embedded = open(port);
            await().atMost(Duration.ofMinutes(5))
                    .ignoreExceptionsInstanceOf(LedgerException.Unavailable.class)
                    .until(
                            () -> ledger.anchor(List.of(log.head(3, 5))).get(0),
                            AnchorOutcome.Committed.class::isInstance);
            ledger.anchor(List.of(log.head(5, 6)));
            followed.until(feed, 3);
        } finally {
            embedded.close();
        }

        assertThat(followed.heads()).extracting(AnchoringTransaction.Head::size).containsExactly(3L, 5L, 6L);
    }

    @Test
    void endsWithAnErrorThatSaysWhyWhenTheIdentityIsRefused() {
        try (EmbeddedLedger embedded = open(0)) {
            var one = embedded.enrol("acme.example");
            var two = embedded.enrol("rival.example");
            FabricIdentity mixed = FabricIdentity.ofPem(one.mspId(), one.certificatePem(), two.privateKeyPem());
            try (Ledger ledger = connect(embedded, mixed);
                    AnchorFeed feed = ledger.follow(LedgerCursor.START)) {
                assertThatThrownBy(() -> feed.next(Duration.ofSeconds(20)))
                        .isInstanceOf(LedgerException.Identity.class)
                        .hasMessageContaining("follow fabric:tombolo/anchors from 'start': PERMISSION_DENIED");
            }
        }
    }

    private EmbeddedLedger open(int port) {
        return EmbeddedLedger.open(new EmbeddedLedger.Config(
                directory.resolve("ledger"),
                "127.0.0.1",
                port,
                "tombolo",
                "anchors",
                List.of("one.example", "two.example", "three.example"),
                Clock.systemUTC()));
    }

    private Ledger connect(EmbeddedLedger embedded) {
        var identity = embedded.enrol("acme.example");
        return connect(
                embedded, FabricIdentity.ofPem(identity.mspId(), identity.certificatePem(), identity.privateKeyPem()));
    }

    private Ledger connect(EmbeddedLedger embedded, FabricIdentity identity) {
        return FabricLedger.connect(new FabricLedger.Config(
                List.of(GatewayPeer.plainText(embedded.endpoint())),
                "tombolo",
                "anchors",
                identity,
                List.of(),
                directory.resolve("state"),
                Duration.ofSeconds(30)));
    }
}
