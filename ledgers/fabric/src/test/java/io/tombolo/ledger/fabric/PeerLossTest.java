package io.tombolo.ledger.fabric;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.tombolo.ledger.Ledger;
import io.tombolo.ledger.LedgerException;
import io.tombolo.ledger.LedgerPeer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

/** A dead peer is reported when it is lost and when it is back, however many calls fail in between. */
class PeerLossTest {
    private final Logger logger = (Logger) LoggerFactory.getLogger(GatewayConnections.class);
    private final ListAppender<ILoggingEvent> log = new ListAppender<>();

    @TempDir
    private Path directory;

    private EmbeddedNetwork network;
    private FlakyGateway peer;

    @BeforeEach
    void start() throws Exception {
        log.start();
        logger.setLevel(Level.INFO);
        logger.addAppender(log);
        network = EmbeddedNetwork.start(directory.resolve("ledger"));
        peer = new FlakyGateway(network.fabric().gateways().get(0));
    }

    @AfterEach
    void stop() {
        logger.detachAppender(log);
        logger.setLevel(null);
        peer.close();
        network.close();
    }

    @Test
    void logsALossAndAReturnOnceAndCountsEachFailure() {
        for (int i = 0; i < 3; i++) {
            peer.fail("evaluate", false, FlakyGateway.unavailable());
        }
        try (Ledger ledger = connect()) {
            for (int i = 0; i < 3; i++) {
                assertThatThrownBy(() -> ledger.latest("one.example/a/0"))
                        .isInstanceOf(LedgerException.Unavailable.class);
            }
            List<LedgerPeer> lost = ledger.peers();

            ledger.latest("one.example/a/0");
            ledger.latest("one.example/a/0");

            assertThat(lost).containsExactly(new LedgerPeer(peer.peer().endpoint(), false, 3));
            assertThat(ledger.peers())
                    .containsExactly(new LedgerPeer(peer.peer().endpoint(), true, 3));
        }
        assertThat(log.list)
                .extracting(ILoggingEvent::getMessage)
                .containsExactly("peer lost; the next one is taken", "peer back");
        assertThat(log.list).extracting(ILoggingEvent::getLevel).containsExactly(Level.WARN, Level.INFO);
    }

    private Ledger connect() {
        FabricUnderTest fabric = network.fabric();
        return FabricLedger.connect(new FabricLedger.Config(
                List.of(peer.peer()),
                fabric.channel(),
                fabric.chaincode(),
                fabric.identities().get(0),
                List.of(),
                directory.resolve("state"),
                Duration.ofSeconds(5)));
    }
}
