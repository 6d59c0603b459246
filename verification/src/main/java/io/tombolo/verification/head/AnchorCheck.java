package io.tombolo.verification.head;

import io.tombolo.verification.receipt.AnchoredFact;
import io.tombolo.verification.verdict.Check;
import io.tombolo.verification.verdict.Refusal;
import java.util.List;

/** What one anchor is worth under a policy; see {@link AnchorRule}. */
public sealed interface AnchorCheck {
    /** The checks that were made, in order. */
    List<Check> checks();

    /**
     * The policy's quorum confirms the head.
     *
     * @param ledger its name in the policy
     * @param development whether a certificate that counted belongs to a development ledger
     */
    record Counts(String ledger, AnchoredFact fact, boolean development, List<Check> checks) implements AnchorCheck {
        public Counts {
            checks = List.copyOf(checks);
        }
    }

    /** Nothing is wrong with it, but the policy gives it no weight. It raises no level, and refuses nothing by itself. */
    record Ignored(Why why, String detail, List<Check> checks) implements AnchorCheck {
        public Ignored {
            checks = List.copyOf(checks);
        }
    }

    /** It is not what it claims to be, or fewer of the ledger's members confirm it than the policy asks for. */
    record Refused(Refusal refusal, String detail, List<Check> checks) implements AnchorCheck {
        public Refused {
            checks = List.copyOf(checks);
        }
    }

    /** Why an anchor is ignored. */
    enum Why {
        /** The policy does not name its ledger. */
        OTHER_LEDGER,
        /** The policy names its ledger, and this program has no reader for that kind of ledger's receipts. */
        NO_READER,
        /** No receipt is there (yet). */
        NO_RECEIPT,
        /** It was anchored when none of the keys that signed the checkpoint was valid. */
        KEY_NOT_VALID_THEN,
        /** It was anchored before the policy's {@code oldest_anchor}. */
        TOO_OLD,
        /** It was anchored when the policy's ledger was retired already. */
        RETIRED
    }
}
