package io.tombolo.ledger.fabric;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.tombolo.ledger.AnchorOutcome;
import io.tombolo.ledger.Ledger;
import io.tombolo.ledger.LedgerException;
import io.tombolo.ledger.kit.OwnedLog;
import io.tombolo.schemas.contract.AnchorRecord;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** Four orderers of which one may lie, by the flag that an operator gives. */
class NativeSmartBftIT {
    /** Skips, and says so, where there are no binaries. */
    @RegisterExtension
    static final FabricBinaries BINARIES = new FabricBinaries();

    @TempDir
    private Path state;

    @Test
    void anchorsAndGoesOnWhenOneOfFourOrderersIsKilled() {
        OwnedLog log = OwnedLog.of("bft.example", "flights");
        try (NativeNetwork network = NativeNetwork.start("--consensus", "smartbft");
                Ledger ledger = connect(network.fabric())) {
            ledger.register(log.registration());
            AnchorOutcome first = ledger.anchor(List.of(log.head(0, 3))).get(0);

            network.kill("orderer3");
            await().atMost(Duration.ofMinutes(5))
                    .ignoreExceptionsInstanceOf(LedgerException.Unavailable.class)
                    .until(
                            () -> ledger.anchor(List.of(log.head(3, 8))).get(0),
                            AnchorOutcome.Committed.class::isInstance);

            assertThat(first).isInstanceOf(AnchorOutcome.Committed.class);
            assertThat(ledger.history(log.origin(), 0, 10))
                    .extracting(AnchorRecord::size)
                    .containsExactly(3L, 8L);
        }
    }

    private Ledger connect(FabricUnderTest fabric) {
        return FabricLedger.connect(new FabricLedger.Config(
                fabric.gateways(),
                fabric.channel(),
                fabric.chaincode(),
                fabric.identities().get(0),
                fabric.members(),
                state,
                Duration.ofSeconds(30)));
    }
}
