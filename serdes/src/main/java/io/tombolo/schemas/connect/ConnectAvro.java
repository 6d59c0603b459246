package io.tombolo.schemas.connect;

import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.Map;
import org.apache.avro.Schema;
import org.apache.kafka.connect.data.SchemaAndValue;
import org.jspecify.annotations.Nullable;

/**
 * Connect's schemas and data as Avro's, and back.
 *
 * <ul>
 *   <li>A Struct's name becomes the record's, with {@code _} for what Avro forbids.
 *   <li>Optional is a union with null: null first, and the default, unless the schema has a default of its own.
 *   <li>Connect's Decimal, Date, Time and Timestamp are Avro's decimal, date, time-millis and timestamp-millis.
 *   <li>INT8 and INT16 are ints with {@code connect.type}; other named primitives keep {@code connect.name}, {@code
 *       connect.version} and {@code connect.parameters}.
 *   <li>A string schema with the parameter {@code io.tombolo.enum} is an Avro enum of the schema's name.
 * </ul>
 *
 * <p>Conversions of a schema are remembered per instance of the schema. Thread-safe.
 */
public final class ConnectAvro {

    private static final int CAPACITY = 1_000;

    private final Map<org.apache.kafka.connect.data.Schema, Schema> toAvro =
            Collections.synchronizedMap(new IdentityHashMap<>());
    private final Map<Schema, org.apache.kafka.connect.data.Schema> toConnect =
            Collections.synchronizedMap(new IdentityHashMap<>());

    /** The Avro schema of data with a Connect schema; never a union with null at the top. */
    public Schema avroSchema(org.apache.kafka.connect.data.Schema schema) {
        Schema known = toAvro.get(schema);
        if (known != null) {
            return known;
        }
        Schema made = new ToAvroSchema().top(schema);
        forgetWhenFull(toAvro);
        toAvro.put(schema, made);
        return made;
    }

    /** The Connect schema of data with an Avro schema. */
    public org.apache.kafka.connect.data.Schema connectSchema(Schema schema) {
        org.apache.kafka.connect.data.Schema known = toConnect.get(schema);
        if (known != null) {
            return known;
        }
        org.apache.kafka.connect.data.Schema made = new ToConnectSchema().convert(schema);
        forgetWhenFull(toConnect);
        toConnect.put(schema, made);
        return made;
    }

    /** A value as Avro's generic data, for {@link #avroSchema}. */
    public @Nullable Object toAvro(org.apache.kafka.connect.data.Schema schema, @Nullable Object value) {
        return ToAvroData.convert(schema, avroSchema(schema), value);
    }

    /** Avro's generic data as a value with its Connect schema. */
    public SchemaAndValue toConnect(Schema schema, @Nullable Object datum) {
        org.apache.kafka.connect.data.Schema converted = connectSchema(schema);
        return new SchemaAndValue(converted, ToConnectData.convert(schema, converted, datum));
    }

    private static void forgetWhenFull(Map<?, ?> map) {
        if (map.size() >= CAPACITY) {
            map.clear();
        }
    }
}
