package io.tombolo.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tombolo.merkle.CompactRange;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class AskedLedgerTest {
    private static final AnchorOutcome REFUSED =
            new AnchorOutcome.Refused(new Refusal(Refusal.Code.INCONSISTENT, "another history"), Optional.empty());

    @Test
    void aRequestThatFailsHoldsUpNoOtherHeadUnlessAllFail() {
        try (Ledger ledger = new AskedLedger("witness:w.example", 9, 9, 2, (head, known) -> {
            if (head.origin().contains("/odd/")) {
                throw new LedgerException.Unavailable("answers 500 to " + head.origin(), null);
            }
            return REFUSED;
        })) {
            assertThat(ledger.anchor(List.of(head("acme.example/odd/0"), head("acme.example/even/0"))))
                    .containsExactly(new AnchorOutcome.Deferred("answers 500 to acme.example/odd/0"), REFUSED);
            assertThat(ledger.anchor(List.of())).isEmpty();
            assertThatThrownBy(() -> ledger.anchor(List.of(head("acme.example/odd/0"), head("acme.example/odd/1"))))
                    .isInstanceOf(LedgerException.Unavailable.class)
                    .hasMessage("answers 500 to acme.example/odd/0");
        }
    }

    private static HeadToAnchor head(String origin) {
        return new HeadToAnchor(origin, 1, CompactRange.empty().root(), 0, List.of(), "note");
    }
}
