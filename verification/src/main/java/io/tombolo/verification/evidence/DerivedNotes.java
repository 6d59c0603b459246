package io.tombolo.verification.evidence;

import io.tombolo.merkle.Hash;
import io.tombolo.merkle.MalformedException;
import io.tombolo.merkle.TreeHasher;
import io.tombolo.merkle.checkpoint.Checkpoint;
import io.tombolo.merkle.note.NoteSignature;
import io.tombolo.merkle.note.NoteVerifier;
import io.tombolo.merkle.note.SignedNote;
import io.tombolo.merkle.proof.InclusionProof;
import io.tombolo.verification.json.Bytes;
import io.tombolo.verification.receipt.WitnessTrust;
import io.tombolo.verification.trust.LogKey;
import io.tombolo.verification.trust.TrustPolicy;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;

/**
 * Signed notes that follow from their signatures and from what evidence holds beside them: the leaf and its path lead to the root, and
 * names and ids are those of the newest key that the evidence names. Whether such a note is true, its signature says.
 */
final class DerivedNotes {
    private static final int SIGNATURE = 64;

    private final String origin;
    private final TrustPolicy claims;

    DerivedNotes(String origin, TrustPolicy claims) {
        this.origin = origin;
        this.claims = claims;
    }

    /**
     * What is kept of a note.
     *
     * @param number a checkpoint's size, or a cosignature's time in seconds since 1970
     */
    record Kept(long number, Bytes signature) {}

    /** The owner's note; empty if the path does not fit the size, or no key is named. */
    Optional<String> checkpoint(Kept kept, Bytes entry, InclusionProof inclusion) {
        List<LogKey> keys = claims.keysFor(origin);
        Hash leaf = TreeHasher.sha256().leaf(entry.toArray());
        Optional<Hash> root = inclusion.impliedRoot(TreeHasher.sha256(), leaf, kept.number());
        return root.isEmpty() || keys.isEmpty()
                ? Optional.empty()
                : note(
                        new Checkpoint(origin, kept.number(), root.get()).text(),
                        keys.get(keys.size() - 1).verifier(origin),
                        kept.signature().toArray());
    }

    /** What is kept of the owner's note; empty if that note does not follow from it. */
    Optional<Kept> kept(String checkpoint, Bytes entry, InclusionProof inclusion) {
        try {
            SignedNote note = SignedNote.parse(checkpoint);
            Kept kept = new Kept(
                    Checkpoint.parse(note.text()).size(),
                    Bytes.of(note.signatures().get(0).signature()));
            return kept.signature().length() == SIGNATURE
                            && checkpoint(kept, entry, inclusion).equals(Optional.of(checkpoint))
                    ? Optional.of(kept)
                    : Optional.empty();
        } catch (MalformedException e) {
            return Optional.empty();
        }
    }

    /** A witness's receipt about the checkpoint itself; empty if the evidence names no such witness. */
    Optional<String> cosigned(Kept kept, String ledger, String checkpoint) {
        if (!(claims.ledger(ledger).orElse(null) instanceof WitnessTrust witness)) {
            return Optional.empty();
        }
        List<NoteVerifier> keys = witness.verifiers();
        byte[] timed = ByteBuffer.allocate(Long.BYTES + kept.signature().length())
                .putLong(kept.number())
                .put(kept.signature().toArray())
                .array();
        return note(SignedNote.parse(checkpoint).text(), keys.get(keys.size() - 1), timed);
    }

    /** What is kept of a witness's receipt; empty if that receipt does not follow from it. */
    Optional<Kept> keptOfReceipt(String receipt, String ledger, String checkpoint) {
        try {
            byte[] timed = SignedNote.parse(receipt).signatures().get(0).signature();
            if (timed.length != Long.BYTES + SIGNATURE) {
                return Optional.empty();
            }
            ByteBuffer parts = ByteBuffer.wrap(timed);
            long seconds = parts.getLong();
            byte[] signature = new byte[SIGNATURE];
            parts.get(signature);
            Kept kept = new Kept(seconds, Bytes.of(signature));
            return seconds >= 0 && cosigned(kept, ledger, checkpoint).equals(Optional.of(receipt))
                    ? Optional.of(kept)
                    : Optional.empty();
        } catch (MalformedException e) {
            return Optional.empty();
        }
    }

    private static Optional<String> note(String text, NoteVerifier key, byte[] signature) {
        return Optional.of(
                new SignedNote(text, List.of(new NoteSignature(key.name(), key.keyId(), signature))).format());
    }
}
