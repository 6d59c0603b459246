package io.tombolo.connectors.protect;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.tombolo.protect.DataKey;
import io.tombolo.protect.FieldCipher;
import io.tombolo.protect.FieldPlace;
import io.tombolo.protect.FieldPlace.Side;
import io.tombolo.protect.GroupKeys;
import io.tombolo.protect.Plaintext;
import io.tombolo.protect.ProtectedValue;
import io.tombolo.protect.Subject;
import io.tombolo.schemas.DatasetId;
import io.tombolo.schemas.connect.ConnectAvro;
import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.Date;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.avro.generic.GenericRecord;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.connect.data.Decimal;
import org.apache.kafka.connect.data.Field;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.SchemaBuilder;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.errors.DataException;
import org.junit.jupiter.api.Test;

class ProtectedRowTest {

    private static final DatasetId DATASET = DatasetId.parse("hospital.example/visits");
    private static final Subject SUBJECT = new Subject(Map.of("id", "1"));
    private static final Schema ADDRESS = SchemaBuilder.struct()
            .field("street", Schema.OPTIONAL_STRING_SCHEMA)
            .field("city", Schema.OPTIONAL_STRING_SCHEMA)
            .optional()
            .build();

    private final GroupKeys keys = GroupKeys.fresh(new SecureRandom());
    private final DataKeys dataKeys = new DataKeys((dataset, group, columns) -> keys);
    private final FieldCipher cipher = new FieldCipher();
    private final SecureRandom random = new SecureRandom();
    private final byte[] salt = new byte[16];
    private final ConnectAvro avro = new ConnectAvro();

    @Test
    void protectsEveryTypeOfValueAndLeavesNullNull() {
        Map<Schema, Object> cases = new LinkedHashMap<>();
        cases.put(Schema.OPTIONAL_STRING_SCHEMA, "A09.9");
        cases.put(Schema.OPTIONAL_INT8_SCHEMA, (byte) 7);
        cases.put(Schema.OPTIONAL_INT16_SCHEMA, (short) -7);
        cases.put(Schema.OPTIONAL_INT32_SCHEMA, 7);
        cases.put(Schema.OPTIONAL_INT64_SCHEMA, 7L << 40);
        cases.put(Schema.OPTIONAL_FLOAT32_SCHEMA, 36.6f);
        cases.put(Schema.OPTIONAL_FLOAT64_SCHEMA, Double.NaN);
        cases.put(Schema.OPTIONAL_BOOLEAN_SCHEMA, true);
        cases.put(Schema.OPTIONAL_BYTES_SCHEMA, ByteBuffer.wrap(new byte[] {1, 2, 3}));
        cases.put(Decimal.builder(2).optional().build(), new BigDecimal("12.34"));
        cases.put(
                org.apache.kafka.connect.data.Date.builder().optional().build(),
                Date.from(Instant.ofEpochMilli(86_400_000L * 20_000)));
        cases.put(
                org.apache.kafka.connect.data.Time.builder().optional().build(),
                Date.from(Instant.ofEpochMilli(1_000)));
        cases.put(
                org.apache.kafka.connect.data.Timestamp.builder().optional().build(),
                Date.from(Instant.ofEpochMilli(1_700_000_000_000L)));
        cases.put(SchemaBuilder.array(Schema.OPTIONAL_STRING_SCHEMA).optional().build(), Arrays.asList("a", null));
        cases.put(
                SchemaBuilder.map(Schema.STRING_SCHEMA, Schema.INT32_SCHEMA)
                        .optional()
                        .build(),
                Map.of("k", 1));
        cases.put(ADDRESS, new Struct(ADDRESS).put("street", "Ring 5"));

        cases.forEach((type, value) -> {
            Schema row = row(type);
            ProtectedRow protect = of(row, Map.of("f", "clinical"));

            Struct sealed = seal(protect, new Struct(row).put("id", 1).put("f", value));
            assertThat(sealed.get("id")).isEqualTo(1);
            assertThat(opened("/f", type, bytes(sealed.get("f")))).isEqualTo(comparable(avro.toAvro(type, value)));
            Struct none = seal(protect, new Struct(row).put("id", 1));
            assertThat(none.get("f")).isNull();
        });
    }

