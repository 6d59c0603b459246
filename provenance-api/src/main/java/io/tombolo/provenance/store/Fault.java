package io.tombolo.provenance.store;

import com.fasterxml.jackson.annotation.JsonProperty;

/**
 * Something that the topics say about a log and that cannot be true beside what is held already. Nothing that follows from it
 * is ever served; the fault is, so that it is seen.
 *
 * @param at milliseconds since 1970, when it was found here
 * @param size the tree size or leaf index that it is about
 * @param note the signed note that was refused, empty for a fault without one: two notes that differ convict their signer
 */
public record Fault(
        @JsonProperty("kind") Kind kind,
        @JsonProperty("size") long size,
        @JsonProperty("message") String message,
        @JsonProperty("note") String note,
        @JsonProperty("at") long at) {

    /** What went wrong, as the status names it. */
    public enum Kind {
        /** Not of the form that the contract of the topic asks for. */
        MALFORMED,
        /** A leaf that is sealed already came again with other bytes. */
        ENTRY_CHANGED,
        /** A bundle or a checkpoint came whose earlier entries never did. */
        ENTRIES_MISSING,
        /** A checkpoint whose root is not that of the entries. */
        ROOT_MISMATCH,
        /** A signed head that contradicts one that is held. */
        FORKED,
        /** An anchor whose root is not that of the log at its size. */
        ANCHOR_MISMATCH,
        /** A note that the organisation's key did not sign. */
        BAD_SIGNATURE
    }
}
