package io.tombolo.verification.receipt;

import io.tombolo.verification.verdict.Check;
import java.util.List;
import java.util.SortedSet;

/** What a receipt is worth. Every alternative lists its checks in the order in which they were made, the failed one last. */
public sealed interface ReceiptCheck {

    /** The checks that were made, in order. */
    List<Check> checks();

    /**
     * The quorum confirms the fact.
     *
     * @param members membership service ids of the members whose valid signatures were counted, each once
     * @param development whether any of those certificates says that it belongs to a development ledger, whose keys all lie with
     *     one operator
     */
    record Vouched(AnchoredFact fact, SortedSet<String> members, boolean development, List<Check> checks)
            implements ReceiptCheck {
        public Vouched {
            checks = List.copyOf(checks);
        }
    }

    /** Readable and consistent, but the policy does not trust it: another ledger, unknown certificates, or no quorum. */
    record NotTrusted(List<Check> checks) implements ReceiptCheck {
        public NotTrusted {
            checks = List.copyOf(checks);
        }
    }

    /** Readable, but something signed differs from what is claimed: a signature, a binding hash, a function or its arguments. */
    record Altered(List<Check> checks) implements ReceiptCheck {
        public Altered {
            checks = List.copyOf(checks);
        }
    }

    /** No receipt of this kind, or not in its only allowed encoding. */
    record Unreadable(List<Check> checks) implements ReceiptCheck {
        public Unreadable {
            checks = List.copyOf(checks);
        }
    }
}
