package io.tombolo.ledger.fabric;

import static org.assertj.core.api.Assertions.assertThat;

import io.tombolo.ledger.AnchorOutcome;
import io.tombolo.ledger.HeadToAnchor;
import io.tombolo.ledger.Ledger;
import io.tombolo.ledger.kit.OwnedLog;
import io.tombolo.schemas.contract.AnchorRecord;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** As many heads as a large organisation has partitions, on real peers; the rate is reported, not judged. */
class NativeManyHeadsIT {
    private static final int HEADS = 10_000;
    private static final int SIZES = 50;

    @RegisterExtension
    static final NativeNetworkExtension FABRIC = new NativeNetworkExtension();

    @TempDir
    private Path state;

    @Test
    void anchorsTenThousandHeadsInFewTransactions() {
        OwnedLog log = OwnedLog.of("many.example", "m-" + System.nanoTime());
        List<HeadToAnchor> heads = new ArrayList<>();
        for (int i = 0; i < HEADS; i++) {
            heads.add(log.partition(i).head(0, 1));
        }
        try (Ledger ledger = connect()) {
            ledger.register(log.registration());
            long begin = System.nanoTime();

            List<AnchorOutcome> outcomes = ledger.anchor(heads);

            double seconds = (System.nanoTime() - begin) / 1e9;
            Set<String> transactions = outcomes.stream()
                    .map(outcome -> ((AnchorOutcome.Committed) outcome).anchor().transactionId())
                    .collect(Collectors.toSet());
            System.out.printf(
                    "%d heads in %d transactions, %.1f s, %.0f heads/s%n",
                    HEADS, transactions.size(), seconds, HEADS / seconds);
            assertThat(outcomes).hasSize(HEADS);
            assertThat(transactions).hasSize(HEADS / 1000);
            assertThat(ledger.latest(log.partition(HEADS - 1).origin())).isPresent();
        }
    }

    @Test
    void answersALongHistoryPageByPageInTheOrderOfSizes() {
        OwnedLog log = OwnedLog.of("many.example", "h-" + System.nanoTime());
        try (Ledger ledger = connect()) {
            ledger.register(log.registration());
            for (int size = 1; size <= SIZES; size++) {
                assertThat(ledger.anchor(List.of(log.head(size - 1, size))).get(0))
                        .isInstanceOf(AnchorOutcome.Committed.class);
            }

            List<Long> seen = new ArrayList<>();
            for (List<AnchorRecord> page = ledger.history(log.origin(), 0, 20);
                    !page.isEmpty();
                    page = ledger.history(log.origin(), seen.get(seen.size() - 1) + 1, 20)) {
                assertThat(page.size()).isLessThanOrEqualTo(20);
                page.forEach(anchor -> seen.add(anchor.size()));
            }

            assertThat(seen).hasSize(SIZES).isSorted().doesNotHaveDuplicates();
        }
    }

    private Ledger connect() {
        FabricUnderTest fabric = FABRIC.network().fabric();
        return FabricLedger.connect(new FabricLedger.Config(
                List.of(fabric.gateways().get(0)),
                fabric.channel(),
                fabric.chaincode(),
                fabric.identities().get(0),
                fabric.members(),
                state,
                Duration.ofSeconds(60)));
    }
}
