package io.tombolo.agreements;

/**
 * Why a step, or a receipt of usage, was not taken.
 *
 * @param detail the thing, its value and the limit
 */
public record Refusal(Code code, String detail) {
    /** The reasons. */
    public enum Code {
        /** There is no agreement with this id, or none of an organisation that this node acts for. */
        UNKNOWN,
        /** Not signed by the side that may do this. */
        WRONG_SIGNER,
        /** The agreed period is over, or the step was signed too long ago or in the future. */
        EXPIRED,
        /** Not possible in this state. */
        OUT_OF_ORDER,
        /** This step, or one in its place, was taken before. */
        REPLAYED,
        /** The step is about other terms, or another history. */
        ALTERED,
        /** Not a step, or terms that can't be. */
        MALFORMED,
        /** A receipt of usage for a log of another dataset than the agreement's. */
        OTHER_DATASET,
        /** A receipt of usage for a minute outside the agreed period. */
        OUTSIDE_PERIOD,
        /** A receipt of usage for a minute that has not come. */
        FUTURE,
        /** A receipt of usage over more leaves than one may have. */
        TOO_MANY_LEAVES,
        /** A receipt of usage with another root than the log has at that size. */
        WRONG_ROOT,
        /** A receipt of usage for a size that this node does not know yet. */
        NOT_SEALED,
        /** More receipts of usage than one agreement may bring. */
        TOO_OFTEN
    }
}
