package io.tombolo.cli.bench;

import io.tombolo.protect.DataKey;
import io.tombolo.protect.FieldCipher;
import io.tombolo.protect.FieldPlace;
import io.tombolo.protect.Grant;
import io.tombolo.protect.GroupKeys;
import io.tombolo.protect.Plaintext;
import io.tombolo.protect.ProtectedType;
import io.tombolo.protect.ProtectedValue;
import io.tombolo.protect.Subject;
import io.tombolo.schemas.DatasetId;
import io.tombolo.schemas.commit.Committer;
import io.tombolo.schemas.commit.PartFormat;
import io.tombolo.schemas.contract.Topics;
import io.tombolo.schemas.opening.OpensFields;
import io.tombolo.schemas.registry.InMemoryRegistry;
import io.tombolo.schemas.registry.RegistrySchemaHashes;
import io.tombolo.schemas.serde.AvroDeserializer;
import io.tombolo.schemas.serde.AvroSerializer;
import io.tombolo.schemas.serde.KafkaHeaders;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.apache.avro.Schema;
import org.apache.avro.SchemaBuilder;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericRecord;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;

/** Events of twelve fields, as a reader has them from Kafka: in clear, and with two fields protected. One thread. */
final class OpeningSample {
    static final String CLEAR = "in clear";
    static final String CLEAR_AS_LONG = "in clear, as long as protected";
    static final String NO_KEY = "two fields protected, no key";
    static final String OPENED = "two fields protected and opened";

    private static final int SUBJECTS = 1_000;
    private static final DatasetId DATASET = DatasetId.parse("hospital.example/visits");
    private static final Schema TEXT = Schema.create(Schema.Type.STRING);

    private static final class Sample {
        private final byte[] value;
        private final Headers headers;

        private Sample(byte[] value, Headers headers) {
            this.value = value;
            this.headers = headers;
        }
    }

    private final GroupKeys keys = GroupKeys.fresh(new SecureRandom());
    private final InMemoryRegistry registry = new InMemoryRegistry();
    private final Committer committer =
            new Committer(new RegistrySchemaHashes(registry), PartFormat.RAW, PartFormat.AVRO);
    private final KafkaHeaders salts = new KafkaHeaders();
    private final FieldCipher cipher = new FieldCipher();
    private final byte[] commitment = new byte[64];
    private final Path grant;
    private long read;

    /** @param folder of the benchmark's own */
    OpeningSample(Path folder) {
        grant = folder.resolve("grant.json");
        Clock clock = Clock.systemUTC();
        Grant.of(DATASET, Map.of("clinical", keys), clock.instant().plus(Duration.ofDays(1)), clock)
                .write(grant);
    }

    /** By name, each for so many records: committed, as a verifier does it, and deserialised. */
    Map<String, Runnable> cases(int records) {
        List<Sample> clear = samples(false, "");
        List<Sample> asLong = samples(false, "x".repeat(ProtectedValue.OVERHEAD));
        List<Sample> sealed = samples(true, "");
        AvroDeserializer plain = new AvroDeserializer(registry);
        AvroDeserializer opening = new AvroDeserializer(registry, Map.of(OpensFields.KEYS, grant.toString()), false);
        Map<String, Runnable> cases = new LinkedHashMap<>();
        cases.put(CLEAR, () -> read(clear, plain, records));
        cases.put(CLEAR_AS_LONG, () -> read(asLong, plain, records));
        cases.put(NO_KEY, () -> read(sealed, plain, records));
        cases.put(OPENED, () -> read(sealed, opening, records));
        return cases;
    }

    private void read(List<Sample> samples, AvroDeserializer reader, int records) {
        for (int i = 0; i < records; i++) {
            Sample one = samples.get(i % SUBJECTS);
            read += committer.commit(null, one.value, salts.of(one.headers), commitment, 0);
            GenericRecord event = (GenericRecord) reader.deserialize(DATASET.topic(), one.headers, one.value);
            read += Objects.requireNonNull(event).getSchema().getFields().size();
        }
    }

    private List<Sample> samples(boolean sealed, String more) {
        Schema event = schema(sealed);
        Schema row = event.getField("after").schema().getTypes().get(1);
        String topic = DATASET.topic();
        List<Sample> samples = new ArrayList<>();
        try (AvroSerializer serializer = new AvroSerializer(registry, Map.of(), false)) {
            for (int subject = 0; subject < SUBJECTS; subject++) {
                byte[] salt = new byte[Topics.SALT_LENGTH];
                ByteBuffer.wrap(salt).putInt(subject);
                GenericRecord value = new GenericData.Record(row);
                for (int i = 0; i < 4; i++) {
                    boolean hidden = i == 1 || i == 2;
                    boolean hides = sealed && hidden;
                    String text = "row " + subject + " has a text " + i + (hidden ? more : "");
                    value.put("text" + i, hides ? sealed(subject, salt, "/text" + i, text) : text);
                    value.put("number" + i, 1_000_003L * i + subject);
                    value.put("real" + i, 1.5 * i + subject);
                }
                GenericRecord change = new GenericData.Record(event);
                change.put("after", value);
                Headers headers = new RecordHeaders();
                headers.add(Topics.SALT_HEADER, salt);
                samples.add(new Sample(Objects.requireNonNull(serializer.serialize(topic, change)), headers));
            }
        }
        return samples;
    }

    private ByteBuffer sealed(int subject, byte[] salt, String pointer, String text) {
        DataKey key = keys.key(keys.idOf(new Subject(Map.of("patient", Integer.toString(subject)))))
                .orElseThrow();
        FieldPlace place = new FieldPlace(DATASET, FieldPlace.Side.AFTER, pointer);
        byte[] plaintext = new Plaintext(TEXT).write(text);
        return ByteBuffer.wrap(
                cipher.seal(cipher.key(key, salt, place), key.id(), plaintext).toBytes());
    }

    private static Schema schema(boolean sealed) {
        Schema hidden = new ProtectedType("clinical", TEXT).schema();
        Schema clear = Schema.createUnion(Schema.create(Schema.Type.NULL), TEXT);
        Schema both = Schema.createUnion(Schema.create(Schema.Type.NULL), hidden, TEXT);
        SchemaBuilder.FieldAssembler<Schema> row = SchemaBuilder.record("Row").fields();
        for (int i = 0; i < 4; i++) {
            row = row.name("text" + i)
                    .type(sealed && (i == 1 || i == 2) ? both : clear)
                    .noDefault()
                    .requiredLong("number" + i)
                    .requiredDouble("real" + i);
        }
        Schema rows = row.endRecord();
        Schema nullable = Schema.createUnion(Schema.create(Schema.Type.NULL), rows);
        return SchemaBuilder.record(sealed ? "Sealed" : "Clear")
                .fields()
                .name("before")
                .type(nullable)
                .noDefault()
                .name("after")
                .type(nullable)
                .noDefault()
                .endRecord();
    }

    /** Of what all cases read: so that nothing of it can be left out. */
    long read() {
        return read;
    }
}
