package io.tombolo.merkle.note;

import io.tombolo.merkle.MalformedException;
import io.tombolo.merkle.text.StrictText;
import java.nio.ByteBuffer;
import java.util.Arrays;

/** One signature line of a note: the key's name, its 4-byte id, and the signature, whose form the key's type decides. */
public final class NoteSignature {
    private static final String PREFIX = "\u2014 ";

    private final String name;
    private final int keyId;
    private final byte[] signature;

    /** A signature of at least one byte, copied. */
    public NoteSignature(String name, int keyId, byte[] signature) {
        if (signature.length == 0) {
            throw new MalformedException("signature by " + name + ": empty");
        }
        this.name = KeyName.check(name);
        this.keyId = keyId;
        this.signature = signature.clone();
    }

    /** From a line without its newline: em dash, space, name, space, base64 of key id and signature. */
    public static NoteSignature parseLine(String line) {
        if (!line.startsWith(PREFIX)) {
            throw new MalformedException(
                    "signature line " + StrictText.shown(line) + ": must begin with an em dash, space");
        }
        int space = line.indexOf(' ', PREFIX.length());
        if (space < 0) {
            throw new MalformedException("signature line " + StrictText.shown(line) + ": no signature after the name");
        }
        byte[] bytes = StrictText.base64(line.substring(space + 1), "signature");
        if (bytes.length < 5) {
            throw new MalformedException("signature of " + bytes.length + " bytes: a 4-byte key id and more");
        }
        return new NoteSignature(
                line.substring(PREFIX.length(), space),
                ByteBuffer.wrap(bytes).getInt(),
                Arrays.copyOfRange(bytes, 4, bytes.length));
    }

    public String name() {
        return name;
    }

    public int keyId() {
        return keyId;
    }

    /** The signature without the key id. */
    public byte[] signature() {
        return signature.clone();
    }

    /** The line without its newline. */
    public String line() {
        byte[] bytes = ByteBuffer.allocate(4 + signature.length)
                .putInt(keyId)
                .put(signature)
                .array();
        return PREFIX + name + " " + StrictText.base64(bytes);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof NoteSignature that && line().equals(that.line());
    }

    @Override
    public int hashCode() {
        return line().hashCode();
    }

    @Override
    public String toString() {
        return line();
    }
}
