package io.tombolo.ledger.fabric;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import com.google.protobuf.ByteString;
import io.tombolo.ledger.AnchorOutcome;
import io.tombolo.ledger.HeadToAnchor;
import io.tombolo.ledger.Ledger;
import io.tombolo.ledger.LedgerException;
import io.tombolo.ledger.LedgerPeer;
import io.tombolo.ledger.kit.OwnedLog;
import io.tombolo.ledger.wire.HeadText;
import io.tombolo.schemas.contract.AnchorRecord;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;
import org.hyperledger.fabric.client.Transaction;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** Processes of a real network die at bad moments: nothing is lost, nothing comes twice. */
class NativeFaultsIT {
    @RegisterExtension
    static final NativeNetworkExtension FABRIC = new NativeNetworkExtension();

    private static final Duration PATIENCE = Duration.ofSeconds(40);

    @TempDir
    private Path directory;

    private GatewayConnection gateway;

    @AfterEach
    void heal() {
        if (gateway != null) {
            gateway.close();
        }
        FABRIC.network().restart();
    }

    @Test
    void anchorsThroughAnotherMembersGatewayWhenItsOwnPeerIsDead() {
        try (Ledger ledger = connect(List.of(0, 1, 2), PATIENCE)) {
            OwnedLog log = registered(ledger);
            anchor(ledger, log, 0, 3);

            FABRIC.network().kill("peer-carriers");

            AnchorRecord anchor = anchor(ledger, log, 3, 5);
            assertThat(ledger.latest(log.origin()).orElseThrow().transactionId())
                    .isEqualTo(anchor.transactionId());
        }
    }

    @Test
    void reportsAPeerThatDiesWhileNobodyCallsItUntilItIsBack() {
        try (Ledger ledger = connect(List.of(0, 1, 2), PATIENCE)) {
            ledger.latest("faults.example/none/0");
            assertThat(answering(ledger)).containsExactly(true, true, true);

            FABRIC.network().kill("peer-registry");
            await(() -> answering(ledger).equals(List.of(true, true, false)));
            FABRIC.network().restart();

            await(() -> answering(ledger).equals(List.of(true, true, true)));
        }
    }

    private static void await(Callable<Boolean> state) {
        Awaitility.await().atMost(Duration.ofMinutes(5)).until(state);
    }

    private static List<Boolean> answering(Ledger ledger) {
        return ledger.peers().stream().map(LedgerPeer::answers).toList();
    }

    @Test
    void anchorsThroughAnotherMembersGatewayWhenItsOwnChaincodeIsDead() {
        try (Ledger ledger = connect(List.of(0, 1, 2), PATIENCE)) {
            OwnedLog log = registered(ledger);

            FABRIC.network().kill("chaincode-carriers");

            anchor(ledger, log, 0, 3);
        }
    }

    @Test
    void givesAReceiptOfThoseMembersWhoCanSign() {
        FabricLedger.Config asksAll =
                config(List.of(0), PATIENCE, FABRIC.network().fabric().members());
        try (Ledger ledger = FabricLedger.connect(asksAll)) {
            OwnedLog log = registered(ledger);
            anchor(ledger, log, 0, 3);
            int whole = ledger.receipt(log.origin(), 3).orElseThrow().length;

            FABRIC.network().kill("chaincode-registry");
            int withoutOne = ledger.receipt(log.origin(), 3).orElseThrow().length;
            FABRIC.network().kill("chaincode-weather");
            Throwable noMajority = catchThrowable(() -> ledger.receipt(log.origin(), 3));

            assertThat(withoutOne).isLessThan(whole);
            assertThat(noMajority).isInstanceOf(LedgerException.Unavailable.class);
        }
    }

