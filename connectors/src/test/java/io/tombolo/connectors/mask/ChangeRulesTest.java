package io.tombolo.connectors.mask;

import static io.tombolo.connectors.Transforms.event;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tombolo.connectors.ToDatasetChange;
import io.tombolo.connectors.Transforms;
import io.tombolo.schemas.contract.Topics;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.SchemaBuilder;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.source.SourceRecord;
import org.junit.jupiter.api.Test;

/** Which fields leave, under which key, and the message about settings that can't be. */
class ChangeRulesTest {

    private static final Schema ROW = SchemaBuilder.struct()
            .name("s.dbo.orders.Value")
            .optional()
            .field("id", Schema.INT32_SCHEMA)
            .field("note", Schema.OPTIONAL_STRING_SCHEMA)
            .field("card", Schema.OPTIONAL_STRING_SCHEMA)
            .build();

    private static final Schema KEY = SchemaBuilder.struct()
            .name("s.dbo.orders.Key")
            .field("id", Schema.INT32_SCHEMA)
            .build();

    @Test
    void letsOnlyTheNamedFieldsLeave() {
        Map<String, String> rules = Map.of("fields.include", "id,orders.note");
        Map<String, String> source = Map.of("connector", "oracle", "schema", "SHOP", "table", "orders");

        Struct after = event(Transforms.with(rules).apply(change("c", source))).getStruct("after");

        assertThat(after.schema().fields()).extracting(field -> field.name()).containsExactly("id", "note");
    }

    @Test
    void masksAKeyOnlyWithASecret() {
        Map<String, String> source = Map.of("connector", "oracle", "schema", "SHOP", "table", "orders");

        SourceRecord masked =
                Transforms.with(Map.of("fields.mask", "id", "mask.secret", "k")).apply(change("c", source));

        assertThat(((Struct) masked.key()).getString("id"))
                .hasSize(64)
                .isEqualTo(event(masked).getStruct("after").getString("id"));
        assertThatThrownBy(() -> Transforms.with(Map.of("fields.mask", "id")).apply(change("c", source)))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("field id is part of the key: to mask it, set mask.secret");
    }

    @Test
    void refusesATableWithoutAKey() {
        SourceRecord keyed = change("c", Map.of("connector", "oracle", "schema", "SHOP", "table", "logbook"));
        SourceRecord keyless = new SourceRecord(
                keyed.sourcePartition(), keyed.sourceOffset(), keyed.topic(), keyed.valueSchema(), keyed.value());

        SourceRecord refused = Transforms.with(Map.of()).apply(keyless);

        assertThat(refused.topic()).isEqualTo(Topics.REJECTED);
        assertThat(((Struct) refused.value()).getString("detail"))
                .contains("table SHOP.logbook: has no primary key", "message.key.columns", "key.fields");
    }

    @Test
    void saysWhichSettingIsWrong() {
        for (Map<String, String> wrong : List.of(
                Map.of("dataset", "acme.example/Not Good"),
                Map.of("flat.op", "TRUNCATE"),
                Map.of("on.bad.row", "ignore"),
                Map.of("rejected.topic", " "))) {
            String setting = wrong.keySet().iterator().next();
            assertThatThrownBy(() -> Transforms.with(wrong))
                    .as(setting)
                    .isInstanceOf(ConfigException.class)
                    .hasMessageContaining(setting);
        }
        assertThatThrownBy(() -> new ToDatasetChange<SourceRecord>().configure(Map.of()))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("Missing required configuration \"dataset\"");
    }

    private static SourceRecord change(String op, Map<String, String> from) {
        SchemaBuilder sourceSchema = SchemaBuilder.struct().field("ts_ms", Schema.INT64_SCHEMA);
        from.keySet().forEach(name -> sourceSchema.field(name, Schema.OPTIONAL_STRING_SCHEMA));
        Struct source = new Struct(sourceSchema.build()).put("ts_ms", 1_700_000_000_000L);
        from.forEach(source::put);
        Schema envelope = SchemaBuilder.struct()
                .name("s.dbo.orders.Envelope")
                .field("before", ROW)
                .field("after", ROW)
                .field("source", source.schema())
                .field("op", Schema.STRING_SCHEMA)
                .build();
        Struct row = new Struct(ROW).put("id", 1).put("note", "n").put("card", "4111");
        Struct value = new Struct(envelope)
                .put("op", op)
                .put("source", source)
                .put("before", op.equals("c") ? null : row)
                .put("after", row);
        return new SourceRecord(
                Map.of(), Map.of(), "s.dbo.orders", 0, KEY, new Struct(KEY).put("id", 1), envelope, value);
    }
}