    @Test
    void reachesFieldsOfStructsOfArraysAndOfMaps() {
        Schema visits = SchemaBuilder.array(ADDRESS).optional().build();
        Schema scores = SchemaBuilder.map(Schema.STRING_SCHEMA, Schema.OPTIONAL_INT32_SCHEMA)
                .optional()
                .build();
        Schema row = SchemaBuilder.struct()
                .name("hospital.example.visits.Row")
                .optional()
                .field("home", ADDRESS)
                .field("visits", visits)
                .field("scores", scores)
                .build();
        ProtectedRow protect =
                of(row, Map.of("home.street", "clinical", "visits.street", "clinical", "scores.a/b", "clinical"));
        Map<String, Object> given = new LinkedHashMap<>();
        given.put("a/b", 1);
        given.put("c", 2);
        given.put("d", null);

        Struct sealed = seal(
                protect,
                new Struct(row)
                        .put("home", new Struct(ADDRESS).put("street", "Ring 5").put("city", "Ulm"))
                        .put(
                                "visits",
                                Arrays.asList(
                                        new Struct(ADDRESS).put("street", "same"),
                                        null,
                                        new Struct(ADDRESS).put("street", "same")))
                        .put("scores", given));

        Schema text = Schema.OPTIONAL_STRING_SCHEMA;
        assertThat(opened("/home/street", text, bytes(sealed.getStruct("home").get("street"))))
                .isEqualTo("Ring 5");
        assertThat(sealed.getStruct("home").get("city")).isEqualTo("Ulm");
        List<Struct> items = sealed.getArray("visits");
        byte[] first = bytes(items.get(0).get("street"));
        byte[] third = bytes(items.get(2).get("street"));
        assertThat(opened("/visits/0/street", text, first)).isEqualTo("same");
        assertThat(opened("/visits/2/street", text, third)).isEqualTo("same");
        assertThat(first).isNotEqualTo(third);
        assertThat(items.get(1)).isNull();
        Map<String, Struct> entries = sealed.getMap("scores");
        assertThat(opened("/scores/a~1b", Schema.INT32_SCHEMA, bytes(entries.get("a/b"))))
                .isEqualTo(1);
        assertThat(entries.get("c").get("int")).isEqualTo(2);
        assertThat(entries.get("d")).isNull();
        // What Avro writes is what its schema says.
        assertThat(avro.toAvro(protect.schema(), sealed)).isNotNull();
    }

    @Test
    void reachesMembersOfJson() throws Exception {
        Schema row = row(Schema.OPTIONAL_STRING_SCHEMA);
        ProtectedRow protect = of(row, Map.of("f.patient.name", "clinical"));

        Struct sealed = seal(
                protect,
                new Struct(row)
                        .put("id", 1)
                        .put(
                                "f",
                                "[{\"patient\":{\"name\":{\"b\":1.0,\"a\":null},\"ward\":3}},{\"patient\":{\"name\":null}}]"));

        JsonNode json = JsonMapper.builder().build().readTree(sealed.getString("f"));
        JsonNode mark = json.at("/0/patient/name").path("tombolo-protected");
        assertThat(mark.path("group").asText()).isEqualTo("clinical");
        assertThat(opened(
                                "/f/0/patient/name",
                                Schema.STRING_SCHEMA,
                                Base64.getDecoder().decode(mark.path("value").asText()))
                        .toString())
                .isEqualTo("{\"a\":null,\"b\":1.0}");
        assertThat(json.at("/0/patient/ward").asInt()).isEqualTo(3);
        assertThat(json.at("/1/patient/name").isNull()).isTrue();
    }

    @Test
    void reachesMembersOfRowsWithoutColumns() throws Exception {
        Schema row = SchemaBuilder.struct()
                .name("hospital.example.visits.Row")
                .optional()
                .field("document", Schema.OPTIONAL_STRING_SCHEMA)
                .build();
        ProtectedRow protect = ProtectedRow.of(
                row, List.of(), Set.of("id"), new ProtectRules(Map.of("name", "clinical"), Map.of(), List.of()), "t");

        Struct sealed = seal(protect, new Struct(row).put("document", "{\"id\":1,\"name\":\"x\"}"));

        JsonNode mark = JsonMapper.builder()
                .build()
                .readTree(sealed.getString("document"))
                .at("/name/tombolo-protected");
        assertThat(opened(
                                "/document/name",
                                Schema.STRING_SCHEMA,
                                Base64.getDecoder().decode(mark.path("value").asText()))
                        .toString())
                .isEqualTo("\"x\"");
    }

    @Test
    void refusesToProtectTheKeyAndMapsThatCannotTell() {
        Schema row = row(SchemaBuilder.map(Schema.STRING_SCHEMA, Schema.BYTES_SCHEMA)
                .optional()
                .build());

        assertThatThrownBy(() -> of(row, Map.of("id", "clinical")))
                .isInstanceOf(ConfigException.class)
                .hasMessage("field id is part of the key: it can't be protected, only masked");
        assertThatThrownBy(() -> of(row, Map.of("f.a", "clinical")))
                .hasMessage("field f is a map of BYTES: protect all of it, not single entries");
        assertThatThrownBy(() -> of(row, Map.of("f.a", "clinical", "f.b", "price")))
                .hasMessage("field f is a map: its protected entries must have one group, not [clinical, price]");
        assertThatThrownBy(() -> new ProtectRules(Map.of("f", "Clinical"), Map.of(), List.of()))
                .hasMessageStartingWith("group 'Clinical': must be lower-case");
        assertThatThrownBy(() -> new ProtectRules(Map.of("f", "a"), Map.of("f", "a"), List.of()))
                .hasMessage("f is to be protected and unprotected");
    }

