package io.tombolo.connectors;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tombolo.connectors.source.SourcePosition;
import io.tombolo.schemas.contract.Topics;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.SchemaBuilder;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.source.SourceRecord;
import org.junit.jupiter.api.Test;

class ToDatasetChangeTest {

    private static final Schema ROW = SchemaBuilder.struct()
            .name("whatever")
            .field("id", Schema.INT64_SCHEMA)
            .field("name", Schema.OPTIONAL_STRING_SCHEMA)
            .build();

    @Test
    void wrapsAFlatRowInTheEnvelope() {
        SourceRecord change = transform(Map.of("key.fields", "id")).apply(row(7, "seven"));

        assertThat(change.topic()).isEqualTo("acme.example.things");
        assertThat(change.keySchema().name()).isEqualTo("acme.example.things.Key");
        assertThat(((Struct) change.key()).getInt64("id")).isEqualTo(7);
        Struct event = (Struct) change.value();
        assertThat(event.schema().name()).isEqualTo("acme.example.things.ChangeEvent");
        assertThat(event.getString("op")).isEqualTo("CREATE");
        assertThat(event.getStruct("before")).isNull();
        assertThat(event.getStruct("after").schema().name()).isEqualTo("acme.example.things.Row");
        assertThat(event.getStruct("after").getString("name")).isEqualTo("seven");
        Struct source = event.getStruct("source");
        assertThat(source.getString("organisation")).isEqualTo("acme.example");
        assertThat(source.getString("system")).isEqualTo("file");
        assertThat(source.getString("object")).isEqualTo("f.csv");
        assertThat(source.getString("position")).isEqualTo("line 7");
        event.validate();
    }

    @Test
    void givesEveryEventItsOwnSalt() {
        ToDatasetChange<SourceRecord> transform = transform(Map.of("key.fields", "id"));
        Set<String> salts = new HashSet<>();

        for (int i = 0; i < 1_000; i++) {
            SourceRecord change = transform.apply(row(i, "x"));
            assertThat(change.headers()).hasSize(1);
            byte[] salt =
                    (byte[]) change.headers().lastWithName(Topics.SALT_HEADER).value();
            assertThat(salt).hasSize(16);
            salts.add(java.util.HexFormat.of().formatHex(salt));
        }

        assertThat(salts).hasSize(1_000);
    }

    @Test
    void leavesRecordsForInternalTopicsAlone() {
        SourceRecord refused = new SourceRecord(Map.of(), Map.of(), Topics.REJECTED, Schema.STRING_SCHEMA, "x");

        assertThat(transform(Map.of()).apply(refused)).isSameAs(refused);
    }

    @Test
    void refusesTextThatHasNoUtf8() {
        SourceRecord plain = transform(Map.of("key.fields", "id")).apply(row(1, "x\ud800"));
        SourceRecord masked = transform(Map.of("key.fields", "id", "fields.mask", "name", "mask.secret", "s"))
                .apply(row(1, "x\udc00"));
        SourceRecord key = transform(Map.of("key.fields", "name")).apply(row(1, "\ud83d"));

        assertThat(detail(plain))
                .isEqualTo("f.csv at line 1: field name: holds half of a surrogate pair, \\ud800, which is not text");
        assertThat(detail(masked))
                .endsWith("a masked value holds half of a surrogate pair, \\udc00, which is not text");
        assertThat(detail(key)).contains("holds half of a surrogate pair, \\ud83d");
        assertThat(transform(Map.of("key.fields", "id"))
                        .apply(row(1, "\ud83d\ude00"))
                        .topic())
                .isEqualTo("acme.example.things");
    }

    @Test
    void documentsKeepTheirNumbersAndRefuseWhatJsonHasNoFormFor() {
        Map<String, Object> document =
                new java.util.TreeMap<>(Map.of("id", "a", "n", -0.0, "d", new java.math.BigDecimal("1.10")));
        ToDatasetChange<SourceRecord> transform = transform(Map.of("key.fields", "id"));

        assertThat(((Struct) transform.apply(document(document)).value())
                        .getStruct("after")
                        .getString("document"))
                .isEqualTo("{\"d\":1.10,\"id\":\"a\",\"n\":-0.0}");
        document.put("n", Double.NaN);
        assertThat(detail(transform.apply(document(document)))).endsWith("field n: NaN has no form in JSON");
        document.put("n", List.of("\ud800"));
        assertThat(detail(transform.apply(document(document)))).contains("holds half of a surrogate pair, \\ud800");
    }

    @Test
    void aRuleInJsonLeavesTheOtherNumbersAsTheyAreWritten() {
        SourceRecord event = document(Map.of(
                "id",
                "a",
                "specversion",
                "1.0",
                "type",
                "t",
                "data",
                "{\"id\":\"a\",\"n\":[-0.0,1E5,1.10,12345678901234567890.5],\"secret\":1}"));

        SourceRecord change = transform(Map.of("key.fields", "id", "fields.exclude", "secret"))
                .apply(event);

        assertThat(((Struct) change.value()).getStruct("after").getString("document"))
                .isEqualTo("{\"id\":\"a\",\"n\":[-0.0,1E5,1.10,12345678901234567890.5]}");
    }

    private static SourceRecord document(Map<String, Object> document) {
        return new SourceRecord(Map.of(), Map.of(), "raw", null, null, null, null, document);
    }

    private static String detail(SourceRecord refused) {
        assertThat(refused.topic()).isEqualTo(Topics.REJECTED);
        return ((Struct) refused.value()).getString("detail");
    }

    @Test
    void namesTheSettingThatIsWrong() {
        assertThatThrownBy(() -> transform(Map.of("dataset", "flights")))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("dataset 'flights': must be organisation/name");
        assertThatThrownBy(() -> transform(Map.of("key.fields", "nr", "on.bad.row", "stop"))
                        .apply(row(1, "x")))
                .hasMessageContaining("no field nr, named in key.fields");
        assertThatThrownBy(() -> transform(Map.of("on.bad.row", "stop")).apply(row(1, "x")))
                .hasMessageContaining("set key.fields");
    }

    private static ToDatasetChange<SourceRecord> transform(Map<String, String> settings) {
        Map<String, String> all = new java.util.HashMap<>(Map.of("dataset", "acme.example/things"));
        all.putAll(settings);
        ToDatasetChange<SourceRecord> transform = new ToDatasetChange<>();
        transform.configure(all);
        return transform;
    }

    private static SourceRecord row(long id, String name) {
        Struct row = new Struct(ROW).put("id", id).put("name", name);
        return new SourceRecord(
                Map.of("file", "/secret/folder/f.csv"),
                Map.of("position", 1L),
                "raw",
                null,
                null,
                null,
                ROW,
                row,
                null,
                SourcePosition.header("line " + id));
    }
}
