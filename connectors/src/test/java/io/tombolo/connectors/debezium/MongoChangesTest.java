package io.tombolo.connectors.debezium;

import static io.tombolo.connectors.Transforms.event;
import static org.assertj.core.api.Assertions.assertThat;

import io.tombolo.connectors.Transforms;
import io.tombolo.schemas.contract.Topics;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.SchemaBuilder;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.source.SourceRecord;
import org.junit.jupiter.api.Test;

/** Its documents are JSON text, before and after. */
class MongoChangesTest {

    private static final String ID = "{\"$oid\": \"596e275826f08b2730779e1f\"}";
    private static final String BEFORE =
            "{\"_id\": " + ID + ",\"name\": \"Anne\",\"visits\": {\"$numberLong\": \"1\"}}";
    private static final String AFTER =
            "{\"_id\": " + ID + ",\"name\": \"Anne\",\"visits\": {\"$numberLong\": \"9007199254740993\"}}";

    private static final DebeziumRecords RECORDS = new DebeziumRecords(
            "mongodb",
            "hq",
            "crm.people",
            SchemaBuilder.struct()
                    .name("hq.crm.people.Key")
                    .field("id", Schema.STRING_SCHEMA)
                    .build(),
            SchemaBuilder.string()
                    .name("io.debezium.data.Json")
                    .version(1)
                    .optional()
                    .build(),
            source());

    @Test
    void tellsBothDocumentsAsTheyStandUnderTheDocumentsId() {
        SourceRecord change =
                Transforms.with(Map.of()).apply(RECORDS.change("u", RECORDS.keyed(ID), BEFORE, AFTER, position()));

        Struct event = event(change);
        assertThat(((Struct) change.key()).getString("id")).isEqualTo(ID);
        assertThat(event.getString("op")).isEqualTo("UPDATE");
        assertThat(event.getStruct("before").getString("document")).isEqualTo(BEFORE);
        assertThat(event.getStruct("after").getString("document")).isEqualTo(AFTER);
        Struct source = event.getStruct("source");
        assertThat(source.getString("system")).isEqualTo("mongodb");
        assertThat(source.getString("object")).isEqualTo("crm.people");
        assertThat(source.getString("position")).isEqualTo("ord=31");
        assertThat(source.getString("transaction")).isEqualTo("12");
    }

    @Test
    void tellsADeletionThoughTheDocumentBeforeIsNotKept() {
        SourceRecord change =
                Transforms.with(Map.of()).apply(RECORDS.change("d", RECORDS.keyed(ID), null, null, position()));

        assertThat(((Struct) change.key()).getString("id")).isEqualTo(ID);
        assertThat(event(change).getString("op")).isEqualTo("DELETE");
        assertThat(event(change).get("before")).isNull();
    }

    @Test
    void keepsBackAndMasksFieldsOfADocument() {
        Map<String, String> rules =
                Map.of("fields.exclude", "people.visits", "fields.mask", "name", "mask.secret", "s");

        Struct after = event(
                        Transforms.with(rules).apply(RECORDS.change("c", RECORDS.keyed(ID), null, AFTER, position())))
                .getStruct("after");

        assertThat(after.getString("document"))
                .doesNotContain("visits", "Anne")
                .matches("\\{\"_id\":\\{\"\\$oid\":\"596e275826f08b2730779e1f\"},\"name\":\"[0-9a-f]{64}\"}");
    }

    @Test
    void refusesAnUpdateThatDoesNotTellTheDocument() {
        SourceRecord refused =
                Transforms.with(Map.of()).apply(RECORDS.change("u", RECORDS.keyed(ID), null, null, position()));

        assertThat(refused.topic()).isEqualTo(Topics.REJECTED);
        assertThat(((Struct) refused.value()).getString("detail"))
                .isEqualTo(
                        "crm.people at ord=31: UPDATE without the row as it is now; of MongoDB, set"
                                + " capture.mode=change_streams_update_full, and the document may have been gone when it was looked up");
    }

    private static Map<String, Object> position() {
        return new HashMap<>(Map.of(
                "db", "crm", "collection", "people", "ord", 31, "txnNumber", 12L, "wallTime", DebeziumRecords.AT_MS));
    }

    private static Map<String, Schema> source() {
        Map<String, Schema> own = new LinkedHashMap<>();
        own.put("collection", Schema.STRING_SCHEMA);
        own.put("ord", Schema.INT32_SCHEMA);
        own.put("lsid", Schema.OPTIONAL_STRING_SCHEMA);
        own.put("txnNumber", Schema.OPTIONAL_INT64_SCHEMA);
        own.put("wallTime", Schema.OPTIONAL_INT64_SCHEMA);
        return own;
    }
}
