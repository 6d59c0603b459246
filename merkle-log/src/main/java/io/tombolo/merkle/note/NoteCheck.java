package io.tombolo.merkle.note;

import java.util.List;

/** Whether a note may be trusted: who of the known keys signed it, or why nobody counts. */
public sealed interface NoteCheck {
    /** At least one known key signed, and no signature by a known key is false; one signature per key, in the note's order. */
    record Signed(List<NoteSignature> by) implements NoteCheck {
        public Signed {
            by = List.copyOf(by);
        }
    }

    /** No signature by any known key: nothing is known about the text. */
    record NotSigned(String detail) implements NoteCheck {}

    /** A signature that claims to be by a known key is not: the whole note is refused. */
    record FalselySigned(NoteSignature signature) implements NoteCheck {}
}