    @Test
    void refusesAPlaceThatNoReaderWouldOpen() {
        Schema row = row(Schema.OPTIONAL_STRING_SCHEMA);
        ProtectedRow protect = of(row, Map.of("f." + "n".repeat(10_000), "clinical"));
        Struct tooLong = new Struct(row).put("id", 1).put("f", "{\"" + "n".repeat(10_000) + "\":1}");

        assertThatThrownBy(() -> seal(protect, tooLong))
                .isInstanceOf(DataException.class)
                .hasMessage("a value to protect is inside names of 10003 characters, limit 10000: /f/" + "n".repeat(97)
                        + "…");
    }

    @Test
    void showsNothingOfATextThatIsNotJson() {
        Schema row = row(Schema.OPTIONAL_STRING_SCHEMA);
        ProtectedRow protect = of(row, Map.of("f.name", "clinical"));

        assertThatThrownBy(() -> seal(protect, new Struct(row).put("id", 1).put("f", "{\"name\":secret}")))
                .isInstanceOf(DataException.class)
                .hasMessage("field f: is not JSON, and a rule is about a field in it")
                .hasNoCause();
    }

    @Test
    void aFieldThatLeavesInClearAgainKeepsItsSchema() {
        Schema row = row(Schema.OPTIONAL_STRING_SCHEMA);
        ProtectedRow hidden = of(row, Map.of("f", "clinical"));
        ProtectedRow open = ProtectedRow.of(
                row,
                List.of("id", "f"),
                Set.of("id"),
                new ProtectRules(Map.of(), Map.of("f", "clinical"), List.of()),
                "t");

        Struct clear = seal(open, new Struct(row).put("id", 1).put("f", "x"));

        assertThat(open.schema()).isEqualTo(hidden.schema());
        assertThat(clear.getStruct("f").get("string")).isEqualTo("x");
        assertThat(clear.getStruct("f").get("bytes")).isNull();
    }

    @Test
    void keepsNoMoreKeysThanItsBound() {
        DataKeys few = new DataKeys((dataset, group, columns) -> keys, 2);
        DataKey first = few.of(DATASET, "g", SUBJECT).orElseThrow();
        few.of(DATASET, "g", new Subject(Map.of("id", "2")));
        few.of(DATASET, "g", new Subject(Map.of("id", "3")));

        assertThat(few.size()).isEqualTo(2);
        assertThat(few.of(DATASET, "g", SUBJECT).orElseThrow().id()).isEqualTo(first.id());
    }

    private static Schema row(Schema field) {
        return SchemaBuilder.struct()
                .name("hospital.example.visits.Row")
                .optional()
                .field("id", Schema.INT32_SCHEMA)
                .field("f", field)
                .build();
    }

    private static ProtectedRow of(Schema row, Map<String, String> rules) {
        List<String> names = row.fields().stream().map(Field::name).toList();
        return ProtectedRow.of(row, names, Set.of("id"), new ProtectRules(rules, Map.of(), List.of()), "t");
    }

    private Struct seal(ProtectedRow protect, Struct row) {
        random.nextBytes(salt);
        return protect.seal(row, cipher, dataKeys, DATASET, Side.AFTER, salt, () -> SUBJECT);
    }

    private static byte[] bytes(Object value) {
        return value instanceof Struct union ? union.getBytes("bytes") : (byte[]) value;
    }

    private Object opened(String pointer, Schema clear, byte[] bytes) {
        DataKey key = dataKeys.of(DATASET, "clinical", SUBJECT).orElseThrow();
        ProtectedValue value = ProtectedValue.read(bytes).orElseThrow();
        assertThat(value.keyId()).isEqualTo(key.id());
        FieldCipher.Opened opened = (FieldCipher.Opened)
                cipher.open(cipher.key(key, salt, new FieldPlace(DATASET, Side.AFTER, pointer)), value);
        Object datum = new Plaintext(avro.avroSchema(clear)).read(opened.plaintext());
        return comparable(datum);
    }

    private static Object comparable(Object datum) {
        if (datum instanceof List<?> list) {
            return list.stream().map(String::valueOf).toList();
        }
        if (datum instanceof Map<?, ?> map) {
            Map<String, Object> named = new LinkedHashMap<>();
            map.forEach((name, value) -> named.put(name.toString(), value));
            return named;
        }
        if (datum instanceof GenericRecord || datum instanceof CharSequence) {
            return datum.toString();
        }
        return datum;
    }
}
