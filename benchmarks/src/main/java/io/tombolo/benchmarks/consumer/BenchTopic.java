package io.tombolo.benchmarks.consumer;

import io.tombolo.benchmarks.records.RecordWriter;
import io.tombolo.schemas.DatasetId;
import io.tombolo.schemas.contract.Topics;
import io.tombolo.schemas.registry.RegistryClient;
import io.tombolo.schemas.serde.AvroSerializer;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SplittableRandom;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import org.apache.avro.Schema;
import org.apache.avro.SchemaBuilder;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericRecord;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.producer.ProducerRecord;

/** A dataset's topic: rows of twelve fields in framed Avro, about 200 bytes each, with salts and keys of eight bytes. */
final class BenchTopic {
    static final DatasetId DATASET = DatasetId.parse("bench.example/rows");
    static final int PARTITIONS = 4;

    private static final Schema SCHEMA = schema();

    private BenchTopic() {}

    /** Makes and fills it; returns the average length of a value. */
    static int fill(String bootstrapServers, long records, RegistryClient registry)
            throws ExecutionException, InterruptedException {
        Map<String, Object> settings = Map.of(
                "bootstrap.servers",
                bootstrapServers,
                "batch.size",
                1 << 18,
                "linger.ms",
                50,
                "buffer.memory",
                64L << 20);
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", bootstrapServers))) {
            admin.createTopics(List.of(new NewTopic(DATASET.topic(), PARTITIONS, (short) 1)))
                    .all()
                    .get();
        }
        SplittableRandom random = new SplittableRandom(7);
        long bytes = 0;
        try (AvroSerializer serializer = new AvroSerializer(registry, Map.of(), false);
                RecordWriter writer = new RecordWriter(settings)) {
            for (long i = 0; i < records; i++) {
                byte[] value = Objects.requireNonNull(serializer.serialize(DATASET.topic(), row(i, random)));
                byte[] salt = new byte[Topics.SALT_LENGTH];
                random.nextBytes(salt);
                ProducerRecord<byte[], byte[]> record = new ProducerRecord<>(
                        DATASET.topic(),
                        (int) (i % PARTITIONS),
                        ByteBuffer.allocate(Long.BYTES).putLong(i).array(),
                        value);
                record.headers().add(Topics.SALT_HEADER, salt);
                Future<?> sent = writer.send(record);
                if (i < PARTITIONS) {
                    // A new partition that isn't led yet must not have more on their way.
                    sent.get();
                }
                bytes += value.length;
            }
        }
        return (int) (bytes / records);
    }

    private static GenericRecord row(long i, SplittableRandom random) {
        GenericRecord row = new GenericData.Record(SCHEMA);
        for (int field = 0; field < 4; field++) {
            row.put("text" + field, "row " + i + " has a text " + random.nextInt(1 << 20));
            row.put("number" + field, random.nextLong(1L << 40));
            row.put("real" + field, random.nextDouble());
        }
        return row;
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
