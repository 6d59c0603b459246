package io.tombolo.merkle.checkpoint;

import io.tombolo.merkle.note.NoteSignature;
import io.tombolo.merkle.proof.ProofCheck;
import java.util.List;

/** The result of verifying a proof file. */
public sealed interface TlogProofCheck {
    /** The leaf is in the log, at that checkpoint, which these known witnesses cosigned. */
    record Holds(Checkpoint checkpoint, List<NoteSignature> cosignedBy) implements TlogProofCheck {
        public Holds {
            cosignedBy = List.copyOf(cosignedBy);
        }
    }

    record CheckpointRefused(CheckpointCheck.Refused why) implements TlogProofCheck {}

    record TooFewWitnesses(long found, int quorum) implements TlogProofCheck {}

    record NotIncluded(ProofCheck.Fails why) implements TlogProofCheck {}

    default boolean holds() {
        return this instanceof Holds;
    }
}
