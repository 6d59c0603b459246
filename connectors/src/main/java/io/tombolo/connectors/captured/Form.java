package io.tombolo.connectors.captured;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.SchemaBuilder;
import org.jspecify.annotations.Nullable;

/**
 * What values of one type become.
 *
 * @param schema optional
 * @param value from the database's text to a value of the schema; throws {@link BadValueException}
 */
record Form(Schema schema, Function<String, Object> value) {

    static final Form TEXT = new Form(Schema.OPTIONAL_STRING_SCHEMA, text -> text);
    static final Form JSON = named(SchemaBuilder.string(), "io.debezium.data.Json", text -> text);
    static final Form UUID = named(SchemaBuilder.string(), "io.debezium.data.Uuid", text -> text);

    static Form named(SchemaBuilder type, String name, Function<String, Object> value) {
        return new Form(type.name(name).optional().build(), value);
    }

    /** Arrays of one dimension that begin at 1: others have no place in a list. */
    Form array() {
        return new Form(SchemaBuilder.array(schema).optional().build(), text -> {
            List<@Nullable Object> items = new ArrayList<>();
            for (String item : ArrayText.items(text)) {
                items.add(item == null ? null : value.apply(item));
            }
            return items;
        });
    }
}
