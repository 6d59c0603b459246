package io.tombolo.schemas.contract;

import io.tombolo.merkle.Hash;
import java.nio.ByteBuffer;
import java.time.Instant;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericFixed;
import org.apache.avro.generic.GenericRecord;
import org.jspecify.annotations.Nullable;

/** Reads a contract's fields, and says which one is missing or of another type. */
final class Fields {

    private final GenericRecord record;

    Fields(GenericRecord record) {
        this.record = record;
    }

    String string(String name) {
        return required(name, CharSequence.class).toString();
    }

    @Nullable String optionalString(String name) {
        CharSequence value = optional(name, CharSequence.class);
        return value == null ? null : value.toString();
    }

    long number(String name) {
        return required(name, Number.class).longValue();
    }

    @Nullable Long optionalNumber(String name) {
        Number value = optional(name, Number.class);
        return value == null ? null : value.longValue();
    }

    Instant time(String name) {
        return Instant.ofEpochMilli(number(name));
    }

    Hash hash(String name) {
        return Hash.of(required(name, GenericFixed.class).bytes());
    }

    @Nullable ByteBuffer optionalBytes(String name) {
        ByteBuffer value = optional(name, ByteBuffer.class);
        return value == null ? null : copy(value);
    }

    static ByteBuffer copy(ByteBuffer bytes) {
        byte[] copy = new byte[bytes.remaining()];
        bytes.duplicate().get(copy);
        return ByteBuffer.wrap(copy).asReadOnlyBuffer();
    }

    static GenericData.Fixed fixed(Schema schema, String field, Hash hash) {
        return new GenericData.Fixed(schema.getField(field).schema(), hash.toBytes());
    }

    private <T> T required(String name, Class<T> type) {
        T value = optional(name, type);
        if (value == null) {
            throw new IllegalArgumentException(record.getSchema().getFullName() + "." + name + ": missing");
        }
        return value;
    }

    private <T> @Nullable T optional(String name, Class<T> type) {
        Object value = record.hasField(name) ? record.get(name) : null;
        if (value == null) {
            return null;
        }
        if (!type.isInstance(value)) {
            throw new IllegalArgumentException(record.getSchema().getFullName() + "." + name + ": "
                    + value.getClass().getSimpleName() + ", must be " + type.getSimpleName());
        }
        return type.cast(value);
    }
}
