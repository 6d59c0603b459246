package io.tombolo.merkle.note;

import io.tombolo.merkle.MalformedException;
import io.tombolo.merkle.text.StrictText;
import java.security.PublicKey;

/** Verifies the signatures of one named key over the text of notes. */
public interface NoteVerifier {
    String name();

    /** The 4-byte id that, with the name, says which key signed. */
    int keyId();

    /** Whether {@code signature} (without key id) is this key's over a note's text, in UTF-8 with its final newline. */
    boolean verify(byte[] text, byte[] signature);

    /** The text form of the key: {@code <name>+<key id, 8 hex digits>+<base64 of type and key>}. */
    String vkey();

    /** For an Ed25519 key of the JDK's kind (signature type 0x01). */
    static NoteVerifier ed25519(String name, PublicKey key) {
        return Ed25519NoteVerifier.of(name, Ed25519.raw(key));
    }

    /** From a vkey string of type 0x01 (Ed25519); the key id must be the one that name and key give. */
    static NoteVerifier parse(String vkey) {
        VerifierKey key = VerifierKey.parse(vkey);
        if (key.type() != VerifierKey.ED25519) {
            throw new MalformedException(
                    "verifier key " + StrictText.shown(vkey) + ": type " + key.type() + ", must be 1 (Ed25519)");
        }
        return Ed25519NoteVerifier.of(key.name(), key.material());
    }

    /** As {@link #ed25519(String, PublicKey)}, from the 32 bytes of RFC 8032. */
    static NoteVerifier ed25519(String name, byte[] rawKey) {
        return Ed25519NoteVerifier.of(name, rawKey);
    }
}