    @Test
    void anchorsOnceTheChaincodeOfAQuorumRunsAgain() {
        try (Ledger ledger = connect(List.of(0, 1, 2), Duration.ofSeconds(3))) {
            OwnedLog log = registered(ledger);
            anchor(ledger, log, 0, 3);
            FABRIC.network().kill("chaincode-carriers");
            FABRIC.network().kill("chaincode-weather");

            Throwable down = catchThrowable(() -> ledger.anchor(List.of(log.head(3, 5))));
            FABRIC.network().restart();
            anchorPatiently(ledger, log, 3, 5);

            assertThat(down).isInstanceOf(LedgerException.Unavailable.class);
            assertThat(ledger.history(log.origin(), 0, 10))
                    .extracting(AnchorRecord::size)
                    .containsExactly(3L, 5L);
        }
    }

    @Test
    void goesOnWhenOneOfThreeOrderersIsDead() {
        try (Ledger ledger = connect(List.of(0), PATIENCE)) {
            OwnedLog log = registered(ledger);
            anchor(ledger, log, 0, 3);

            FABRIC.network().kill("orderer" + FABRIC.network().leader());

            anchorPatiently(ledger, log, 3, 5);
            assertThat(ledger.history(log.origin(), 0, 10))
                    .extracting(AnchorRecord::size)
                    .containsExactly(3L, 5L);
        }
    }

    @Test
    void finishesOnceWhatDeadOrderersLeftOpen() {
        try (Ledger ledger = connect(List.of(0), Duration.ofSeconds(3))) {
            OwnedLog log = registered(ledger);
            anchor(ledger, log, 0, 3);
            List.of("orderer0", "orderer1", "orderer2").forEach(FABRIC.network()::kill);

            AnchorOutcome open = ledger.anchor(List.of(log.head(3, 5))).get(0);
            List<LedgerPeer> without = ledger.peers();
            Throwable stillOpen = catchThrowable(() -> ledger.anchor(List.of(log.head(3, 5))));
            FABRIC.network().restart();
            AnchorRecord finished = anchorPatiently(ledger, log, 3, 5);

            assertThat(open).isInstanceOf(AnchorOutcome.Unknown.class);
            assertThat(stillOpen)
                    .isInstanceOf(LedgerException.Unavailable.class)
                    .hasMessageContaining(((AnchorOutcome.Unknown) open).transactionId());
            assertThat(finished.transactionId()).isEqualTo(((AnchorOutcome.Unknown) open).transactionId());
            assertThat(ledger.history(log.origin(), 0, 10)).hasSize(2);
            assertThat(without.get(0)).extracting(LedgerPeer::answers).isEqualTo(true);
            assertThat(without.subList(1, without.size()))
                    .hasSize(3)
                    .allMatch(one -> one.role() == LedgerPeer.Role.ORDERER && !one.answers());
            assertThat(ledger.peers()).allMatch(LedgerPeer::answers);
        }
    }

    @Test
    void findsTheTransactionThatItsGatewayTookToTheGrave() throws Exception {
        OwnedLog log;
        String transactionId;
        try (Ledger ledger = connect(List.of(0), PATIENCE)) {
            log = registered(ledger);
            Transaction endorsed = endorsed(log.head(0, 3));
            transactionId = endorsed.getTransactionId();
            keep(endorsed);
            endorsed.submitAsync();
            FABRIC.network().kill("peer-carriers");
        }

        try (Ledger again = connect(List.of(0, 1, 2), PATIENCE)) {
            AnchorRecord anchor = anchor(again, log, 0, 3);

            assertThat(anchor.transactionId()).isEqualTo(transactionId);
            assertThat(again.history(log.origin(), 0, 10)).hasSize(1);
        }
    }

    @Test
    void submitsElsewhereWhatItsGatewayOnlyEndorsed() throws Exception {
        OwnedLog log;
        String transactionId;
        try (Ledger ledger = connect(List.of(0), PATIENCE)) {
            log = registered(ledger);
            Transaction endorsed = endorsed(log.head(0, 3));
            transactionId = endorsed.getTransactionId();
            keep(endorsed);
            FABRIC.network().kill("peer-carriers");
        }

        try (Ledger again = connect(List.of(0, 1, 2), PATIENCE)) {
            AnchorRecord anchor = anchor(again, log, 0, 3);

            assertThat(anchor.transactionId()).isEqualTo(transactionId);
            assertThat(again.history(log.origin(), 0, 10)).hasSize(1);
        }
    }

