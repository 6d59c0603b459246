package io.tombolo.merkle.checkpoint;

import io.tombolo.merkle.Hash;
import io.tombolo.merkle.note.SignedNote;
import io.tombolo.merkle.proof.ConsistencyProof;
import io.tombolo.merkle.text.StrictText;
import java.util.List;

/**
 * What a log sends to a witness (C2SP tlog-witness, add-checkpoint).
 *
 * @param oldSize size of the checkpoint that the witness cosigned last, 0 for none
 * @param proof from that size to the new checkpoint's
 * @param checkpoint the log's new signed note
 */
public record AddCheckpoint(long oldSize, ConsistencyProof proof, SignedNote checkpoint) {
    public AddCheckpoint {
        if (oldSize < 0) {
            throw new IllegalArgumentException("old size " + oldSize + ": below 0");
        }
    }

    /** Parses a request's body. */
    public static AddCheckpoint parse(String body) {
        ProofLines lines = new ProofLines(body);
        long oldSize = StrictText.decimal(lines.after("old "), "old size");
        List<Hash> path = lines.hashes();
        return new AddCheckpoint(oldSize, new ConsistencyProof(path), SignedNote.parse(lines.rest()));
    }

    /** The request's body. */
    public String format() {
        StringBuilder out = new StringBuilder("old ").append(oldSize).append('\n');
        proof.path().forEach(hash -> out.append(hash.base64()).append('\n'));
        return out.append('\n').append(checkpoint.format()).toString();
    }
}
