package io.tombolo.ledger.contract;

import io.tombolo.ledger.HeadToAnchor;
import io.tombolo.ledger.LogKeyRange;
import io.tombolo.merkle.Hash;
import io.tombolo.merkle.checkpoint.Checkpoint;
import io.tombolo.merkle.note.NoteSignature;
import io.tombolo.merkle.note.NoteVerifier;
import io.tombolo.merkle.note.SignedNote;
import io.tombolo.verification.json.Bytes;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Base64;
import java.util.List;

/**
 * What of a signed note goes to the contract beside origin, size and root, from which its text begins.
 *
 * @param extension lines of the checkpoint after the root
 * @param signature key id and signature by the log's owner; empty when the note has none in the log's name
 * @param others further signature lines
 * @param rank 0: not signed in the log's name; 1: by an unknown key; 2: falsely; 3: by a key of another time; 4: by one of this time
 */
record NoteParts(String extension, Bytes signature, String others, int rank) {
    private static final int ID = 4;
    private static final int FALSE = 2;

    /** Whether the only signature by a registered log key does not fit the text. */
    boolean isFalse() {
        return rank == FALSE;
    }

    /** Whether a registered log key signed it. */
    boolean isByKnown() {
        return rank > FALSE;
    }

    /** The parts of a head's note; the signature is one that a registered key made, of this time if there is one. */
    static NoteParts of(HeadToAnchor head, List<LogKeyRange> keys, Instant now) {
        SignedNote note = SignedNote.parse(head.signedNote());
        byte[] text = note.text().getBytes(StandardCharsets.UTF_8);
        List<NoteSignature> signatures = note.signatures();
        int chosen = -1;
        int best = 0;
        for (int i = 0; i < signatures.size(); i++) {
            NoteSignature signature = signatures.get(i);
            int rank = signature.name().equals(head.origin()) ? 1 + rank(head.origin(), text, signature, keys, now) : 0;
            if (rank > best) {
                best = rank;
                chosen = i;
            }
        }
        StringBuilder extension = new StringBuilder();
        Checkpoint.parse(note.text())
                .extensions()
                .forEach(line -> extension.append(line).append('\n'));
        StringBuilder others = new StringBuilder();
        for (int i = 0; i < signatures.size(); i++) {
            if (i != chosen) {
                others.append(signatures.get(i).line()).append('\n');
            }
        }
        byte[] signature = chosen < 0 ? new byte[0] : encoded(signatures.get(chosen));
        return new NoteParts(extension.toString(), Bytes.of(signature), others.toString(), best);
    }

    /** 3: signed by a key of this time, 2: by a former or later one, 1: falsely, 0: by an unknown key. */
    private static int rank(String origin, byte[] text, NoteSignature signature, List<LogKeyRange> keys, Instant now) {
        int rank = 0;
        for (LogKeyRange range : keys) {
            NoteVerifier verifier =
                    NoteVerifier.ed25519(origin, Base64.getDecoder().decode(range.logKey()));
            if (verifier.keyId() == signature.keyId()) {
                boolean signed = verifier.verify(text, signature.signature());
                rank = Math.max(rank, !signed ? 1 : range.holdsAt(now) ? 3 : 2);
            }
        }
        return rank;
    }

    private static byte[] encoded(NoteSignature signature) {
        byte[] bytes = signature.signature();
        return ByteBuffer.allocate(ID + bytes.length)
                .putInt(signature.keyId())
                .put(bytes)
                .array();
    }

    /** The note again; the owner's signature comes first. */
    static String note(String origin, long size, Hash root, String extension, byte[] signature, String others) {
        ByteBuffer bytes = ByteBuffer.wrap(signature);
        int keyId = bytes.getInt();
        byte[] rest = new byte[bytes.remaining()];
        bytes.get(rest);
        return origin + "\n" + size + "\n" + root.base64() + "\n" + extension + "\n"
                + new NoteSignature(origin, keyId, rest).line() + "\n" + others;
    }
}
