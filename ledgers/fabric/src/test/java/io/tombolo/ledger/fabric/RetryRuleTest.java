package io.tombolo.ledger.fabric;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.tombolo.ledger.AnchorOutcome;
import io.tombolo.ledger.Ledger;
import io.tombolo.ledger.LedgerException;
import io.tombolo.ledger.kit.OwnedLog;
import io.tombolo.schemas.contract.AnchorRecord;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.hyperledger.fabric.protos.gateway.SubmitRequest;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The retry rule, line by line: what is kept, asked, submitted again and proposed again, and when. */
class RetryRuleTest {
    private static final AtomicInteger NAMES = new AtomicInteger();

    @TempDir
    private static Path ledgerFolder;

    private static EmbeddedNetwork network;

    @TempDir
    private Path state;

    private FlakyGateway first;
    private FlakyGateway second;
    private OwnedLog log;

    @BeforeAll
    static void startNetwork() {
        network = EmbeddedNetwork.start(ledgerFolder);
    }

    @AfterAll
    static void stopNetwork() {
        network.close();
    }

    @BeforeEach
    void startGateways() throws IOException {
        first = new FlakyGateway(network.fabric().gateways().get(0));
        second = new FlakyGateway(network.fabric().gateways().get(0));
        log = OwnedLog.of("one.example", "retry-" + NAMES.incrementAndGet());
        try (Ledger direct = connect("other", network.fabric().gateways().get(0))) {
            direct.register(log.registration());
        }
    }

    @AfterEach
    void stopGateways() {
        first.close();
        second.close();
    }

    @Test
    void keepsTheTransactionOnDiskBeforeItIsSubmittedAndNoLongerThanItsFateIsOpen() {
        List<String> onDisk = new ArrayList<>();
        first.beforeSubmit(() -> onDisk.addAll(pending("state")));
        try (Ledger ledger = connect("state", first.peer())) {
            AnchorRecord anchor = committed(ledger, 0, 3);

            assertThat(onDisk).containsExactly(anchor.transactionId() + ".transaction");
            assertThat(pending("state")).isEmpty();
        }
    }

    @Test
    void submitsTheSameBytesThroughAnotherGatewayWhenTheFirstOneNeverPassedThemOn() {
        first.fail("submit", false, FlakyGateway.unavailable());
        try (Ledger ledger = connect("state", first.peer(), second.peer())) {
            committed(ledger, 0, 3);

            assertThat(second.submitted()).hasSize(1);
            assertThat(payloads(second)).isEqualTo(payloads(first));
            assertThat(first.endorsed() + second.endorsed()).isEqualTo(1);
            assertThat(ledger.history(log.origin(), 0, 10)).hasSize(1);
        }
    }

    @Test
    void anchorsOnceWhenTheAnswerToSubmittingIsLost() {
        first.fail("submit", true, FlakyGateway.unavailable());
        try (Ledger ledger = connect("state", first.peer(), second.peer())) {
            AnchorRecord anchor = committed(ledger, 0, 3);

            assertThat(payloads(second)).isEqualTo(payloads(first));
            assertThat(first.endorsed() + second.endorsed()).isEqualTo(1);
            assertThat(ledger.latest(log.origin()).orElseThrow().transactionId())
                    .isEqualTo(anchor.transactionId());
        }
    }

    @Test
    void asksAgainWhenNobodyAnsweredWhetherItIsCommitted() {
        first.fail("commitStatus", false, FlakyGateway.unavailable());
        try (Ledger ledger = connect("state", first.peer(), second.peer())) {
            committed(ledger, 0, 3);

            assertThat(first.endorsed() + second.endorsed()).isEqualTo(1);
        }
    }

    @Test
    void proposesNothingNewWhileAnOlderTransactionIsOpenAndFinishesItAfterARestart() {
        AnchorOutcome open;
        for (int i = 0; i < 20; i++) {
            first.fail("submit", false, FlakyGateway.unavailable());
            first.fail("commitStatus", false, FlakyGateway.unavailable());
        }
        try (Ledger ledger = connect("state", Duration.ofMillis(300), first.peer())) {
            open = ledger.anchor(List.of(log.head(0, 3))).get(0);
            Throwable stillOpen = catchThrowable(() -> ledger.anchor(List.of(log.head(0, 5))));

            assertThat(open).isInstanceOf(AnchorOutcome.Unknown.class);
            assertThat(stillOpen)
                    .isInstanceOf(LedgerException.Unavailable.class)
                    .hasMessageContaining("is still open; nothing new is proposed before its fate is known");
            assertThat(first.endorsed()).isEqualTo(1);
        }
        try (Ledger restarted = connect("state", second.peer())) {
            AnchorRecord finished = committed(restarted, 0, 3);

            assertThat(finished.transactionId()).isEqualTo(((AnchorOutcome.Unknown) open).transactionId());
            assertThat(FlakyGateway.payload(second.submitted().get(0)))
                    .isEqualTo(FlakyGateway.payload(first.submitted().get(0)));
            assertThat(restarted.history(log.origin(), 0, 10)).hasSize(1);
        }
    }

