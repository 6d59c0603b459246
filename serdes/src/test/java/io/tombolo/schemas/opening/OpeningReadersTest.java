package io.tombolo.schemas.opening;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tombolo.protect.KeyException;
import io.tombolo.schemas.registry.InMemoryRegistry;
import io.tombolo.schemas.serde.AvroConverter;
import io.tombolo.schemas.serde.AvroDeserializer;
import io.tombolo.schemas.serde.AvroSerializer;
import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericRecord;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.record.TimestampType;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.SchemaAndValue;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.errors.DataException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OpeningReadersTest {

    private static final String TOPIC = SealedVisits.DATASET.topic();

    @TempDir
    Path folder;

    private final InMemoryRegistry registry = new InMemoryRegistry();
    private final SealedVisits visits = new SealedVisits();

    @Test
    void theDeserializerGivesTheOriginalTypes() {
        Map<String, Object> settings = settings("clinical", "billing");
        settings.put("avro.use.logical.type.converters", true);
        AvroDeserializer reader = reader(settings);

        GenericRecord row = row(reader, TOPIC, 4711);

        assertThat(row.get("diagnosis")).hasToString("measles");
        assertThat(row.get("level")).isEqualTo(3);
        assertThat(row.get("price")).isEqualTo(new BigDecimal("12.50"));
        assertThat(row.get("note")).hasToString("{\"a\":1.50,\"b\":[true]}");
        assertThat(counts(reader)).isEqualTo(Map.of("opened", 4L, "withheld", 0L, "erased", 0L, "damaged", 0L));
    }

    @Test
    void whatItMayNotReadIsNullAndCounted() {
        AvroDeserializer reader = reader(settings("billing"));

        GenericRecord row = row(reader, TOPIC, 4711);

        assertThat(row.get("diagnosis")).isNull();
        assertThat(row.get("level")).isInstanceOf(ByteBuffer.class); // its type has no null
        assertThat(row.get("price")).isEqualTo(ByteBuffer.wrap(new byte[] {4, -30}));
        assertThat(row.get("note")).hasToString("{\"a\":1.50,\"b\":null}");
        assertThat(counts(reader)).isEqualTo(Map.of("opened", 1L, "withheld", 3L, "erased", 0L, "damaged", 0L));
    }

    @Test
    void erasedIsNotWithheld() {
        AvroDeserializer reader = reader(settings("clinical"));

        row(reader, TOPIC, 666);

        assertThat(counts(reader)).isEqualTo(Map.of("opened", 0L, "withheld", 1L, "erased", 3L, "damaged", 0L));
    }

    @Test
    void whatItMayNotReadStaysBytesOrIsRefusedAsConfigured() {
        Map<String, Object> bytes = settings("billing");
        bytes.put(OpensFields.UNREADABLE, "bytes");
        Map<String, Object> refuse = settings("clinical");
        refuse.put(OpensFields.UNREADABLE, "refuse");

        assertThat(row(reader(bytes), TOPIC, 4711).get("diagnosis")).isInstanceOf(ByteBuffer.class);
        assertThatThrownBy(() -> row(reader(refuse), TOPIC, 666))
                .isInstanceOf(UnreadableFieldException.class)
                .hasMessage(
                        "topic hospital.example.visits: /after/diagnosis (clinical): erased, /after/level (clinical):"
                                + " erased, /after/price (billing): withheld, /after/note/b (clinical): erased;"
                                + " tombolo.unreadable is refuse");
    }

    @Test
    void withoutSettingsNothingIsTouchedAndWithoutKeysValuesAreNull() {
        Map<String, Object> nulls = new HashMap<>(Map.of(OpensFields.UNREADABLE, "null"));

        assertThat(row(reader(new HashMap<>()), TOPIC, 4711).get("diagnosis")).isInstanceOf(ByteBuffer.class);
        assertThat(row(reader(nulls), TOPIC, 4711).get("diagnosis")).isNull();
    }

    @Test
    void aMirrorsTopicIsReadAsTheDatasetThatItHolds() {
        Map<String, Object> settings = settings("clinical");
        AvroDeserializer unnamed = reader(settings);
        settings.put("tombolo.topics", "other,theirs.visits=hospital.example/visits");
        AvroDeserializer named = reader(settings);

        assertThat(row(named, "theirs.visits", 4711).get("diagnosis")).hasToString("measles");
        assertThat(row(unnamed, "their-visits", 4711).get("diagnosis")).isInstanceOf(ByteBuffer.class);
    }

    @Test
    void aRecordWithoutItsSaltOpensNothing() {
        AvroDeserializer reader = reader(settings("clinical", "billing"));

        Object read = reader.deserialize(TOPIC, bytes(4711));

        assertThat(((GenericRecord) ((GenericRecord) read).get("after")).get("diagnosis"))
                .isNull();
        assertThat(counts(reader)).isEqualTo(Map.of("opened", 0L, "withheld", 0L, "erased", 0L, "damaged", 4L));
    }

    @Test
    void theConverterGivesColumnsOfTheOriginalTypes() {
        AvroConverter converter = new AvroConverter(registry);
        converter.configure(settings("clinical"), false);

        SchemaAndValue read = converter.toConnectData(TOPIC, visits.headers(), bytes(4711));

        Struct row = ((Struct) read.value()).getStruct("after");
        assertThat(row.getString("diagnosis")).isEqualTo("measles");
        assertThat(row.getInt32("level")).isEqualTo(3);
        assertThat(row.get("price")).isNull();
        assertThat(row.schema().field("diagnosis").schema()).isEqualTo(Schema.OPTIONAL_STRING_SCHEMA);
        assertThat(row.schema().field("level").schema()).isEqualTo(Schema.OPTIONAL_INT32_SCHEMA);
        assertThat(row.schema().field("price").schema().name())
                .isEqualTo(org.apache.kafka.connect.data.Decimal.LOGICAL_NAME);
        assertThat(row.getString("note")).isEqualTo("{\"a\":1.50,\"b\":[true]}");
        converter.close();
    }

    @Test
    void theConverterGivesDecimalsAndRefusesWhatItMayNotRead() {
        AvroConverter all = new AvroConverter(registry);
        all.configure(settings("clinical", "billing"), false);
        Map<String, Object> refuse = settings("billing");
        refuse.put(OpensFields.UNREADABLE, "refuse");
        AvroConverter some = new AvroConverter(registry);
        some.configure(refuse, false);

        Struct row = ((Struct)
                        all.toConnectData(TOPIC, visits.headers(), bytes(4711)).value())
                .getStruct("after");

        assertThat(row.get("price")).isEqualTo(new BigDecimal("12.50"));
        assertThatThrownBy(() -> some.toConnectData(TOPIC, visits.headers(), bytes(4711)))
                .isInstanceOf(DataException.class)
                .hasMessageContaining("/after/diagnosis (clinical): withheld");
    }

    @Test
    void aGrantForTwoGroupsInTwoFilesIsRefusedAndSoAreBadSettings() {
        Map<String, Object> twice = settings("clinical");
        twice.put(OpensFields.KEYS, twice.get(OpensFields.KEYS) + "," + visits.grant(folder, "billing"));
        Map<String, Object> how = new HashMap<>(Map.of(OpensFields.UNREADABLE, "zero"));
        Map<String, Object> plain = new HashMap<>(Map.of(OpensFields.KEYS, "http://127.0.0.1:8480"));
        Map<String, Object> nowhere = new HashMap<>(
                Map.of(OpensFields.KEYS, folder.resolve("none.json").toString()));

        assertThatThrownBy(() -> reader(twice)).hasMessageContaining("are for one dataset");
        assertThatThrownBy(() -> reader(how)).hasMessage("tombolo.unreadable: 'zero', must be null, bytes, refuse");
        assertThatThrownBy(() -> reader(plain))
                .hasMessage(
                        "tombolo.keys: 'http://127.0.0.1:8480', must be https://host:port of the owner's read side, or a"
                                + " grant file");
        assertThatThrownBy(() -> reader(nowhere))
                .isInstanceOf(KeyException.class)
                .hasMessageStartingWith("grant " + folder.resolve("none.json") + ": can't be read");
    }

    @Test
    void findsAFieldThatAGeneratedClassWouldMisread() {
        org.apache.avro.Schema clear = OpenedSchema.of(SealedVisits.EVENT, true);

        assertThat(FieldOpening.misread(SealedVisits.EVENT, SealedVisits.EVENT)).isEmpty();
        assertThat(FieldOpening.misread(clear, SealedVisits.EVENT)).isEmpty();
        assertThat(FieldOpening.misread(SealedVisits.EVENT, clear)).contains("/before/diagnosis");
    }

    @Test
    void refusesAClassThatDoesNotKnowThatAFieldIsProtected() {
        org.apache.avro.Schema hidden = new org.apache.avro.Schema.Parser()
                .parse("{\"type\":\"record\",\"name\":\"io.tombolo.schemas.serde.Point\",\"fields\":["
                        + "{\"name\":\"x\",\"type\":\"int\"},{\"name\":\"label\",\"type\":"
                        + SealedVisits.EVENT
                                .getField("after")
                                .schema()
                                .getTypes()
                                .get(1)
                                .getField("diagnosis")
                                .schema() + "}]}");
        GenericRecord point = new GenericData.Record(hidden);
        point.put("x", 1);
        point.put("label", "in clear now");
        byte[] bytes = new AvroSerializer(registry, Map.of(), false).serialize("t", point);
        AvroDeserializer specific = new AvroDeserializer(registry, Map.of("specific.avro.reader", true), false);

        assertThatThrownBy(() -> specific.deserialize("t", bytes))
                .hasMessageContaining("/label is protected, and class io.tombolo.schemas.serde.Point has no branch"
                        + " tombolo-protected there: generate it from the registered schema");
    }

    @Test
    void looksAheadOnlyWhileKeysAreMissing() throws Exception {
        AvroDeserializer reader = reader(settings("clinical"));
        List<ConsumerRecord<byte[], byte[]>> records = new ArrayList<>();
        for (int patient = 0; patient < 20; patient++) {
            records.add(record(patient));
        }

        reader.announce(records);
        long held = metric(reader, "keys-held");
        reader.announce(records);
        records.set(0, record(100));
        reader.announce(records);

        // The second time it found nothing missing, so it did not look the third time.
        assertThat(held).isEqualTo(20);
        assertThat(metric(reader, "keys-held")).isEqualTo(20);
        row(reader, TOPIC, 100);
        reader.announce(List.of(record(101)));
        assertThat(metric(reader, "keys-held")).isEqualTo(22);
        reader.forgetKeys();
        assertThat(metric(reader, "keys-held")).isZero();
        Files.delete(folder.resolve("grant-clinical.json"));
    }

    private ConsumerRecord<byte[], byte[]> record(int patient) {
        return new ConsumerRecord<>(
                TOPIC,
                0,
                0,
                0,
                TimestampType.CREATE_TIME,
                0,
                0,
                new byte[0],
                bytes(patient),
                visits.headers(),
                Optional.empty());
    }

    private Map<String, Object> settings(String... groups) {
        return new HashMap<>(
                Map.of(OpensFields.KEYS, visits.grant(folder, groups).toString()));
    }

    private AvroDeserializer reader(Map<String, Object> settings) {
        return new AvroDeserializer(registry, settings, false);
    }

    private byte[] bytes(int patient) {
        return new AvroSerializer(registry, Map.of(), false).serialize(TOPIC, visits.event(patient));
    }

    private GenericRecord row(AvroDeserializer reader, String topic, int patient) {
        Object event = reader.deserialize(topic, visits.headers(), bytes(patient));
        return (GenericRecord) ((GenericRecord) event).get("after");
    }

    private static Map<String, Long> counts(AvroDeserializer reader) {
        Map<String, Long> counts = new HashMap<>();
        for (String kind : List.of("opened", "withheld", "erased", "damaged")) {
            counts.put(kind, metric(reader, kind + "-total"));
        }
        return counts;
    }

    private static long metric(AvroDeserializer reader, String name) {
        return reader.metrics().entrySet().stream()
                .filter(one -> one.getKey().name().equals(name))
                .map(one -> (Long) one.getValue().metricValue())
                .findFirst()
                .orElseThrow();
    }
}
