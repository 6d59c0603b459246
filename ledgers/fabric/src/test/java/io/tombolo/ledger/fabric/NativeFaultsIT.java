package io.tombolo.ledger.fabric;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.tombolo.ledger.Anchor;
import io.tombolo.ledger.AnchorOutcome;
import io.tombolo.ledger.Ledger;
import io.tombolo.ledger.LedgerUnavailableException;
import io.tombolo.ledger.kit.OwnedLog;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** Processes of a real network die at bad moments: nothing is lost, nothing comes twice. */
class NativeFaultsIT {
    @RegisterExtension
    static final NativeNetworkExtension FABRIC = new NativeNetworkExtension();

    @TempDir
    private Path directory;

    @AfterEach
    void heal() {
        FABRIC.network().restart();
    }

    @Test
    void anchorsThroughAnotherMembersGatewayWhenItsOwnPeerIsDead() {
        try (Ledger ledger = connect(List.of(0, 1, 2), Duration.ofSeconds(40))) {
            OwnedLog log = registered(ledger);
            anchor(ledger, log, 0, 3);

            FABRIC.network().kill("peer-carriers");

            Anchor anchor = anchor(ledger, log, 3, 5);
            assertThat(ledger.latest(log.origin()).orElseThrow().transactionId())
                    .isEqualTo(anchor.transactionId());
        }
    }

    @Test
    void anchorsThroughAnotherMembersGatewayWhenItsOwnChaincodeIsDead() {
        try (Ledger ledger = connect(List.of(0, 1, 2), Duration.ofSeconds(40))) {
            OwnedLog log = registered(ledger);

            FABRIC.network().kill("chaincode-carriers");

            anchor(ledger, log, 0, 3);
        }
    }

    @Test
    void finishesOnceWhatADeadOrdererLeftOpen() {
        try (Ledger ledger = connect(List.of(0), Duration.ofSeconds(3))) {
            OwnedLog log = registered(ledger);
            anchor(ledger, log, 0, 3);
            FABRIC.network().kill("orderer0");

            AnchorOutcome open = ledger.anchor(List.of(log.head(3, 5))).get(0);
            Throwable stillOpen = catchThrowable(() -> ledger.anchor(List.of(log.head(3, 5))));
            FABRIC.network().restart();
            Anchor finished = anchorPatiently(ledger, log);

            assertThat(open).isInstanceOf(AnchorOutcome.Unknown.class);
            assertThat(stillOpen)
                    .isInstanceOf(LedgerUnavailableException.class)
                    .hasMessageContaining(((AnchorOutcome.Unknown) open).transactionId());
            assertThat(finished.transactionId()).isEqualTo(((AnchorOutcome.Unknown) open).transactionId());
            assertThat(ledger.history(log.origin(), 0, 10)).hasSize(2);
        }
    }

    private static Anchor anchorPatiently(Ledger ledger, OwnedLog log) {
        long deadline = System.nanoTime() + Duration.ofSeconds(40).toNanos();
        while (true) {
            try {
                return anchor(ledger, log, 3, 5);
            } catch (LedgerUnavailableException e) {
                assertThat(System.nanoTime()).as(e.getMessage()).isLessThan(deadline);
            }
        }
    }

    private static OwnedLog registered(Ledger ledger) {
        OwnedLog log = OwnedLog.of("faults.example", "f-" + System.nanoTime());
        ledger.register(log.registration());
        return log;
    }

    private static Anchor anchor(Ledger ledger, OwnedLog log, long from, long to) {
        AnchorOutcome outcome = ledger.anchor(List.of(log.head(from, to))).get(0);
        assertThat(outcome).isInstanceOf(AnchorOutcome.Committed.class);
        return ((AnchorOutcome.Committed) outcome).anchor();
    }

    private Ledger connect(List<Integer> gateways, Duration patience) {
        FabricUnderTest fabric = FABRIC.network().fabric();
        List<GatewayPeer> peers = new ArrayList<>();
        gateways.forEach(index -> peers.add(fabric.gateways().get(index)));
        return FabricLedger.connect(new FabricLedgerConfig(
                peers,
                fabric.channel(),
                fabric.chaincode(),
                fabric.identities().get(0),
                List.of(),
                directory.resolve("state"),
                patience));
    }
}
