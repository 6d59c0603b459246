package io.tombolo.ledger.wire;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tombolo.ledger.HeadToAnchor;
import io.tombolo.merkle.Hash;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

class HeadBatchesTest {
    private static final Hash HASH = Hash.of(new byte[32]);

    @Test
    void cutsNothingOutOfNothing() {
        assertThat(HeadBatches.cut(List.of())).isEmpty();
    }

    @Test
    void fillsTransactionsToTheLimitOfHeads() {
        List<HeadToAnchor> heads = Collections.nCopies(LedgerLimits.MAX_HEADS * 2 + 1, head(0, "note\n"));

        assertThat(HeadBatches.cut(heads)).extracting(List::size).containsExactly(1000, 1000, 1);
    }

    @Test
    void staysUnderTheLimitOfBytesWithEveryTransactionAndLosesNone() {
        List<HeadToAnchor> heads = new ArrayList<>();
        for (int i = 0; i < 900; i++) {
            heads.add(head(i % 128, "ü".repeat(i % 2000) + "\n"));
        }

        List<List<HeadToAnchor>> batches = HeadBatches.cut(heads);

        assertThat(batches).hasSizeGreaterThan(1);
        assertThat(batches.stream().flatMap(List::stream)).containsExactlyElementsOf(heads);
        for (List<HeadToAnchor> batch : batches) {
            String argument = HeadText.encode(batch);
            assertThat(argument.getBytes(UTF_8).length).isLessThanOrEqualTo(LedgerLimits.MAX_ARGUMENT_BYTES);
            assertThat(HeadText.split(argument)).hasSameSizeAs(batch);
        }
    }

    @Test
    void takesAHeadThatNoTransactionHoldsAlone() {
        HeadToAnchor huge = head(0, "A".repeat(LedgerLimits.MAX_ARGUMENT_BYTES) + "\n");

        assertThat(HeadBatches.cut(List.of(head(1, "n\n"), huge, head(2, "n\n"))))
                .extracting(List::size)
                .containsExactly(1, 1, 1);
    }

    @Test
    void splitsNoArgumentOverItsLimit() {
        String argument = "head 1\n" + "A".repeat(LedgerLimits.MAX_ARGUMENT_BYTES);

        assertThatThrownBy(() -> HeadText.split(argument))
                .isInstanceOf(LedgerLimits.TooLargeException.class)
                .hasMessage("heads: 2097159 bytes, limit 2097152");
    }

    private static HeadToAnchor head(int proofHashes, String note) {
        return new HeadToAnchor("a.example/d/0", 2, HASH, 1, Collections.nCopies(proofHashes, HASH), note);
    }
}
