package io.tombolo.connectors.protect;

import io.tombolo.protect.DataKey;
import io.tombolo.protect.FieldCipher;
import io.tombolo.protect.FieldPlace;
import io.tombolo.protect.Subject;
import io.tombolo.schemas.DatasetId;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Seals the values of one row of one record. */
final class RowSeal {

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

    byte[] seal(String group, String pointer, byte[] plaintext) {
        DataKey key = key(group);
        return cipher.seal(cipher.key(key, salt, new FieldPlace(dataset, side, pointer)), key.id(), plaintext)
                .toBytes();
    }

    private DataKey key(String group) {
        DataKey last = lastKey;
        if (last != null && group.equals(lastGroup)) {
            return last;
        }
        Subject of = whose == null ? subject.get() : whose;
        DataKey key = keys.of(dataset, group, of);
        whose = of;
        lastGroup = group;
        lastKey = key;
        return key;
    }
}
