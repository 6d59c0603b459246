package io.tombolo.ledger;

/**
 * Why the ledger refused.
 *
 * @param detail one sentence that names the thing, the value and the limit
 */
public record Refusal(Code code, String detail) {

    /** The rules by name; names are on the ledger and never change their meaning. */
    public enum Code {
        /** The dataset isn't registered. */
        UNKNOWN_DATASET,
        /** The caller's membership isn't the one that the organisation registered with. */
        NOT_OWNER,
        /** Too few members approved the organisation's name for the caller's membership. */
        NAME_NOT_APPROVED,
        /** The caller's membership is not among those that the rule for names has, or the rule leaves out one that it must have. */
        NOT_MEMBER,
        /** The note's signature isn't by a log key that was registered for the dataset. */
        BAD_SIGNATURE,
        /** The log key is registered, but not for this time. */
        KEY_NOT_VALID,
        /** The consistency proof does not lead from the anchored root to this one: another history. */
        INCONSISTENT,
        /** The ledger holds another root of the same size; the refused head is recorded as a fork. */
        FORK,
        /** Smaller than the anchored size, and never anchored itself. */
        SMALLER_UNKNOWN_SIZE,
        /** The consistency proof starts at a size that isn't the ledger's latest: read, prove again. */
        NOT_FROM_LATEST,
        /** The transaction's timestamp is too far from the endorsing peer's clock. */
        CLOCK,
        /** Two heads of one log in one transaction. */
        REPEATED_ORIGIN,
        /** Registered before with other content. */
        ALREADY_REGISTERED,
        /** An argument that cannot be read as what it should be. */
        MALFORMED,
        /** An argument over its limit. */
        TOO_LARGE
    }
}
