package io.tombolo.connectors.mask;

import static io.tombolo.connectors.Transforms.event;
import static org.assertj.core.api.Assertions.assertThat;

import io.tombolo.connectors.Transforms;
import io.tombolo.connectors.debezium.DebeziumRecords;
import io.tombolo.schemas.contract.Topics;
import java.util.List;
import java.util.Map;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.SchemaBuilder;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.source.SourceRecord;
import org.junit.jupiter.api.Test;

/** What leaves of fields that hold other fields. */
class NestedRulesTest {

    private static final Schema PLACE = SchemaBuilder.struct()
            .name("place")
            .optional()
            .field("street", Schema.OPTIONAL_STRING_SCHEMA)
            .field("city", Schema.OPTIONAL_STRING_SCHEMA)
            .build();

    private static final Schema ROW = SchemaBuilder.struct()
            .name("hq.shop.people.Value")
            .optional()
            .field("id", Schema.INT32_SCHEMA)
            .field("home", PLACE)
            .field("former", SchemaBuilder.array(PLACE).optional().build())
            .field(
                    "doc",
                    SchemaBuilder.string()
                            .name("io.debezium.data.Json")
                            .optional()
                            .build())
            .field(
                    "labels",
                    SchemaBuilder.map(Schema.STRING_SCHEMA, Schema.OPTIONAL_STRING_SCHEMA)
                            .optional()
                            .build())
            .field("text", Schema.OPTIONAL_STRING_SCHEMA)
            .build();

    private static final Schema KEY = SchemaBuilder.struct()
            .name("hq.shop.people.Key")
            .field("id", Schema.INT32_SCHEMA)
            .build();

    private static final Map<String, String> PLACE_IN_LOG = Map.of("db", "shop", "table", "people");

    private static final DebeziumRecords RECORDS =
            new DebeziumRecords("postgresql", "hq", "shop.people", KEY, ROW, Map.of("table", Schema.STRING_SCHEMA));

    @Test
    void keepsBackWhatStandsInsideOfStructsArraysMapsAndJson() {
        Map<String, String> rules = Map.of(
                "fields.exclude", "home.street,people.former.street,doc.contact.email,labels.phone,text.free.email");

        Struct after = told(rules, person());

        assertThat(after.getStruct("home").schema().fields())
                .extracting(field -> field.name())
                .containsExactly("city");
        assertThat(after.<Struct>getArray("former").get(0).schema().field("street"))
                .isNull();
        assertThat(after.getString("doc")).isEqualTo("{\"contact\":{\"name\":\"Anne\"},\"n\":1.50}");
        assertThat(after.<String, String>getMap("labels")).containsOnlyKeys("colour");
        assertThat(after.getString("text")).isEqualTo("{\"free\":[{}]}");
        assertThat(after.toString()).doesNotContain("Elm", "anne@", "555");
    }

    @Test
    void masksWhatStandsInsideWithOneHashForOneValue() {
        Map<String, String> rules = Map.of(
                "fields.mask", "home.street,former.street,doc.contact.email,labels.phone,text.free.email",
                "mask.secret", "k");

        Struct after = told(rules, person());

        String street = after.getStruct("home").getString("street");
        assertThat(street).matches("[0-9a-f]{64}");
        assertThat(after.<Struct>getArray("former").get(0).getString("street")).isEqualTo(street);
        assertThat(after.getString("doc"))
                .matches("\\{\"contact\":\\{\"email\":\"[0-9a-f]{64}\",\"name\":\"Anne\"},\"n\":1.50}");
        assertThat(after.<String, String>getMap("labels").get("phone")).matches("[0-9a-f]{64}");
        assertThat(after.toString()).doesNotContain("Elm", "anne@", "555");
    }

    @Test
    void masksWithNothingWhereThereIsNoSecret() {
        Struct after = told(Map.of("fields.mask", "home.street,doc.contact,labels.phone"), person());

        assertThat(after.getStruct("home").get("street")).isNull();
        assertThat(after.getString("doc")).isEqualTo("{\"contact\":null,\"n\":1.50}");
        assertThat(after.<String, String>getMap("labels")).containsOnlyKeys("colour");
    }

    @Test
    void letsOnlyNamedPartsLeave() {
        Struct after = told(Map.of("fields.include", "id,people.home.city,doc.n,text.free"), person());

        assertThat(after.schema().fields()).extracting(field -> field.name()).containsExactly("id", "home", "doc");
        assertThat(after.getStruct("home").schema().fields())
                .extracting(field -> field.name())
                .containsExactly("city");
        assertThat(after.getString("doc")).isEqualTo("{\"n\":1.50}");
    }

    @Test
    void keepsBackAFieldWithAllThatStandsInItThoughAPartIsNamedToLeave() {
        Struct one =
                told(Map.of("fields.include", "id,home.city,doc.n", "fields.exclude", "people.home,doc"), person());

        assertThat(one.schema().fields()).extracting(field -> field.name()).containsExactly("id");
    }

    @Test
    void letsNothingOfAJsonColumnLeaveThatIsNoObjectWhenOnlyPartsMay() {
        Struct after = told(Map.of("fields.include", "id,doc.n"), person().put("doc", "\"anne@example\""));

        assertThat(after.get("doc")).isNull();
    }

    @Test
    void refusesWhatIsNotJsonWhereARuleReachesIntoIt() {
        SourceRecord refused = Transforms.with(Map.of("fields.exclude", "doc.contact"))
                .apply(RECORDS.change("c", RECORDS.keyed(1), null, person().put("doc", "{anne@"), PLACE_IN_LOG));

        assertThat(refused.topic()).isEqualTo(Topics.REJECTED);
        assertThat(((Struct) refused.value()).getString("detail"))
                .endsWith("field doc: is not JSON, and a rule is about a field in it")
                .doesNotContain("anne@");
    }

    private static Struct told(Map<String, String> rules, Struct row) {
        return event(Transforms.with(rules).apply(RECORDS.change("c", RECORDS.keyed(1), null, row, PLACE_IN_LOG)))
                .getStruct("after");
    }

    private static Struct person() {
        Struct elm = new Struct(PLACE).put("street", "1 Elm Street").put("city", "Bern");
        return new Struct(ROW)
                .put("id", 1)
                .put("home", elm)
                .put("former", List.of(elm))
                .put("doc", "{\"n\": 1.50, \"contact\": {\"name\": \"Anne\", \"email\": \"anne@example\"}}")
                .put("labels", Map.of("colour", "red", "phone", "555"))
                .put("text", "{\"free\": [{\"email\": \"anne@example\"}]}");
    }
}
