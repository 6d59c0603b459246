package io.tombolo.connectors.debezium;

import static io.tombolo.connectors.Transforms.event;
import static org.assertj.core.api.Assertions.assertThat;

import io.tombolo.connectors.ToDatasetChange;
import io.tombolo.connectors.Transforms;
import io.tombolo.schemas.contract.Topics;
import java.math.BigInteger;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.SchemaBuilder;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.source.SourceRecord;
import org.junit.jupiter.api.Test;

class OracleChangesTest {

    private static final Schema NUMBER = SchemaBuilder.struct()
            .name("io.debezium.data.VariableScaleDecimal")
            .version(1)
            .optional()
            .field("scale", Schema.INT32_SCHEMA)
            .field("value", Schema.BYTES_SCHEMA)
            .build();

    private static final Schema ROW = SchemaBuilder.struct()
            .name("hq.SHOP.ORDERS.Value")
            .optional()
            .field("ID", Schema.INT64_SCHEMA)
            .field("AMOUNT", NUMBER)
            .field(
                    "PLACED",
                    SchemaBuilder.int64()
                            .name("io.debezium.time.Timestamp")
                            .version(1)
                            .optional()
                            .build())
            .field(
                    "SEEN",
                    SchemaBuilder.string()
                            .name("io.debezium.time.ZonedTimestamp")
                            .version(1)
                            .optional()
                            .build())
            .field("TEXT", Schema.OPTIONAL_STRING_SCHEMA)
            .build();

    private static final DebeziumRecords RECORDS = new DebeziumRecords(
            "oracle",
            "hq",
            "SHOP.ORDERS",
            SchemaBuilder.struct()
                    .name("hq.SHOP.ORDERS.Key")
                    .field("ID", Schema.INT64_SCHEMA)
                    .build(),
            ROW,
            source());

    @Test
    void tellsAChangeWithItsNumbersDigitsItsScnAndItsTransaction() {
        ToDatasetChange<SourceRecord> transform = Transforms.with(Map.of("dataset", "acme.example/${schema}-${table}"));

        SourceRecord change =
                transform.apply(RECORDS.change("c", RECORDS.keyed(5L), null, row("long text"), position()));

        assertThat(change.topic()).isEqualTo("acme.example.shop-orders");
        Struct event = event(change);
        assertThat(event.getStruct("after").get("AMOUNT")).isEqualTo("12345678901234567890.5");
        assertThat(event.getStruct("after").get("PLACED")).isEqualTo(1_700_000_000_000L);
        assertThat(event.getStruct("after").schema().field("PLACED").schema().parameters())
                .containsEntry("io.tombolo.logicalType", "local-timestamp-millis");
        assertThat(event.getStruct("after").get("SEEN")).isEqualTo("2023-11-14T22:13:20.000000Z");
        Struct source = event.getStruct("source");
        assertThat(source.getString("system")).isEqualTo("oracle");
        assertThat(source.getString("object")).isEqualTo("SHOP.ORDERS");
        assertThat(source.getString("position"))
                .isEqualTo("scn=2122185,commit_scn=2122188,rs_id= 0x000a1b.00012345.0124 ,ssn=1");
        assertThat(source.getString("transaction")).isEqualTo("06001c0027030000");
    }

    @Test
    void takesALargeTextThatTheLogLeftOutFromTheRowBeforeOrRefusesTheChange() {
        ToDatasetChange<SourceRecord> transform = Transforms.with(Map.of());

        SourceRecord known = transform.apply(RECORDS.change(
                "u", RECORDS.keyed(5L), row("long text"), row("__debezium_unavailable_value"), position()));
        SourceRecord unknown = transform.apply(
                RECORDS.change("u", RECORDS.keyed(5L), null, row("__debezium_unavailable_value"), position()));

        assertThat(event(known).getStruct("after").get("TEXT")).isEqualTo("long text");
        assertThat(unknown.topic()).isEqualTo(Topics.REJECTED);
        assertThat(((Struct) unknown.value()).getString("reason")).isEqualTo("UNAVAILABLE_VALUE");
    }

    private static Struct row(String text) {
        return new Struct(ROW)
                .put("ID", 5L)
                .put(
                        "AMOUNT",
                        new Struct(NUMBER)
                                .put("scale", 1)
                                .put("value", new BigInteger("123456789012345678905").toByteArray()))
                .put("PLACED", 1_700_000_000_000L)
                .put("SEEN", "2023-11-14T22:13:20.000000Z")
                .put("TEXT", text);
    }

    private static Map<String, Object> position() {
        return new HashMap<>(Map.of(
                "db", "ORCLCDB",
                "schema", "SHOP",
                "table", "ORDERS",
                "txId", "06001c0027030000",
                "scn", "2122185",
                "commit_scn", "2122188",
                "rs_id", " 0x000a1b.00012345.0124 ",
                "ssn", 1,
                "user_name", "SCOTT"));
    }

    private static Map<String, Schema> source() {
        Map<String, Schema> own = new LinkedHashMap<>();
        own.put("schema", Schema.STRING_SCHEMA);
        own.put("table", Schema.STRING_SCHEMA);
        own.put("txId", Schema.OPTIONAL_STRING_SCHEMA);
        own.put("txSeq", Schema.OPTIONAL_INT64_SCHEMA);
        own.put("scn", Schema.OPTIONAL_STRING_SCHEMA);
        own.put("commit_scn", Schema.OPTIONAL_STRING_SCHEMA);
        own.put("lcr_position", Schema.OPTIONAL_STRING_SCHEMA);
        own.put("rs_id", Schema.OPTIONAL_STRING_SCHEMA);
        own.put("ssn", Schema.OPTIONAL_INT32_SCHEMA);
        own.put("redo_thread", Schema.OPTIONAL_INT32_SCHEMA);
        own.put("user_name", Schema.OPTIONAL_STRING_SCHEMA);
        own.put("redo_sql", Schema.OPTIONAL_STRING_SCHEMA);
        own.put("row_id", Schema.OPTIONAL_STRING_SCHEMA);
        return own;
    }
}
