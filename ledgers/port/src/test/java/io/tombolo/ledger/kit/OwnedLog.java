package io.tombolo.ledger.kit;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.tombolo.ledger.DatasetRegistration;
import io.tombolo.ledger.HeadToAnchor;
import io.tombolo.ledger.LogKeyRotation;
import io.tombolo.merkle.CompactRange;
import io.tombolo.merkle.Hash;
import io.tombolo.merkle.TreeHasher;
import io.tombolo.merkle.checkpoint.Checkpoint;
import io.tombolo.merkle.note.NoteSigner;
import io.tombolo.merkle.proof.ProofMaker;
import io.tombolo.merkle.proof.SubtreeSource;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;

/** A log with its owner's key, as long as a test needs it; its leaves are the numbers from 0, in the words of {@code voice}. */
public final class OwnedLog {
    private final TreeHasher hasher = TreeHasher.sha256();
    private final String organisation;
    private final String dataset;
    private final int partition;
    private final String origin;
    private final KeyPair keys;
    private final String voice;
    private final long sameUntil;

    private OwnedLog(String organisation, String dataset, int partition, KeyPair keys, String voice, long sameUntil) {
        this.organisation = organisation;
        this.dataset = dataset;
        this.partition = partition;
        this.origin = organisation + "/" + dataset + "/" + partition;
        this.keys = keys;
        this.voice = voice;
        this.sameUntil = sameUntil;
    }

    public static OwnedLog of(String organisation, String dataset) {
        return new OwnedLog(organisation, dataset, 0, newKeys(), "original", 0);
    }

    /** The same owner with the same key and another history from leaf {@code firstChange} on. */
    public OwnedLog rewrittenFrom(long firstChange) {
        return new OwnedLog(organisation, dataset, partition, keys, "rewritten", firstChange);
    }

    /** The same log, signed with a new key from now on. */
    public OwnedLog withNewKey() {
        return new OwnedLog(organisation, dataset, partition, newKeys(), voice, sameUntil);
    }

    /** Another partition of the same dataset, with the same key. */
    public OwnedLog partition(int other) {
        return new OwnedLog(organisation, dataset, other, keys, voice, sameUntil);
    }

    private static KeyPair newKeys() {
        try {
            return KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    /** This log's key as the dataset's next one. */
    public LogKeyRotation rotation(Instant from) {
        return new LogKeyRotation(organisation, dataset, registration().logKey(), from);
    }

    public String origin() {
        return origin;
    }

    public DatasetRegistration registration() {
        byte[] encoded = keys.getPublic().getEncoded();
        byte[] raw = Arrays.copyOfRange(encoded, encoded.length - 32, encoded.length);
        return new DatasetRegistration(
                organisation, dataset, Base64.getEncoder().encodeToString(raw));
    }

    /** The head of this size with an honest proof from the previous one. */
    public HeadToAnchor head(long previousSize, long size) {
        List<Hash> path =
                ProofMaker.consistency(hasher, subtrees(), previousSize, size).path();
        return new HeadToAnchor(origin, size, root(size), previousSize, path, note(size));
    }

    public Hash root(long size) {
        CompactRange range = CompactRange.empty();
        for (long i = 0; i < size; i++) {
            range.appendLeafHash(leaf(i));
        }
        return range.root();
    }

    public String note(long size) {
        NoteSigner signer = NoteSigner.ed25519(origin, keys);
        return NoteSigner.sign(new Checkpoint(origin, size, root(size)).text(), signer)
                .format();
    }

    private SubtreeSource subtrees() {
        return SubtreeSource.ofLeafHashes(hasher, this::leaf);
    }

    private Hash leaf(long index) {
        String by = index < sameUntil ? "original" : voice;
        return hasher.leaf((by + " " + index).getBytes(UTF_8));
    }
}
