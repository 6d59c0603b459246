package io.tombolo.merkle.note;

import io.tombolo.merkle.MalformedException;
import io.tombolo.merkle.text.StrictText;
import java.util.Arrays;
import java.util.HexFormat;

/** The parts of a vkey string, whatever its signature type (C2SP signed-note, "Verifier keys"). */
public final class VerifierKey {
    /** Signature type of plain Ed25519 signatures. */
    public static final byte ED25519 = 0x01;
    /** Signature type of timestamped Ed25519 cosignatures (C2SP tlog-cosignature). */
    public static final byte ED25519_COSIGNATURE = 0x04;

    private static final int LIMIT = 16 * 1024;

    private final String name;
    private final byte type;
    private final byte[] material;

    /** Key material is copied. */
    public VerifierKey(String name, byte type, byte[] material) {
        this.name = KeyName.check(name);
        this.type = type;
        this.material = material.clone();
    }

    /** Parses the string and checks that the key id is SHA-256(name ‖ 0x0A ‖ type ‖ key), first four bytes. */
    public static VerifierKey parse(String vkey) {
        if (vkey.length() > LIMIT) {
            throw new MalformedException("verifier key: " + vkey.length() + " characters, limit " + LIMIT);
        }
        int first = vkey.indexOf('+');
        int second = vkey.indexOf('+', first + 1);
        if (first < 0 || second < 0) {
            throw new MalformedException("verifier key " + StrictText.shown(vkey) + ": must be name+id+key");
        }
        byte[] key = StrictText.base64(vkey.substring(second + 1), "verifier key");
        if (key.length < 2) {
            throw new MalformedException("verifier key " + StrictText.shown(vkey) + ": no key");
        }
        VerifierKey parsed = new VerifierKey(vkey.substring(0, first), key[0], Arrays.copyOfRange(key, 1, key.length));
        String claimed = vkey.substring(first + 1, second);
        if (!claimed.equals(HexFormat.of().toHexDigits(parsed.keyId()))) {
            throw new MalformedException("verifier key " + StrictText.shown(vkey) + ": key id must be "
                    + HexFormat.of().toHexDigits(parsed.keyId()));
        }
        return parsed;
    }

    public String name() {
        return name;
    }

    public byte type() {
        return type;
    }

    /** The public key in its type's own encoding: 32 bytes of RFC 8032 for the Ed25519 types. */
    public byte[] material() {
        return material.clone();
    }

    public int keyId() {
        return KeyName.keyId(name, type, material);
    }

    @Override
    public String toString() {
        byte[] key = new byte[1 + material.length];
        key[0] = type;
        System.arraycopy(material, 0, key, 1, material.length);
        return name + "+" + HexFormat.of().toHexDigits(keyId()) + "+" + StrictText.base64(key);
    }
}
