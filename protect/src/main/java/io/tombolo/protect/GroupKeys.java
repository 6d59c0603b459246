package io.tombolo.protect;

import com.google.crypto.tink.subtle.AesGcmJce;
import java.io.ByteArrayOutputStream;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * What the owner keeps for one dataset and group: the secret that names subjects, and the tree that has a data key for every name. Made
 * once, however many subjects there are; a subject's key needs no record of its own, so nothing is written at first sight, and two writers
 * at the same moment make the same key.
 *
 * <p>Erasing a key rewrites one of 4,096 branches of the tree, and at most once for each of them what holds all others.
 */
public final class GroupKeys {

    private static final byte VERSION = 0x02;
    private static final int SECRET_LENGTH = 32;
    private static final int COLUMNS_LIMIT = 10_000;
    private static final byte[] SUBJECT = "tombolo-subject/1\0".getBytes(StandardCharsets.US_ASCII);

    private final byte[] idSecret;
    private final byte[] branchKey;
    private final Set<Set<String>> columns;
    private final KeyTree stem;
    private final Map<String, byte[]> branches;

    private GroupKeys(
            byte[] idSecret, byte[] branchKey, Set<Set<String>> columns, KeyTree stem, Map<String, byte[]> branches) {
        this.idSecret = idSecret;
        this.branchKey = branchKey;
        this.columns = Set.copyOf(columns);
        this.stem = stem;
        this.branches = Map.copyOf(branches);
    }

    /** New ones, from 96 bytes of the generator's. */
    public static GroupKeys fresh(SecureRandom random) {
        return of(secret(random), secret(random), secret(random));
    }

    static GroupKeys of(byte[] idSecret, byte[] branchKey, byte[] root) {
        return new GroupKeys(idSecret.clone(), branchKey.clone(), Set.of(), KeyTree.of(root), Map.of());
    }

    private static byte[] secret(SecureRandom random) {
        byte[] secret = new byte[SECRET_LENGTH];
        random.nextBytes(secret);
        return secret;
    }

    /** By which columns writers name subjects: one set of names for most groups, more where writers differ. */
    public Set<Set<String>> columns() {
        return columns;
    }

