package io.tombolo.merkle.cose;

import com.upokecenter.cbor.CBORObject;
import com.upokecenter.cbor.CBORType;
import io.tombolo.merkle.Hash;
import io.tombolo.merkle.MalformedException;
import io.tombolo.merkle.TreeHasher;
import io.tombolo.merkle.TreeHead;
import io.tombolo.merkle.checkpoint.Checkpoint;
import io.tombolo.merkle.proof.ConsistencyProof;
import io.tombolo.merkle.proof.InclusionProof;
import io.tombolo.merkle.proof.ProofCheck;
import java.security.PublicKey;
import java.util.Arrays;
import java.util.Optional;

/**
 * A receipt of inclusion or of consistency (RFC 9942, RFC9162_SHA256): a proof, and a signature over the root that it leads to. The
 * payload is detached, so that a reader must compute the root.
 *
 * <p>RFC 9942 leaves the log's name and the tree's size unsigned; with the root alone, leaf 4 of 5 passes for leaf 1 of 2. Ours
 * therefore sign both: the origin as issuer among the CWT claims (RFC 9597) and the size under the label {@code tree-size}.
 */
public final class CoseReceipt {
    private static final CBORObject VDS = CBORObject.FromObject(395);
    private static final CBORObject VDP = CBORObject.FromObject(396);
    private static final CBORObject RFC9162_SHA256 = CBORObject.FromObject(1);
    private static final CBORObject INCLUSION = CBORObject.FromObject(-1);
    private static final CBORObject CONSISTENCY = CBORObject.FromObject(-2);
    private static final CBORObject CWT_CLAIMS = CBORObject.FromObject(15);
    private static final CBORObject ISSUER = CBORObject.FromObject(1);
    private static final CBORObject TREE_SIZE = CBORObject.FromObject("tree-size");

    private final Sign1 sign1;
    private final boolean inclusion;
    private final ProofBytes proof;

    private CoseReceipt(Sign1 sign1, boolean inclusion, ProofBytes proof) {
        this.sign1 = sign1;
        this.inclusion = inclusion;
        this.proof = proof;
    }

    /** Signs that the checkpoint's log holds the leaf at the proof's index. */
    public static CoseReceipt ofInclusion(CoseSigner signer, Checkpoint checkpoint, InclusionProof proof) {
        return sign(signer, checkpoint, INCLUSION, new ProofBytes(checkpoint.size(), proof.index(), proof.path()));
    }

    /** Signs that the checkpoint's log grew from {@code oldSize} leaves. */
    public static CoseReceipt ofConsistency(
            CoseSigner signer, long oldSize, Checkpoint checkpoint, ConsistencyProof proof) {
        return sign(signer, checkpoint, CONSISTENCY, new ProofBytes(oldSize, checkpoint.size(), proof.path()));
    }

    /** Parses a receipt of either kind, Tombolo's or another's; what it says is not trusted yet. */
    public static CoseReceipt parse(byte[] bytes) {
        Sign1 sign1 = Sign1.parse(bytes);
        if (!RFC9162_SHA256.equals(sign1.protectedHeader().get(VDS))) {
            throw new MalformedException("receipt: its verifiable data structure must be 1, RFC9162_SHA256");
        }
        CBORObject vdp = sign1.unprotectedHeader().get(VDP);
        if (vdp == null || vdp.getType() != CBORType.Map || vdp.isTagged() || vdp.size() != 1) {
            throw new MalformedException("receipt: must hold proofs of one type");
        }
        boolean inclusion = vdp.ContainsKey(INCLUSION);
        CBORObject list = vdp.get(inclusion ? INCLUSION : CONSISTENCY);
        if (list == null || list.getType() != CBORType.Array || list.isTagged() || list.size() != 1) {
            throw new MalformedException("receipt: must hold one inclusion proof or one consistency proof");
        }
        return new CoseReceipt(sign1, inclusion, ProofBytes.parse(Sign1.bytes(list.get(0), "proof")));
    }

    /** The receipt as it came, or was made. */
    public byte[] encode() {
        return sign1.encoded();
    }

    public boolean isInclusion() {
        return inclusion;
    }

    /** The leaf's index in a receipt of inclusion, the older size in one of consistency; not trusted yet. */
    public long indexOrOldSize() {
        return inclusion ? proof.second() : proof.first();
    }

    /** The tree's size, not trusted yet. */
    public long treeSize() {
        return inclusion ? proof.first() : proof.second();
    }

    /** The log that signed, by the issuer claim; not trusted yet. */
    public Optional<String> origin() {
        CBORObject claims = sign1.protectedHeader().get(CWT_CLAIMS);
        CBORObject issuer = claims == null || claims.getType() != CBORType.Map ? null : claims.get(ISSUER);
        return issuer == null || issuer.getType() != CBORType.TextString
                ? Optional.empty()
                : Optional.of(issuer.AsString());
    }

