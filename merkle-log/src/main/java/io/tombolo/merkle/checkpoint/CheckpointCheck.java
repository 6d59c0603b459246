package io.tombolo.merkle.checkpoint;

import io.tombolo.merkle.note.NoteSignature;
import java.util.List;

/** Whether a signed note is a checkpoint of the log it is taken for. */
public sealed interface CheckpointCheck {
    enum Reason {
        MALFORMED,
        NOT_SIGNED,
        FALSELY_SIGNED,
        OTHER_ORIGIN
    }

    /** Signed by at least one of the log's keys; {@code by} holds those signatures. */
    record Opened(Checkpoint checkpoint, List<NoteSignature> by) implements CheckpointCheck {
        public Opened {
            by = List.copyOf(by);
        }
    }

    record Refused(Reason reason, String detail) implements CheckpointCheck {}

    default boolean opened() {
        return this instanceof Opened;
    }
}
