package io.tombolo.connectors.protect;

import io.tombolo.protect.DataKey;
import io.tombolo.protect.FieldCipher;
import io.tombolo.protect.FieldPlace;
import io.tombolo.protect.Subject;
import io.tombolo.schemas.DatasetId;
import java.util.function.Supplier;
import org.apache.kafka.connect.errors.DataException;
import org.jspecify.annotations.Nullable;

/** Seals the values of one row of one record. */
final class RowSeal {

    private static final int SHOWN = 100;

    private final FieldCipher cipher;
    private final DataKeys keys;
    private final DatasetId dataset;
    private final FieldPlace.Side side;
    private final byte[] salt;
    private final Supplier<Subject> subject;
    private @Nullable Subject whose;
    private @Nullable String lastGroup;
    private @Nullable DataKey lastKey;

    /** @param subject asked when the first value is sealed, so that a row with none needs no subject */
    RowSeal(
            FieldCipher cipher,
            DataKeys keys,
            DatasetId dataset,
            FieldPlace.Side side,
            byte[] salt,
            Supplier<Subject> subject) {
        this.cipher = cipher;
        this.keys = keys;
        this.dataset = dataset;
        this.side = side;
        this.salt = salt;
        this.subject = subject;
    }

    /**
     * Null for a value of before the change, of a subject whose key was erased.
     *
     * @throws DataException for a value that a row has now, of such a subject, or one at a place that is too long
     */
    byte @Nullable [] seal(String group, String pointer, byte[] plaintext) {
        if (pointer.length() > FieldPlace.LONGEST) {
            throw new DataException("a value to protect is inside names of " + pointer.length() + " characters, limit "
                    + FieldPlace.LONGEST + ": " + pointer.substring(0, SHOWN) + "…");
        }
        DataKey key = key(group);
        if (key == null) {
            if (side == FieldPlace.Side.BEFORE) {
                // So that a source's own deletion of the row gets through.
                return null;
            }
            throw new DataException("the key of its " + whose + " in group " + group + " was erased");
        }
        return cipher.seal(cipher.key(key, salt, new FieldPlace(dataset, side, pointer)), key.id(), plaintext)
                .toBytes();
    }

    /** Null when it was erased. */
    private @Nullable DataKey key(String group) {
        if (!group.equals(lastGroup)) {
            Subject of = whose == null ? subject.get() : whose;
            whose = of;
            lastKey = keys.of(dataset, group, of).orElse(null);
            lastGroup = group;
        }
        return lastKey;
    }
}
