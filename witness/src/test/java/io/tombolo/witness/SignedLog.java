package io.tombolo.witness;

import io.tombolo.merkle.CompactRange;
import io.tombolo.merkle.Hash;
import io.tombolo.merkle.TreeHasher;
import io.tombolo.merkle.TreeHead;
import io.tombolo.merkle.checkpoint.AddCheckpoint;
import io.tombolo.merkle.checkpoint.Checkpoint;
import io.tombolo.merkle.note.Ed25519Keys;
import io.tombolo.merkle.note.NoteSigner;
import io.tombolo.merkle.note.SignedNote;
import io.tombolo.merkle.proof.ConsistencyProof;
import io.tombolo.merkle.proof.ProofMaker;
import io.tombolo.merkle.proof.SubtreeSource;
import io.tombolo.merkle.text.StrictText;
import java.security.KeyPair;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** A log as its owner has it, with its key: makes requests for a witness, also about another history. */
public final class SignedLog {
    private final String origin;
    private final KeyPair keys;
    private final long forkedFrom;
    private final Map<Long, Hash> leaves = new ConcurrentHashMap<>();

    private SignedLog(String origin, KeyPair keys, long forkedFrom) {
        this.origin = origin;
        this.keys = keys;
        this.forkedFrom = forkedFrom;
    }

    /** With a new key. */
    public static SignedLog of(String origin) {
        return of(origin, Ed25519Keys.generate());
    }

    public static SignedLog of(String origin, KeyPair keys) {
        return new SignedLog(origin, keys, Long.MAX_VALUE);
    }

    /** The same log, whose leaves are others from this index on. */
    public SignedLog fork(long from) {
        return new SignedLog(origin, keys, from);
    }

    public String origin() {
        return origin;
    }

    public KeyPair keys() {
        return keys;
    }

    /** Of its checkpoints. */
    public String vkey() {
        return NoteSigner.ed25519(origin, keys).verifier().vkey();
    }

    /** As in the log_keys of a policy. */
    public String policyKey() {
        String vkey = vkey();
        return vkey.substring(vkey.indexOf('+', vkey.indexOf('+') + 1) + 1);
    }

    public TreeHead head(long size) {
        CompactRange range = CompactRange.empty();
        for (long i = 0; i < size; i++) {
            range.appendLeafHash(leaf(i));
        }
        return range.head();
    }

    public SignedNote note(long size) {
        return NoteSigner.sign(new Checkpoint(origin, head(size)).text(), NoteSigner.ed25519(origin, keys));
    }

    public ConsistencyProof proof(long old, long size) {
        TreeHasher hasher = TreeHasher.sha256();
        return ProofMaker.consistency(hasher, SubtreeSource.ofLeafHashes(hasher, this::leaf), old, size);
    }

    /** The body of an honest request about this history. */
    public String request(long old, long size) {
        return new AddCheckpoint(old, proof(old, size), note(size)).format();
    }

    /** A request with hashes of the caller's choice. */
    public String request(long old, List<Hash> path, long size) {
        return new AddCheckpoint(old, new ConsistencyProof(path), note(size)).format();
    }

    private Hash leaf(long index) {
        return leaves.computeIfAbsent(
                index,
                at -> TreeHasher.sha256().leaf(StrictText.utf8("entry " + at + (at >= forkedFrom ? ", another" : ""))));
    }
}
