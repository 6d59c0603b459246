package io.tombolo.connectors.mask;

import io.tombolo.connectors.source.NameList;
import io.tombolo.schemas.AvroNames;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.connect.errors.DataException;

/** The names of one row's fields in the events, of which no two may become the same in Avro's letters. */
final class FieldNames {

    private final FieldScope row;
    private final Map<String, String> taken = new HashMap<>();

    FieldNames(FieldScope row) {
        this.row = row;
    }

    /**
     * The name under which a field leaves.
     *
     * @throws DataException if another field has that name already, in Avro's letters
     */
    String of(String field) {
        String name = row.path().isEmpty() ? row.at(field).renamed() : field;
        String before = taken.put(AvroNames.name(name), field);
        if (before != null) {
            throw new DataException("fields " + before + " and " + field + " would both become " + AvroNames.name(name)
                    + ", in Avro's letters; give one another name in " + FieldRules.RENAME + ", as "
                    + NameList.escaped(field) + ":NEW");
        }
        return name;
    }
}
