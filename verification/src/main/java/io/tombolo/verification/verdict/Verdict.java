package io.tombolo.verification.verdict;

import java.util.List;

/**
 * What a verifier says by its own policy about one record, or several: a level, or a refusal, and every check that it made to get there.
 */
public sealed interface Verdict {

    /** Every check in the order in which it was made. */
    List<Check> checks();

    /** Whether it is a level. */
    default boolean isAccepted() {
        return this instanceof Accepted;
    }

    /** The level's or the refusal's name, as people read it. */
    String name();

    /**
     * Nothing contradicts the record.
     *
     * @param records by leaf index, as they were committed
     * @param development whether an anchor that counted is on a development ledger, all of whose keys lie with one operator
     */
    record Accepted(
            Level level,
            boolean development,
            Subject subject,
            Times times,
            List<VerifiedRecord> records,
            List<Check> checks)
            implements Verdict {
        public Accepted {
            records = List.copyOf(records);
            checks = List.copyOf(checks);
        }

        @Override
        public String name() {
            return level.name();
        }
    }

    /**
     * Something contradicts the record, or it cannot be read.
     *
     * @param detail the thing, its value and what was due, in one line
     */
    record Refused(Refusal refusal, String detail, List<Check> checks) implements Verdict {
        public Refused {
            checks = List.copyOf(checks);
        }

        @Override
        public String name() {
            return refusal.name();
        }
    }
}
