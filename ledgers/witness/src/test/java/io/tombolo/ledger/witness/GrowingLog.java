package io.tombolo.ledger.witness;

import io.tombolo.ledger.HeadToAnchor;
import io.tombolo.merkle.CompactRange;
import io.tombolo.merkle.Hash;
import io.tombolo.merkle.TreeHasher;
import io.tombolo.merkle.TreeHead;
import io.tombolo.merkle.checkpoint.Checkpoint;
import io.tombolo.merkle.note.Ed25519Keys;
import io.tombolo.merkle.note.NoteSigner;
import io.tombolo.merkle.proof.ProofMaker;
import io.tombolo.merkle.proof.SubtreeSource;
import java.nio.charset.StandardCharsets;
import java.security.KeyPair;
import java.util.List;

/** A log with a new key, as the anchoring service hands in its heads. */
final class GrowingLog {
    private static final TreeHasher HASHER = TreeHasher.sha256();

    private final String origin;
    private final KeyPair keys;
    private final long forkedFrom;

    GrowingLog(String origin) {
        this(origin, Ed25519Keys.generate(), Long.MAX_VALUE);
    }

    private GrowingLog(String origin, KeyPair keys, long forkedFrom) {
        this.origin = origin;
        this.keys = keys;
        this.forkedFrom = forkedFrom;
    }

    /** The same log, whose leaves are others from this index on. */
    GrowingLog fork(long from) {
        return new GrowingLog(origin, keys, from);
    }

    String origin() {
        return origin;
    }

    String vkey() {
        return signer().verifier().vkey();
    }

    private NoteSigner signer() {
        return NoteSigner.ed25519(origin, keys);
    }

    HeadToAnchor head(long from, long size) {
        CompactRange range = CompactRange.empty();
        for (long i = 0; i < size; i++) {
            range.appendLeafHash(leaf(i));
        }
        TreeHead head = range.head();
        List<Hash> proof = from == 0
                ? List.of()
                : ProofMaker.consistency(HASHER, SubtreeSource.ofLeafHashes(HASHER, this::leaf), from, size)
                        .path();
        String note =
                NoteSigner.sign(new Checkpoint(origin, head).text(), signer()).format();
        return new HeadToAnchor(origin, size, head.root(), from, proof, note);
    }

    private Hash leaf(long index) {
        return HASHER.leaf(
                (index + (index >= forkedFrom ? " of another history" : "")).getBytes(StandardCharsets.UTF_8));
    }
}
