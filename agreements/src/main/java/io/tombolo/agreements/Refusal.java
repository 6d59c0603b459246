package io.tombolo.agreements;

/**
 * Why a step was not taken.
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
        MALFORMED
    }
}
