package io.tombolo.server;

import io.tombolo.schemas.DatasetId;
import io.tombolo.schemas.contract.ChangeEventSchema;
import io.tombolo.schemas.contract.TopicSpec;
import io.tombolo.schemas.contract.Topics;
import io.tombolo.schemas.registry.HttpRegistryClient;
import io.tombolo.schemas.registry.RegistrySettings;
import io.tombolo.schemas.serde.AvroSerializer;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.Future;
import java.util.concurrent.locks.LockSupport;
import org.apache.avro.Schema;
import org.apache.avro.SchemaBuilder;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericRecord;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;

/** An owner's dataset to which change events are written without an end, some two hundred a second: a machine that does other work beside the test must be able to anchor and read them. */
final class Feed implements AutoCloseable {
    private static final int PARTITIONS = 2;
    private static final int AT_ONCE = 20;
    private static final long PAUSE_NANOS = 100_000_000;

    private final DatasetId dataset;
    private final KafkaProducer<Object, Object> producer;
    private final Thread thread = new Thread(this::run, "feed");
    private volatile boolean closed;
    private volatile Future<RecordMetadata> sent;

    Feed(DatasetId dataset, Map<String, Object> kafka, Map<String, String> registry) throws Exception {
        this.dataset = dataset;
        try (Admin admin = Admin.create(kafka)) {
            TopicSpec spec = Topics.dataset(dataset, PARTITIONS);
            admin.createTopics(List.of(new NewTopic(spec.name(), PARTITIONS, (short) 1).configs(spec.settings())))
                    .all()
                    .get();
        }
        HttpRegistryClient client = new HttpRegistryClient(RegistrySettings.from(registry));
        Map<String, Object> settings = new HashMap<>(kafka);
        settings.put("acks", "all");
        settings.put("linger.ms", 5);
        producer = new KafkaProducer<>(
                settings, new AvroSerializer(client, Map.of(), true), new AvroSerializer(client, Map.of(), false));
        thread.start();
    }

    /** Whether the newest event is in Kafka, or on its way there. */
    boolean isRunning() {
        return sent != null && thread.isAlive();
    }

    private void run() {
        Schema row = SchemaBuilder.record("Row")
                .fields()
                .requiredLong("id")
                .requiredString("text")
                .endRecord();
        Schema keySchema = SchemaBuilder.record(ChangeEventSchema.keyName(dataset))
                .fields()
                .requiredLong("id")
                .endRecord();
        Schema envelope = ChangeEventSchema.of(dataset, row);
        GenericRecord source = new GenericData.Record(
                envelope.getField(ChangeEventSchema.SOURCE).schema());
        source.put(ChangeEventSchema.ORGANISATION, dataset.organisation());
        source.put(ChangeEventSchema.SYSTEM, "test");
        source.put(ChangeEventSchema.OBJECT, "feed");
        source.put(ChangeEventSchema.POSITION, "0");
        Random random = new Random(1);
        for (long id = 0; !closed; id++) {
            GenericRecord key = new GenericData.Record(keySchema);
            key.put("id", id);
            GenericRecord after = new GenericData.Record(envelope.getField(ChangeEventSchema.AFTER)
                    .schema()
                    .getTypes()
                    .get(1));
            after.put("id", id);
            after.put("text", "a row of the feed with some two hundred bytes, number " + id);
            GenericRecord event = new GenericData.Record(envelope);
            event.put(
                    ChangeEventSchema.OP,
                    new GenericData.EnumSymbol(
                            envelope.getField(ChangeEventSchema.OP).schema(), "CREATE"));
            event.put(ChangeEventSchema.AFTER, after);
            event.put(ChangeEventSchema.SOURCE, source);
            ProducerRecord<Object, Object> record =
                    new ProducerRecord<>(dataset.topic(), (int) (id % PARTITIONS), key, event);
            byte[] salt = new byte[Topics.SALT_LENGTH];
            random.nextBytes(salt);
            record.headers().add(Topics.SALT_HEADER, salt);
            sent = producer.send(record);
            if (id % AT_ONCE == 0) {
                LockSupport.parkNanos(PAUSE_NANOS);
            }
        }
    }

    @Override
    public void close() {
        closed = true;
        join(thread);
        producer.close();
    }

    static void join(Thread thread) {
        try {
            thread.join(30_000);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