    @Test
    void losesNothingAndRepeatsNothingWhileItsGatewayDiesUnderALoad() {
        int heads = 12;
        AtomicInteger anchored = new AtomicInteger();
        try (Ledger ledger = connect(List.of(0, 1, 2), PATIENCE)) {
            OwnedLog log = registered(ledger);

            CompletableFuture<Void> load = CompletableFuture.runAsync(() -> {
                for (int size = 1; size <= heads; size++) {
                    anchorPatiently(ledger, log, size - 1, size);
                    anchored.set(size);
                }
            });
            Awaitility.await().atMost(PATIENCE).until(() -> anchored.get() >= 4);
            FABRIC.network().kill("peer-carriers");
            load.join();

            List<Long> sizes = ledger.history(log.origin(), 0, 100).stream()
                    .map(AnchorRecord::size)
                    .toList();
            assertThat(sizes).hasSize(heads).doesNotHaveDuplicates().endsWith((long) heads);
            assertThat(ledger.forks(log.origin())).isEmpty();
        }
    }

    private static AnchorRecord anchorPatiently(Ledger ledger, OwnedLog log, long from, long to) {
        long deadline = System.nanoTime() + Duration.ofSeconds(60).toNanos();
        while (true) {
            try {
                if (ledger.anchor(List.of(log.head(from, to))).get(0) instanceof AnchorOutcome.Committed committed) {
                    return committed.anchor();
                }
            } catch (LedgerException.Unavailable e) {
                assertThat(System.nanoTime()).as(e.getMessage()).isLessThan(deadline);
            }
        }
    }

    private static OwnedLog registered(Ledger ledger) {
        OwnedLog log = OwnedLog.of("faults.example", "f-" + System.nanoTime());
        ledger.register(log.registration());
        return log;
    }

    private static AnchorRecord anchor(Ledger ledger, OwnedLog log, long from, long to) {
        AnchorOutcome outcome = ledger.anchor(List.of(log.head(from, to))).get(0);
        assertThat(outcome).isInstanceOf(AnchorOutcome.Committed.class);
        return ((AnchorOutcome.Committed) outcome).anchor();
    }

    private Transaction endorsed(HeadToAnchor head) throws Exception {
        gateway = new GatewayConnection(FABRIC.network().fabric().gateways().get(0), config(List.of(0), PATIENCE));
        return gateway.contract()
                .newProposal("Anchor")
                .addArguments(HeadText.encode(List.of(head)))
                .build()
                .endorse();
    }

    /** As the adapter does before it submits anything. */
    private void keep(Transaction endorsed) {
        new PendingTransactions(directory.resolve("state"))
                .add(new PendingTransactions.Pending(
                        endorsed.getTransactionId(), ByteString.copyFrom(endorsed.getBytes())));
    }

    private Ledger connect(List<Integer> gateways, Duration patience) {
        return FabricLedger.connect(config(gateways, patience));
    }

    private FabricLedger.Config config(List<Integer> gateways, Duration patience) {
        return config(gateways, patience, List.of());
    }

    private FabricLedger.Config config(List<Integer> gateways, Duration patience, List<String> receiptMembers) {
        FabricUnderTest fabric = FABRIC.network().fabric();
        List<GatewayPeer> peers = new ArrayList<>();
        gateways.forEach(index -> peers.add(fabric.gateways().get(index)));
        return new FabricLedger.Config(
                peers,
                fabric.channel(),
                fabric.chaincode(),
                fabric.identities().get(0),
                receiptMembers,
                directory.resolve("state"),
                patience);
    }
}
