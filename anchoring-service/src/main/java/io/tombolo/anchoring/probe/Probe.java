package io.tombolo.anchoring.probe;

/** Is called at each step. The service's own does nothing. */
@FunctionalInterface
public interface Probe {
    Probe NONE = step -> {};

    void at(Step step);

    /** Points between which the process may die, in the order of a record's way. */
    enum Step {
        STATE_LOADED,
        RECORD_READ,
        REJECTION_SENT,
        LEAF_APPENDED,
        BUNDLE_SENT,
        BATCH_JOINED,
        NOTE_SIGNED,
        CHECKPOINT_SENT,
        SAVE_BEGUN,
        STATE_SENT,
        FRONTIERS_LOADED,
        CHECKPOINT_TAKEN,
        ROUND_BEGUN,
        FRONTIER_SENT,
        ANCHOR_SENT,
        OFFSETS_SENT,
        FRONTIER_COMMITTED,
        HEADS_HANDED_IN,
        OUTCOME_LEARNT,
        RECEIPT_READ
    }
}
