package io.tombolo.agreements;

import io.tombolo.merkle.note.NoteVerifier;

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

    NoteVerifier verifier() {
        return NoteVerifier.parse(vkey);
    }
}
