package io.tombolo.provenance.store;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What may be served of one log: all of it is on disk and hangs together. A snapshot; the next commit makes a new one.
 *
 * @param size leaves below the newest checkpoint whose tree was recomputed here; 0 before the first
 * @param entries entries held, {@code size} and what is not sealed yet
 * @param checkpoint the newest checkpoint, null before the first
 * @param checkpoints how many are held
 * @param anchors per ledger, how many are held and the newest
 */
public record LogView(
        long size,
        long entries,
        @Nullable HeldCheckpoint checkpoint,
        long checkpoints,
        Map<String, Anchors> anchors,
        List<Fault> faults) {
    public LogView {
        anchors = Map.copyOf(anchors);
        faults = List.copyOf(faults);
    }

    /** Number of anchors on one ledger, and the newest of them. */
    public record Anchors(long count, HeldAnchor newest) {}

    /** Leaves below the newest anchor of any ledger. */
    public long anchoredSize() {
        return anchors.values().stream().mapToLong(a -> a.newest().size()).max().orElse(0);
    }

    /**
     * Something that the topics say about a log and that cannot be true beside what is held already. Nothing that follows from it
     * is ever served; the fault is, so that it is seen.
     *
     * @param at milliseconds since 1970, when it was found here
     * @param size the tree size or leaf index that it is about
     * @param note the signed note that was refused, empty for a fault without one: two notes that differ convict their signer
     * @param anchor the anchor that was refused; null for every other fault
     */
    public record Fault(
            @JsonProperty("kind") Kind kind,
            @JsonProperty("size") long size,
            @JsonProperty("message") String message,
            @JsonProperty("note") String note,
            @JsonProperty("at") long at,

            @JsonProperty("anchor") @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable HeldAnchor anchor) {

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
}
