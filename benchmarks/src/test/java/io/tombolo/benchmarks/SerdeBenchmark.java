package io.tombolo.benchmarks;

import io.tombolo.schemas.registry.InMemoryRegistry;
import io.tombolo.schemas.serde.AvroDeserializer;
import io.tombolo.schemas.serde.AvroSerializer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.apache.avro.Schema;
import org.apache.avro.SchemaBuilder;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericDatumReader;
import org.apache.avro.generic.GenericDatumWriter;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.io.BinaryDecoder;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.DecoderFactory;
import org.apache.avro.io.EncoderFactory;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** A generic record of 12 fields, framed and back, against plain Avro with its encoder and decoder used again. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3)
@Measurement(iterations = 5)
@Fork(2)
public class SerdeBenchmark {
    private final Schema schema = schema();
    private final InMemoryRegistry registry = new InMemoryRegistry();
    private final AvroSerializer serializer = new AvroSerializer(registry, Map.of(), false);
    private final AvroDeserializer deserializer = new AvroDeserializer(registry);
    private final GenericDatumWriter<GenericRecord> writer = new GenericDatumWriter<>(schema);
    private final GenericDatumReader<GenericRecord> reader = new GenericDatumReader<>(schema);
    private final ByteArrayOutputStream out = new ByteArrayOutputStream(512);
    private @Nullable BinaryEncoder encoder;
    private @Nullable BinaryDecoder decoder;
    private GenericRecord record = new GenericData.Record(schema);
    private byte[] framed = new byte[0];
    private byte[] plain = new byte[0];

    @Setup
    public void fill() throws IOException {
        record = new GenericData.Record(schema);
        for (int i = 0; i < 4; i++) {
            record.put("text" + i, "some text of 24 letters " + i);
            record.put("number" + i, 1_000_003L * i);
            record.put("real" + i, 1.5 * i);
        }
        framed = Objects.requireNonNull(serializer.serialize("t", record));
        plain = avroWrite();
    }

    @Benchmark
    public byte[] avroWrite() throws IOException {
        out.reset();
        encoder = EncoderFactory.get().binaryEncoder(out, encoder);
        writer.write(record, encoder);
        encoder.flush();
        return out.toByteArray();
    }

    @Benchmark
    public byte @Nullable [] serialize() {
        return serializer.serialize("t", record);
    }

    @Benchmark
    public GenericRecord avroRead() throws IOException {
        decoder = DecoderFactory.get().binaryDecoder(plain, decoder);
        return reader.read(null, decoder);
    }

    @Benchmark
    public @Nullable Object deserialize() {
        return deserializer.deserialize("t", framed);
    }

    private static Schema schema() {
        SchemaBuilder.FieldAssembler<Schema> fields =
                SchemaBuilder.record("bench.Row").fields();
        for (int i = 0; i < 4; i++) {
            fields =
                    fields.requiredString("text" + i).requiredLong("number" + i).requiredDouble("real" + i);
        }
        return fields.endRecord();
    }
}
