package io.tombolo.demo;

import io.tombolo.schemas.serde.AvroDeserializer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Optional;
import org.apache.avro.generic.GenericDatumWriter;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.EncoderFactory;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/**
 * A change event with one field changed, framed again as its owner framed it: well-formed in every way.
 *
 * @param what the change, for people
 */
record Forgery(ConsumerRecord<byte[], byte[]> record, String what) {
    private static final int FRAME = 5;
    private static final String FIELD = "distance";

    /** The same flight, one mile longer. */
    static Forgery of(ConsumerRecord<byte[], byte[]> record, AvroDeserializer avro) {
        Object event = avro.deserialize(record.topic(), record.headers(), record.value());
        if (!(event instanceof GenericRecord change) || !(change.get("after") instanceof GenericRecord row)) {
            throw new IllegalStateException("no change event at offset " + record.offset());
        }
        long before = ((Number) row.get(FIELD)).longValue();
        row.put(FIELD, before + 1);
        String what = String.format(
                "flight %s %s, distance %,d instead of %,d miles",
                row.get("carrier"), row.get("flight"), before + 1, before);
        return new Forgery(copy(record, record.offset(), encode(record.value(), change)), what);
    }

    /** The same record at another offset. */
    static ConsumerRecord<byte[], byte[]> moved(ConsumerRecord<byte[], byte[]> record, long offset) {
        return copy(record, offset, record.value());
    }

    private static ConsumerRecord<byte[], byte[]> copy(
            ConsumerRecord<byte[], byte[]> record, long offset, byte[] value) {
        return new ConsumerRecord<>(
                record.topic(),
                record.partition(),
                offset,
                record.timestamp(),
                record.timestampType(),
                record.serializedKeySize(),
                value.length,
                record.key(),
                value,
                record.headers(),
                Optional.empty());
    }

    private static byte[] encode(byte[] framed, GenericRecord event) {
        try {
            ByteArrayOutputStream bytes = new ByteArrayOutputStream();
            bytes.write(framed, 0, FRAME);
            BinaryEncoder encoder = EncoderFactory.get().binaryEncoder(bytes, null);
            new GenericDatumWriter<GenericRecord>(event.getSchema()).write(event, encoder);
            encoder.flush();
            return bytes.toByteArray();
        } catch (IOException e) {
            throw new IllegalStateException("a change event that can't be written again", e);
        }
    }
}
