package io.tombolo.merkle.note;

import java.security.PublicKey;

/** Plain Ed25519 signatures over the note's text. */
record Ed25519NoteVerifier(String name, int keyId, String vkey, PublicKey key) implements NoteVerifier {

    static Ed25519NoteVerifier of(String name, byte[] rawKey) {
        PublicKey key = Ed25519.publicKey(rawKey);
        VerifierKey vkey = new VerifierKey(name, VerifierKey.ED25519, rawKey);
        return new Ed25519NoteVerifier(name, vkey.keyId(), vkey.toString(), key);
    }

    @Override
    public boolean verify(byte[] text, byte[] signature) {
        return Ed25519.verify(key, text, signature);
    }
}