    /** The same keys, for subjects that are named by these columns too. */
    public GroupKeys with(Set<String> subjectColumns) {
        if (columns.contains(subjectColumns)) {
            return this;
        }
        Set<Set<String>> more = new HashSet<>(columns);
        more.add(Set.copyOf(subjectColumns));
        return new GroupKeys(idSecret, branchKey, more, stem, branches);
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

    /**
     * A data key, or empty when it was erased.
     *
     * @throws KeyException when the branch that has it is missing or altered
     */
    public Optional<DataKey> key(DataKeyId id) {
        return stem.hasBranch(id) ? branch(KeyTree.branchName(id)).key(id) : stem.key(id);
    }

    /** As {@link #key}, for a reader who may have it. */
    public KeyAnswer answer(DataKeyId id) {
        return key(id).<KeyAnswer>map(KeyAnswer.Granted::new).orElse(KeyAnswer.Absent.ERASED);
    }

    /** The keys in one tree, without the secret that names subjects: what a reader needs. */
    KeyTree tree() {
        return stem.joined(this::branch);
    }

    /** The same keys without one, which nobody can make again from them; themselves when it was erased already. */
    public GroupKeys without(DataKeyId id) {
        return without(List.of(id)).keys();
    }

    /**
     * The same keys without some, which nobody can make again from them; themselves when all were erased already. A branch is opened and sealed
     * once, however many of its keys are erased.
     */
    public Without without(Collection<DataKeyId> ids) {
        Map<String, List<DataKeyId>> byBranch = ids.stream().collect(Collectors.groupingBy(KeyTree::branchName));
        Map<String, byte[]> next = new HashMap<>(branches);
        KeyTree left = stem;
        int erased = 0;
        for (Map.Entry<String, List<DataKeyId>> one : byBranch.entrySet()) {
            String name = one.getKey();
            DataKeyId any = one.getValue().get(0);
            boolean has = stem.hasBranch(any);
            KeyTree before = has ? branch(name) : stem.branch(any);
            KeyTree after = before;
            for (DataKeyId id : one.getValue()) {
                if (after.key(id).isPresent()) {
                    after = after.without(id);
                    erased++;
                }
            }
            if (after != before) {
                next.put(name, crypt(branchKey, name, after.encoded(), true));
                left = has ? left : left.branched(any);
            }
        }
        return new Without(erased == 0 ? this : new GroupKeys(idSecret, branchKey, columns, left, next), erased);
    }

    /**
     * Keys without some.
     *
     * @param keys what is left
     * @param erased how many keys there were that are not there any more
     */
    public record Without(GroupKeys keys, int erased) {}

    /** The same keys with their branches sealed by a new secret: what was kept of them before opens no more with what is kept now. */
    public GroupKeys resealed(SecureRandom random) {
        byte[] fresh = secret(random);
        Map<String, byte[]> next = new HashMap<>();
        branches.forEach((name, kept) -> next.put(name, crypt(fresh, name, crypt(branchKey, name, kept, false), true)));
        return new GroupKeys(idSecret, fresh, columns, stem, next);
    }

    private KeyTree branch(String name) {
        byte[] kept = branches.get(name);
        if (kept == null) {
            throw new KeyException("group keys: branch " + name + " is missing");
        }
        byte[] bytes = crypt(branchKey, name, kept, false);
        try {
            return KeyTree.decodedBranch(ByteBuffer.wrap(bytes));
        } catch (BufferUnderflowException e) {
            throw new KeyException("group keys: branch " + name + " ends after " + bytes.length + " bytes", e);
        }
    }

    private static byte[] crypt(byte[] key, String branch, byte[] bytes, boolean seal) {
        byte[] context = ("tombolo-branch/1\0" + branch).getBytes(StandardCharsets.US_ASCII);
        try {
            AesGcmJce cipher = new AesGcmJce(key);
            return seal ? cipher.encrypt(bytes, context) : cipher.decrypt(bytes, context);
        } catch (GeneralSecurityException e) {
            throw new KeyException("group keys: branch " + branch + " is not one of these keys", e);
        }
    }

    /** What is kept beside {@link #toBytes()}, sealed, by name: three hexadecimal digits. Not to be written to. */
    public Map<String, byte[]> branches() {
        return branches;
    }

    /**
     * Without the branches, to be wrapped before it is kept: {@code 0x02 | id secret 32 | branch key 32 | columns | tree}, where columns is {@code
     * u16} sets, of each {@code u16} names, of each {@code u16 length | name}.
     */
    public byte[] toBytes() {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.write(VERSION);
        out.writeBytes(idSecret);
        out.writeBytes(branchKey);
        number(out, columns.size());
        columns.stream()
                .map(TreeSet::new)
                .sorted((a, b) -> a.toString().compareTo(b.toString()))
                .forEach(set -> {
                    number(out, set.size());
                    set.forEach(name -> {
                        byte[] bytes = name.getBytes(StandardCharsets.UTF_8);
                        number(out, bytes.length);
                        out.writeBytes(bytes);
                    });
                });
        out.writeBytes(stem.encoded());
        return out.toByteArray();
    }

    private static void number(ByteArrayOutputStream out, int value) {
        if (value > COLUMNS_LIMIT) {
            throw new KeyException(
                    "group keys: " + value + " subject columns or bytes of a name, limit " + COLUMNS_LIMIT);
        }
        out.write(value >>> 8);
        out.write(value);
    }

    /**
     * From {@link #toBytes()} and {@link #branches()}.
     *
     * @throws KeyException when the bytes are not such keys
     */
    public static GroupKeys read(byte[] bytes, Map<String, byte[]> branches) {
        ByteBuffer in = ByteBuffer.wrap(bytes);
        try {
            byte version = in.get();
            if (version != VERSION) {
                throw new KeyException("group keys: version " + (version & 0xff) + ", must be " + VERSION);
            }
            byte[] idSecret = bytes(in, SECRET_LENGTH);
            byte[] branchKey = bytes(in, SECRET_LENGTH);
            Set<Set<String>> columns = new HashSet<>();
            for (int sets = in.getShort() & 0xffff; sets > 0; sets--) {
                Set<String> names = new HashSet<>();
                for (int count = in.getShort() & 0xffff; count > 0; count--) {
                    names.add(new String(bytes(in, in.getShort() & 0xffff), StandardCharsets.UTF_8));
                }
                columns.add(Set.copyOf(names));
            }
            KeyTree stem = KeyTree.decoded(in);
            if (in.hasRemaining()) {
                throw new KeyException("group keys: " + in.remaining() + " bytes left over");
            }
            return new GroupKeys(idSecret, branchKey, columns, stem, branches);
        } catch (BufferUnderflowException e) {
            throw new KeyException("group keys: end after " + bytes.length + " bytes", e);
        }
    }

    private static byte[] bytes(ByteBuffer in, int length) {
        byte[] bytes = new byte[length];
        in.get(bytes);
        return bytes;
    }

    /** Never shows a key. */
    @Override
    public String toString() {
        return "group keys";
    }
}
