package io.tombolo.merkle.note;

import io.tombolo.merkle.text.StrictText;
import java.security.KeyPair;
import java.util.ArrayList;
import java.util.List;

/** Signs the text of notes with one named key; wherever that key lives (a file, an HSM, a key service). */
public interface NoteSigner {
    /** The verifier that accepts this signer's signatures. */
    NoteVerifier verifier();

    /** Signs the text of a note, in UTF-8 with its final newline. */
    NoteSignature sign(byte[] text);

    /**
     * A note that these sign.
     *
     * @param text ends in a newline, as a checkpoint's does
     */
    static SignedNote sign(String text, NoteSigner... signers) {
        byte[] bytes = StrictText.utf8(text);
        List<NoteSignature> signatures = new ArrayList<>();
        for (NoteSigner signer : signers) {
            signatures.add(signer.sign(bytes));
        }
        return new SignedNote(text, signatures);
    }

    /** Signs with an Ed25519 key of the JDK's kind (signature type 0x01). */
    static NoteSigner ed25519(String name, KeyPair keys) {
        NoteVerifier verifier = NoteVerifier.ed25519(name, keys.getPublic());
        return new NoteSigner() {
            @Override
            public NoteVerifier verifier() {
                return verifier;
            }

            @Override
            public NoteSignature sign(byte[] text) {
                return new NoteSignature(name, verifier.keyId(), Ed25519Keys.sign(keys.getPrivate(), text));
            }
        };
    }
}
