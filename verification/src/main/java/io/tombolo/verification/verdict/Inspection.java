package io.tombolo.verification.verdict;

import java.util.List;

/**
 * What a file says about itself, checked against nothing but itself. It is not a {@link Verdict}: who made the file was not checked, so
 * there is no level, only the one that the file claims.
 */
public sealed interface Inspection {
    /** Every check in the order in which it was made. */
    List<Check> checks();

    /** Whether the file agrees with itself. */
    default boolean isIntact() {
        return this instanceof Intact;
    }

    /** {@code INTACT}, or the refusal's name. */
    String name();

    /**
     * The file agrees with itself.
     *
     * @param claimed the level that the file has if the keys and the members are the true ones that it names
     * @param development whether an anchor is on a development ledger, all of whose keys lie with one operator
     * @param times as the file claims them
     */
    record Intact(Level claimed, boolean development, Subject subject, Times times, List<Check> checks)
            implements Inspection {
        public Intact {
            checks = List.copyOf(checks);
        }

        @Override
        public String name() {
            return "INTACT";
        }
    }

    /**
     * The file contradicts itself, or it cannot be read.
     *
     * @param detail the thing, its value and what was due, in one line
     */
    record Refused(Refusal refusal, String detail, List<Check> checks) implements Inspection {
        public Refused {
            checks = List.copyOf(checks);
        }

        @Override
        public String name() {
            return refusal.name();
        }
    }
}
