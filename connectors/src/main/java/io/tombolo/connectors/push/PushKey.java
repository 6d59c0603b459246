package io.tombolo.connectors.push;

import io.tombolo.connectors.row.Column;
import io.tombolo.schemas.DatasetId;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An API key as it is kept: what it opens, and the hash of its secret. It opens one dataset.
 *
 * @param id public part, eight hexadecimal digits
 * @param name whose it is, told to consumers as the source's object
 * @param sha256 of the whole key's text, hexadecimal
 * @param keyColumns the fields that tell one row from every other
 * @param columns names and types of the fields, or empty: then rows are whole JSON documents
 * @param revoked when it was, or null
 */
public record PushKey(
        String id,
        String name,
        String sha256,
        DatasetId dataset,
        List<String> keyColumns,
        List<Column> columns,
        Instant created,
        @Nullable Instant revoked) {

    public PushKey {
        keyColumns = List.copyOf(keyColumns);
        columns = List.copyOf(columns);
        if (name.isBlank() || name.length() > 100) {
            throw new IllegalArgumentException("key's name: " + name.length() + " characters, must be 1 to 100");
        }
        if (keyColumns.isEmpty() || keyColumns.contains("")) {
            throw new IllegalArgumentException("key " + name + ": no key columns, at least 1");
        }
        List<String> names = columns.stream().map(Column::name).toList();
        for (String key : keyColumns) {
            if (!names.isEmpty() && !names.contains(key)) {
                throw new IllegalArgumentException("key column " + key + ": none of the columns " + names);
            }
        }
    }

    /** Whether it opens anything. */
    public boolean valid() {
        return revoked == null;
    }

    PushKey revokedAt(Instant at) {
        return new PushKey(id, name, sha256, dataset, keyColumns, columns, created, at);
    }
}
