package io.tombolo.connectors.change;

import static io.tombolo.connectors.Transforms.event;
import static org.assertj.core.api.Assertions.assertThat;

import io.tombolo.connectors.ToDatasetChange;
import io.tombolo.connectors.Transforms;
import io.tombolo.schemas.contract.Topics;
import java.time.Instant;
import java.util.Date;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.SchemaBuilder;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.source.SourceRecord;
import org.junit.jupiter.api.Test;

/** CloudEvents 1.0 in their structured form, with a schema and without, and JSON maps that are none. */
class CloudEventsTest {

    private final ToDatasetChange<SourceRecord> transform = Transforms.with(Map.of("key.fields", "id"));

    @Test
    void tellsTheDataOfOneWithASchemaAsARow() {
        Schema data = SchemaBuilder.struct()
                .field("id", Schema.INT64_SCHEMA)
                .field("name", Schema.OPTIONAL_STRING_SCHEMA)
                .build();
        Schema schema = SchemaBuilder.struct()
                .field("specversion", Schema.STRING_SCHEMA)
                .field("id", Schema.STRING_SCHEMA)
                .field("source", Schema.STRING_SCHEMA)
                .field("type", Schema.STRING_SCHEMA)
                .field("subject", Schema.OPTIONAL_STRING_SCHEMA)
                .field("time", Schema.OPTIONAL_STRING_SCHEMA)
                .field("datacontenttype", Schema.OPTIONAL_STRING_SCHEMA)
                .field("data", data)
                .build();
        Struct cloud = new Struct(schema)
                .put("specversion", "1.0")
                .put("id", "A234-1234-1234")
                .put("source", "https://crm.example/customers")
                .put("type", "example.crm.customer.created")
                .put("time", "2024-04-05T17:31:00+02:00")
                .put("data", new Struct(data).put("id", 9L).put("name", "Anne"));

        SourceRecord change = transform.apply(record(schema, cloud));

        assertThat(((Struct) change.key()).get("id")).isEqualTo(9L);
        assertThat(event(change).getStruct("after").get("name")).isEqualTo("Anne");
        Struct source = event(change).getStruct("source");
        assertThat(source.getString("system")).isEqualTo("https://crm.example/customers");
        assertThat(source.getString("object")).isEqualTo("example.crm.customer.created");
        assertThat(source.getString("position")).isEqualTo("A234-1234-1234");
        assertThat(source.get("event_time")).isEqualTo(Date.from(Instant.parse("2024-04-05T15:31:00Z")));
    }

    @Test
    void tellsTheDataOfOneWithoutASchemaAsADocumentWhetherItIsAMapOrJsonText() {
        SourceRecord map = transform.apply(record(null, cloud(Map.of("id", 9, "tags", List.of("b", "a")))));
        SourceRecord text = transform.apply(record(null, cloud("{\"id\":9,\"tags\":[\"b\",\"a\"]}")));

        assertThat(event(map).getStruct("after").getString("document"))
                .isEqualTo(event(text).getStruct("after").getString("document"))
                .isEqualTo("{\"id\":9,\"tags\":[\"b\",\"a\"]}");
        assertThat(((Struct) text.key()).getString("id")).isEqualTo("9");
    }

    @Test
    void refusesDataThatIsNoRow() {
        for (Object data : new Object[] {"plain text", "[1,2]", 7}) {
            SourceRecord refused = transform.apply(record(null, cloud(data)));

            assertThat(refused.topic()).as("%s", data).isEqualTo(Topics.REJECTED);
        }
        Map<String, Object> wrongTime = cloud(Map.of("id", 9));
        wrongTime.put("time", "yesterday");
        assertThat(((Struct) transform.apply(record(null, wrongTime)).value()).getString("detail"))
                .contains("CloudEvent time 'yesterday': not RFC 3339");
    }

    @Test
    void tellsAJsonMapWithItsKeysInOrderAndItsNullsKept() {
        Map<String, Object> row = new HashMap<>();
        row.put("id", "a");
        row.put("z", null);
        row.put("deep", Map.of("y", 1.50, "x", Map.of("b", true)));

        SourceRecord change = transform.apply(record(null, row));

        assertThat(event(change).getString("op")).isEqualTo("CREATE");
        assertThat(event(change).getStruct("after").getString("document"))
                .isEqualTo("{\"deep\":{\"x\":{\"b\":true},\"y\":1.5},\"id\":\"a\",\"z\":null}");
    }

    private static Map<String, Object> cloud(Object data) {
        return new HashMap<>(Map.of(
                "specversion", "1.0",
                "id", "e-1",
                "source", "/crm",
                "type", "customer.made",
                "data", data));
    }

    private static SourceRecord record(Schema schema, Object value) {
        return new SourceRecord(Map.of(), Map.of("at", 1L), "in", null, null, null, schema, value);
    }
}
