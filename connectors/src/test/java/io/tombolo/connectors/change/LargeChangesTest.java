package io.tombolo.connectors.change;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tombolo.connectors.Transforms;
import io.tombolo.connectors.source.RejectedStruct;
import io.tombolo.connectors.source.SourcePosition;
import io.tombolo.schemas.contract.Topics;
import java.util.Map;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.SchemaBuilder;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.errors.DataException;
import org.apache.kafka.connect.source.SourceRecord;
import org.junit.jupiter.api.Test;

/** An event that Kafka would not take is refused alone, with its place and what to raise. */
class LargeChangesTest {

    private static final Schema ROW = SchemaBuilder.struct()
            .field("id", Schema.STRING_SCHEMA)
            .field("text", Schema.OPTIONAL_STRING_SCHEMA)
            .build();

    @Test
    void namesSizeLimitPlaceAndWhatToRaise() {
        SourceRecord refused = Transforms.with(Map.of("key.fields", "id")).apply(row("k".repeat(600_000), "small"));

        assertThat(refused.topic()).isEqualTo(Topics.REJECTED);
        Struct said = (Struct) refused.value();
        assertThat(said.getString("reason")).isEqualTo("TOO_LONG");
        assertThat(said.getString("dataset")).isEqualTo("things");
        assertThat(said.getString("detail"))
                .startsWith("raw at line 7: CREATE of 1,200,0")
                .contains(
                        " bytes as an event, 600,003 of them its key, limit 1,047,552. To share such records, raise together"
                                + " max.message.bytes of the topic acme.example.things (or message.max.bytes of the broker),"
                                + " producer.override.max.request.size of the connector and record.max.bytes of its transform");
    }

    @Test
    void takesWhatFitsThoughThreeBytesACharacterWouldNot() {
        SourceRecord shared = Transforms.with(Map.of("key.fields", "id")).apply(row("k", "x".repeat(1_040_000)));

        assertThat(shared.topic()).isEqualTo("acme.example.things");
    }

    @Test
    void takesMoreWhenTheLimitIsRaised() {
        Map<String, String> raised = Map.of("key.fields", "id", "record.max.bytes", "3000000");

        assertThat(Transforms.with(raised)
                        .apply(row("k", "x".repeat(2_900_000)))
                        .topic())
                .isEqualTo("acme.example.things");
        assertThat(Transforms.with(raised)
                        .apply(row("k", "x".repeat(3_000_000)))
                        .topic())
                .isEqualTo(Topics.REJECTED);
    }

    @Test
    void stopsBeforeItWhenToldTo() {
        assertThatThrownBy(() -> Transforms.with(Map.of("key.fields", "id", "on.bad.row", "stop"))
                        .apply(row("k", "x".repeat(2_000_000))))
                .isInstanceOf(DataException.class)
                .hasMessageContaining("raise together max.message.bytes");
    }

    @Test
    void aRefusalIsSmallHoweverLongItsReason() {
        Struct said = RejectedStruct.ofChange(
                io.tombolo.schemas.DatasetId.parse("acme.example/things"),
                "BAD_ROW",
                "𝄞".repeat(1_000_000),
                null,
                java.time.Instant.EPOCH);

        assertThat(said.getString("detail")).hasSize(4_001).endsWith("𝄞…");
    }

    private static SourceRecord row(String id, String text) {
        Struct row = new Struct(ROW).put("id", id).put("text", text);
        return new SourceRecord(
                Map.of(), Map.of(), "raw", null, null, null, ROW, row, null, SourcePosition.header("line 7"));
    }
}
