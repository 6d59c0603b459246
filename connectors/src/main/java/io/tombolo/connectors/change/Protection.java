package io.tombolo.connectors.change;

import io.tombolo.connectors.change.Shapes.Shape;
import io.tombolo.connectors.mask.RowShape;
import io.tombolo.connectors.protect.DataKeys;
import io.tombolo.connectors.protect.ProtectRules;
import io.tombolo.connectors.source.Change;
import io.tombolo.protect.FieldCipher;
import io.tombolo.protect.FieldPlace.Side;
import io.tombolo.protect.Subject;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.errors.DataException;
import org.jspecify.annotations.Nullable;

/** Protects the rows of one transform's changes. One thread. */
final class Protection implements AutoCloseable {

    private final ProtectRules rules;
    private final DataKeys keys;
    private final FieldCipher cipher = new FieldCipher();

    Protection(ProtectRules rules, DataKeys.Source source) {
        this.rules = rules;
        this.keys = new DataKeys(source);
    }

    /** The row of one side with its protected values; null when there is none. */
    @Nullable Struct sealed(@Nullable Struct row, Side side, Change change, Shape shape, byte[] salt) {
        if (row == null || shape.protect().same()) {
            return row;
        }
        return shape.protect().seal(row, cipher, keys, shape.dataset(), side, salt, () -> subject(side, change, shape));
    }

    private Subject subject(Side side, Change change, Shape shape) {
        Object row = side == Side.AFTER ? change.after() : change.before();
        Object other = side == Side.AFTER ? change.before() : null;
        List<String> columns = rules.subject().isEmpty() ? shape.keyNames() : rules.subject();
        if (row == null || columns.isEmpty()) {
            throw new DataException("has no key to name its subject by; set " + ChangeConfig.SUBJECT_COLUMNS);
        }
        Map<String, String> values = new LinkedHashMap<>();
        for (String column : columns) {
            Struct key = keyAlone(row, column, change);
            @Nullable String value = key == null
                    ? RowShape.text(row, other, column, change.placeholders())
                    : RowShape.text(key, null, column, change.placeholders());
            if (value == null) {
                throw new DataException("subject column " + column + ": no value, and a protected field has one");
            }
            values.put(column, value);
        }
        return new Subject(values);
    }

    /** The key, where a field of it that names the subject is not in the row; null when the row has it. */
    private @Nullable Struct keyAlone(Object row, String column, Change change) {
        boolean inRow = !(row instanceof Struct struct) || struct.schema().field(column) != null;
        return inRow || !rules.subject().isEmpty() ? null : change.key();
    }

    @Override
    public void close() {
        keys.close();
    }
}
