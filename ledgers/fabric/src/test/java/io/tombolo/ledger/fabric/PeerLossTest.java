package io.tombolo.ledger.fabric;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.tombolo.ledger.AnchorOutcome;
import io.tombolo.ledger.Ledger;
import io.tombolo.ledger.LedgerException;
import io.tombolo.ledger.LedgerPeer;
import io.tombolo.ledger.kit.OwnedLog;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

/** Servers of the ledger are reported as they are now: when they are lost and when they are back, though nobody calls them. */
class PeerLossTest {
    private static final Duration PATIENCE = Duration.ofMinutes(5);

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
            List<LedgerPeer> lost = peers(ledger);

            ledger.latest("one.example/a/0");
            ledger.latest("one.example/a/0");

            assertThat(lost).containsExactly(new LedgerPeer(peer.peer().endpoint(), false, 3));
            assertThat(peers(ledger)).containsExactly(new LedgerPeer(peer.peer().endpoint(), true, 3));
        }
        assertThat(log()).containsExactly("peer lost; the next one is taken", "peer back");
        assertThat(log.list).extracting(ILoggingEvent::getLevel).containsExactly(Level.WARN, Level.INFO);
    }

    @Test
    void aPeerThatFailedIsBackAsSoonAsItAnswersThoughNobodyCallsItAgain() {
        peer.fail("evaluate", false, FlakyGateway.unavailable());
        try (Ledger ledger = connect()) {
            assertThatThrownBy(() -> ledger.latest("one.example/a/0")).isInstanceOf(LedgerException.Unavailable.class);

            await().atMost(PATIENCE)
                    .untilAsserted(() -> assertThat(peers(ledger))
                            .containsExactly(new LedgerPeer(peer.peer().endpoint(), true, 1)));
        }
    }

    @Test
    void aSilentPeerIsLostThoughNobodyCallsIt() throws Exception {
        // It takes connections, as the system does for a process that hangs, and one that is cut off behind a proxy.
        try (ServerSocket silent = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
                Ledger ledger = connect(peer.peer(), GatewayPeer.plainText("127.0.0.1:" + silent.getLocalPort()))) {
            ledger.latest("one.example/a/0");

            await().atMost(PATIENCE)
                    .untilAsserted(() -> assertThat(peers(ledger))
                            .containsExactly(
                                    new LedgerPeer(peer.peer().endpoint(), true, 0),
                                    new LedgerPeer("127.0.0.1:" + silent.getLocalPort(), false, 0)));
        }
    }

    @Test
    void orderersThatTakeNothingAreNotTheirPeersFault() {
        OwnedLog log = OwnedLog.of("one.example", "a");
        List<LedgerPeer> meanwhile = new ArrayList<>();
        try (Ledger ledger = connect()) {
            ledger.register(log.registration());
            peer.fail("submit", false, FlakyGateway.noOrderers("orderer0:7050"));
            peer.beforeSubmit(() -> peer.beforeSubmit(() -> meanwhile.addAll(peers(ledger))));

            AnchorOutcome outcome = ledger.anchor(List.of(log.head(0, 3))).get(0);

            assertThat(outcome).isInstanceOf(AnchorOutcome.Committed.class);
            assertThat(meanwhile)
                    .containsExactly(
                            new LedgerPeer(peer.peer().endpoint(), true, 0),
                            new LedgerPeer("orderer0:7050", LedgerPeer.Role.ORDERER, false, 1));
            await().atMost(PATIENCE)
                    .untilAsserted(() -> assertThat(peers(ledger))
                            .containsExactly(
                                    new LedgerPeer(peer.peer().endpoint(), true, 0),
                                    new LedgerPeer("orderer0:7050", LedgerPeer.Role.ORDERER, true, 1)));
        }
        assertThat(log()).containsSubsequence("orderers take no transaction", "orderers take transactions again");
    }

    @Test
    void howFarAPeerIsIsTheTimeOfItsFastestAnswerAlsoWhereItIsInUse() throws Exception {
        try (LongWay way = new LongWay(peer.peer().endpoint(), 150);
                Ledger ledger = connect(GatewayPeer.plainText(way.endpoint()))) {
            await().atMost(PATIENCE).until(() -> {
                ledger.latest("one.example/a/0");
                return ledger.peers().get(0).answerMillis().isPresent();
            });

            assertThat(ledger.peers().get(0).answerMillis().getAsLong()).isGreaterThanOrEqualTo(300);
        }
    }

    /** Without how far they are away. */
    private static List<LedgerPeer> peers(Ledger ledger) {
        return ledger.peers().stream()
                .map(one -> new LedgerPeer(one.endpoint(), one.role(), one.answers(), one.failures()))
                .toList();
    }

    private List<String> log() {
        return log.list.stream().map(ILoggingEvent::getMessage).toList();
    }

    private Ledger connect(GatewayPeer... more) {
        FabricUnderTest fabric = network.fabric();
        return FabricLedger.connect(new FabricLedger.Config(
                more.length == 0 ? List.of(peer.peer()) : List.of(more),
                fabric.channel(),
                fabric.chaincode(),
                fabric.identities().get(0),
                List.of(),
                directory.resolve("state"),
                Duration.ofSeconds(5)));
    }
}
