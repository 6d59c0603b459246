package io.tombolo.protect;

import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Optional;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * What the owner keeps for one dataset and group: the secret that names subjects, and the tree that has a data key for every name. Made
 * once, however many subjects there are; a subject's key needs no record of its own, so nothing is written at first sight, and two writers
 * at the same moment make the same key.
 */
public final class GroupKeys {

    private static final byte VERSION = 0x01;
    private static final int SECRET_LENGTH = 32;
    private static final byte[] SUBJECT = "tombolo-subject/1\0".getBytes(StandardCharsets.US_ASCII);

    private final byte[] idSecret;
    private final KeyTree tree;

    private GroupKeys(byte[] idSecret, KeyTree tree) {
        this.idSecret = idSecret;
        this.tree = tree;
    }

    /** New ones, from 64 bytes of the generator's. */
    public static GroupKeys fresh(SecureRandom random) {
        byte[] idSecret = new byte[SECRET_LENGTH];
        byte[] root = new byte[DataKey.LENGTH];
        random.nextBytes(idSecret);
        random.nextBytes(root);
        return of(idSecret, root);
    }

    static GroupKeys of(byte[] idSecret, byte[] root) {
        return new GroupKeys(idSecret.clone(), KeyTree.of(root));
    }

    /** The id of a subject's data key: the first 16 bytes of HMAC-SHA256(id secret, "tombolo-subject/1" ‖ 0 ‖ the subject, framed). */
    public DataKeyId idOf(Subject subject) {
        try {
            Mac hmac = Mac.getInstance("HmacSHA256");
            hmac.init(new SecretKeySpec(idSecret, "HmacSHA256"));
            hmac.update(SUBJECT);
            return DataKeyId.of(hmac.doFinal(subject.framed()), 0);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java has HMAC-SHA256", e);
        }
    }

    /** A data key, or empty when it was erased. */
    public Optional<DataKey> key(DataKeyId id) {
        return tree.key(id);
    }

    /** As {@link #key}, for a reader who may have it. */
    public KeyAnswer answer(DataKeyId id) {
        return key(id).<KeyAnswer>map(KeyAnswer.Granted::new).orElse(KeyAnswer.Absent.ERASED);
    }

    /** The keys without the secret that names subjects: what a reader needs. */
    KeyTree tree() {
        return tree;
    }

    /** The same keys without one, which nobody can make again from them. */
    public GroupKeys without(DataKeyId id) {
        return new GroupKeys(idSecret, tree.without(id));
    }

    /** {@code 0x01 | id secret 32 | tree}, to be wrapped before it is kept. */
    public byte[] toBytes() {
        byte[] nodes = tree.encoded();
        return ByteBuffer.allocate(1 + SECRET_LENGTH + nodes.length)
                .put(VERSION)
                .put(idSecret)
                .put(nodes)
                .array();
    }

    /**
     * From {@link #toBytes()}.
     *
     * @throws KeyException when the bytes are not such keys
     */
    public static GroupKeys read(byte[] bytes) {
        ByteBuffer in = ByteBuffer.wrap(bytes);
        try {
            byte version = in.get();
            if (version != VERSION) {
                throw new KeyException("group keys: version " + (version & 0xff) + ", must be " + VERSION);
            }
            byte[] idSecret = new byte[SECRET_LENGTH];
            in.get(idSecret);
            KeyTree tree = KeyTree.decoded(in);
            if (in.hasRemaining()) {
                throw new KeyException("group keys: " + in.remaining() + " bytes left over");
            }
            return new GroupKeys(idSecret, tree);
        } catch (BufferUnderflowException | NegativeArraySizeException e) {
            throw new KeyException("group keys: end after " + bytes.length + " bytes", e);
        }
    }

    /** Never shows a key. */
    @Override
    public String toString() {
        return "group keys";
    }
}
