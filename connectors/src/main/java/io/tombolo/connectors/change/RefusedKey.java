package io.tombolo.connectors.change;

import io.tombolo.schemas.connect.ConnectAvro;
import io.tombolo.schemas.contract.RejectedInput;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericDatumWriter;
import org.apache.avro.io.EncoderFactory;
import org.apache.avro.io.JsonEncoder;
import org.apache.kafka.connect.data.Struct;
import org.jspecify.annotations.Nullable;

/** The key of a refused change, by which its row is found: in the JSON encoding of Avro, masked as in an event. */
final class RefusedKey {

    private final ConnectAvro avro = new ConnectAvro();

    /** Null when it is too large to be kept. */
    @Nullable ByteBuffer json(Struct key) {
        Schema schema = avro.avroSchema(key.schema());
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try {
            JsonEncoder encoder = EncoderFactory.get().jsonEncoder(schema, bytes);
            new GenericDatumWriter<Object>(schema).write(avro.toAvro(key.schema(), key), encoder);
            encoder.flush();
        } catch (IOException e) {
            throw new UncheckedIOException("an array of bytes can be written", e);
        }
        return bytes.size() > RejectedInput.MAX_INPUT ? null : ByteBuffer.wrap(bytes.toByteArray());
    }
}
