package io.tombolo.merkle.note;

import io.tombolo.merkle.Hash;
import io.tombolo.merkle.MalformedException;
import io.tombolo.merkle.text.StrictText;
import java.nio.ByteBuffer;
import java.security.MessageDigest;

/** What may name a key, and the key id that goes with a name (C2SP signed-note, "Format" and "Signatures"). */
final class KeyName {
    private KeyName() {}

    static String check(String name) {
        boolean bad = name.isEmpty()
                || name.codePoints().anyMatch(c -> c == '+' || c < 0x20 || c == 0x85 || Character.isSpaceChar(c));
        if (bad) {
            throw new MalformedException(
                    "key name " + StrictText.shown(name) + ": must not be empty nor hold spaces, controls or +");
        }
        return name;
    }

    /** The first four bytes of SHA-256(name ‖ 0x0A ‖ type ‖ key). */
    static int keyId(String name, byte type, byte[] key) {
        MessageDigest sha256 = Hash.sha256();
        sha256.update(StrictText.utf8(name));
        sha256.update((byte) '\n');
        sha256.update(type);
        return ByteBuffer.wrap(sha256.digest(key)).getInt();
    }
}