    /** Verifies that the log {@code origin} holds the leaf at {@link #indexOrOldSize()}. */
    public ReceiptCheck verifyInclusion(Hash leafHash, String origin, PublicKey key) {
        return signedProfile(origin).orElseGet(() -> verifyInclusionUnderRfcOnly(leafHash, key));
    }

    /**
     * As {@link #verifyInclusion}, but asks for no more than RFC 9942: for a key that signs one log only. The index and the size that
     * such a receipt claims are not proven, only that the leaf is in the tree.
     */
    public ReceiptCheck verifyInclusionUnderRfcOnly(Hash leafHash, PublicKey key) {
        if (!inclusion) {
            return new ReceiptCheck.Refused(ReceiptCheck.Reason.OTHER_KIND, "a receipt of consistency");
        }
        InclusionProof claimed = new InclusionProof(proof.second(), proof.path());
        return claimed.impliedRoot(TreeHasher.sha256(), leafHash, treeSize())
                .map(root -> verifySigned(new TreeHead(treeSize(), root), key))
                .orElseGet(() -> new ReceiptCheck.Refused(
                        ReceiptCheck.Reason.PROOF,
                        proof.path().size() + " hashes do not fit leaf " + proof.second() + " of " + treeSize()));
    }

    /** Verifies that the log {@code origin} grew from {@code older} to the root {@code newer}, which the reader got by other ways. */
    public ReceiptCheck verifyConsistency(TreeHead older, Hash newer, String origin, PublicKey key) {
        return signedProfile(origin).orElseGet(() -> verifyConsistencyUnderRfcOnly(older, newer, key));
    }

    /** As {@link #verifyConsistency}, but asks for no more than RFC 9942: for a key that signs one log only. */
    public ReceiptCheck verifyConsistencyUnderRfcOnly(TreeHead older, Hash newer, PublicKey key) {
        if (inclusion) {
            return new ReceiptCheck.Refused(ReceiptCheck.Reason.OTHER_KIND, "a receipt of inclusion");
        }
        if (proof.first() != older.size()) {
            return new ReceiptCheck.Refused(
                    ReceiptCheck.Reason.PROOF, "from " + proof.first() + " leaves, not from " + older.size());
        }
        TreeHead head = new TreeHead(treeSize(), newer);
        return new ConsistencyProof(proof.path()).verify(older, head) instanceof ProofCheck.Fails fails
                ? new ReceiptCheck.Refused(ReceiptCheck.Reason.PROOF, fails.check() + ": " + fails.detail())
                : verifySigned(head, key);
    }

    private ReceiptCheck verifySigned(TreeHead head, PublicKey key) {
        byte[] root = head.root().toBytes();
        if (sign1.payload().map(payload -> !Arrays.equals(payload, root)).orElse(false)) {
            return new ReceiptCheck.Refused(ReceiptCheck.Reason.PROOF, "the payload is not the root " + head.root());
        }
        return sign1.signedBy(key, root)
                ? new ReceiptCheck.Holds(head)
                : new ReceiptCheck.Refused(
                        ReceiptCheck.Reason.SIGNATURE, "not this key's over the root " + head.root());
    }

    /** Why our own profile does not hold, if it does not; the header is signed, the signature is checked after this. */
    private Optional<ReceiptCheck> signedProfile(String origin) {
        if (!origin().equals(Optional.of(origin))) {
            return Optional.of(new ReceiptCheck.Refused(
                    ReceiptCheck.Reason.OTHER_ORIGIN, origin().orElse("no issuer") + ", not " + origin));
        }
        CBORObject size = sign1.protectedHeader().get(TREE_SIZE);
        if (size == null || !Sign1.isInteger(size) || size.AsInt64Value() != treeSize()) {
            return Optional.of(new ReceiptCheck.Refused(
                    ReceiptCheck.Reason.OTHER_SIZE, "signed " + size + ", the proof says " + treeSize()));
        }
        return Optional.empty();
    }

    private static CoseReceipt sign(CoseSigner signer, Checkpoint checkpoint, CBORObject type, ProofBytes proof) {
        CBORObject header = Sign1.algorithmHeader(signer)
                .Add(CWT_CLAIMS, CBORObject.NewMap().Add(ISSUER, CBORObject.FromObject(checkpoint.origin())))
                .Add(VDS, RFC9162_SHA256)
                .Add(TREE_SIZE, CBORObject.FromObject(checkpoint.size()));
        CBORObject proofs = CBORObject.NewMap().Add(type, CBORObject.NewArray().Add(proof.encode()));
        CBORObject unprotected = CBORObject.NewMap().Add(VDP, proofs);
        return parse(Sign1.signDetached(
                signer, header, unprotected, checkpoint.root().toBytes()));
    }
}
