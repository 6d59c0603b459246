package io.tombolo.agreements;

import io.tombolo.merkle.note.NoteCheck;
import io.tombolo.merkle.note.NoteVerifier;
import io.tombolo.merkle.note.SignedNote;
import java.util.List;

/**
 * An organisation with the Ed25519 key that it signs agreements with.
 *
 * @param vkey C2SP verifier key, whose name is the organisation's domain
 */
public record Party(String vkey) {
    /** @throws io.tombolo.merkle.MalformedException when it is not the verifier key of an Ed25519 key */
    public Party {
        NoteVerifier.parse(vkey);
    }

    /** The organisation's domain. */
    public String name() {
        return verifier().name();
    }

    /** Whether it signed a note, and nobody else did. */
    public boolean signed(SignedNote note) {
        return note.signatures().size() == 1 && note.verify(List.of(verifier())) instanceof NoteCheck.Signed;
    }

    NoteVerifier verifier() {
        return NoteVerifier.parse(vkey);
    }
}