    @Test
    void proposesAnewAfterAReadConflict() {
        Ledger rival = connect("other", network.fabric().gateways().get(0));
        first.beforeSubmit(() -> committed(rival, 0, 3));
        try (rival;
                Ledger ledger = connect("state", first.peer())) {
            AnchorRecord anchor = committed(ledger, 0, 3);

            assertThat(first.endorsed()).isEqualTo(2);
            assertThat(first.submitted()).hasSize(1);
            assertThat(ledger.latest(log.origin()).orElseThrow().transactionId())
                    .isEqualTo(anchor.transactionId());
        }
    }

    @Test
    void takesAnAbortThatThePeersPutDownToTheChaincodeAsFinal() {
        first.fail(
                "endorse",
                false,
                FlakyGateway.aborted("failed to endorse transaction", "chaincode response 500, Anchor: heads: none"));
        try (Ledger ledger = connect("state", first.peer(), second.peer())) {
            Throwable refused = catchThrowable(() -> ledger.anchor(List.of(log.head(0, 3))));

            assertThat(refused)
                    .isExactlyInstanceOf(LedgerException.class)
                    .hasMessageContaining("chaincode response 500, Anchor: heads: none");
            assertThat(second.endorsed()).isZero();
        }
    }

    @Test
    void takesAnyOtherAbortAsAFaultOfThatGateway() {
        first.fail(
                "endorse",
                false,
                FlakyGateway.aborted("failed to endorse transaction", "connection to chaincode lost"));
        try (Ledger ledger = connect("state", first.peer(), second.peer())) {
            committed(ledger, 0, 3);

            assertThat(second.endorsed()).isEqualTo(1);
        }
    }

    @Test
    void triesAgainWhenPeersWereAtDifferentHeights() {
        first.fail(
                "endorse",
                false,
                FlakyGateway.aborted("failed to endorse transaction", "ProposalResponsePayloads do not match"));
        try (Ledger ledger = connect("state", first.peer())) {
            committed(ledger, 0, 3);

            assertThat(first.endorsed()).isEqualTo(2);
        }
    }

    @Test
    void givesUpATransactionThatTheOrderersWillNeverTake() {
        String refusal = "received unsuccessful response from orderer: status=FORBIDDEN, info=expired";
        first.fail("submit", false, FlakyGateway.aborted(refusal, refusal));
        try (Ledger ledger = connect("state", first.peer())) {
            Throwable refused = catchThrowable(() -> ledger.anchor(List.of(log.head(0, 3))));

            assertThat(refused).isInstanceOf(LedgerException.Identity.class).hasMessageContaining("status=FORBIDDEN");
            assertThat(pending("state")).isEmpty();
            assertThat(committed(ledger, 0, 3).size()).isEqualTo(3);
        }
    }

    @Test
    void readsThroughTheNextGatewayWhenTheFirstIsGone() {
        try (Ledger ledger = connect("state", first.peer(), second.peer())) {
            committed(ledger, 0, 3);
            first.close();

            assertThat(ledger.latest(log.origin()).orElseThrow().size()).isEqualTo(3);
            assertThat(ledger.receipt(log.origin(), 3)).isPresent();
            assertThat(committed(ledger, 3, 5).size()).isEqualTo(5);
        }
    }

    private AnchorRecord committed(Ledger ledger, long from, long to) {
        AnchorOutcome outcome = ledger.anchor(List.of(log.head(from, to))).get(0);
        assertThat(outcome).isInstanceOf(AnchorOutcome.Committed.class);
        return ((AnchorOutcome.Committed) outcome).anchor();
    }

    private static List<Object> payloads(FlakyGateway gateway) {
        return gateway.submitted().stream()
                .<Object>map((SubmitRequest request) -> FlakyGateway.payload(request))
                .distinct()
                .toList();
    }

    private List<String> pending(String folder) {
        try (Stream<Path> files = Files.list(state.resolve(folder))) {
            return files.map(file -> file.getFileName().toString()).toList();
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private Ledger connect(String folder, GatewayPeer... gateways) {
        return connect(folder, Duration.ofSeconds(20), gateways);
    }

    private Ledger connect(String folder, Duration patience, GatewayPeer... gateways) {
        FabricUnderTest fabric = network.fabric();
        return FabricLedger.connect(new FabricLedger.Config(
                List.of(gateways),
                fabric.channel(),
                fabric.chaincode(),
                fabric.identities().get(0),
                fabric.members(),
                state.resolve(folder),
                patience));
    }
}
