package io.tombolo.protect;

import static org.apache.avro.SchemaCompatibility.SchemaCompatibilityType.COMPATIBLE;
import static org.apache.avro.SchemaCompatibility.SchemaCompatibilityType.INCOMPATIBLE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tombolo.schemas.canonical.CanonicalSchema;
import io.tombolo.schemas.canonical.MalformedSchemaException;
import java.util.ArrayList;
import java.util.List;
import org.apache.avro.JsonProperties;
import org.apache.avro.Schema;
import org.apache.avro.SchemaCompatibility;
import org.apache.avro.SchemaCompatibility.SchemaCompatibilityType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ProtectedTypeTest {

    private static final Schema NULL = Schema.create(Schema.Type.NULL);
    private static final Schema INT = Schema.create(Schema.Type.INT);
    private static final Schema LONG = Schema.create(Schema.Type.LONG);
    private static final Schema STRING = Schema.create(Schema.Type.STRING);
    private static final Schema BYTES = Schema.create(Schema.Type.BYTES);

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\"string\"",
                "\"bytes\"",
                "{\"type\":\"int\",\"logicalType\":\"date\"}",
                "{\"type\":\"array\",\"items\":[\"null\",\"string\"]}",
                "{\"type\":\"record\",\"name\":\"a.B\",\"fields\":[{\"name\":\"c\",\"type\":[\"null\",\"int\"],\"default\":null}]}"
            })
    void statesGroupAndTypeThroughTheCanonicalForm(String of) {
        ProtectedType type = new ProtectedType("clinical", new Schema.Parser().parse(of));

        String canonical = CanonicalSchema.of(row(optional(type))).json();
        Schema field = new Schema.Parser()
                .parse(canonical)
                .getField("f")
                .schema()
                .getTypes()
                .get(1);

        assertThat(ProtectedType.of(field)).contains(type);
        assertThat(CanonicalSchema.of(canonical).json()).isEqualTo(canonical);
        assertThat(ProtectedType.of(Schema.create(Schema.Type.BYTES))).isEmpty();
    }

    @Test
    void anotherGroupOrTypeIsAnotherSchema() {
        assertThat(List.of(
                                new ProtectedType("clinical", STRING),
                                new ProtectedType("price", STRING),
                                new ProtectedType("clinical", INT))
                        .stream()
                        .map(type -> CanonicalSchema.of(row(optional(type))).hash()))
                .doesNotHaveDuplicates();
    }

    @Test
    void refusesTypesThatDoNotStateWhatTheyHide() {
        for (String schema : List.of(
                "{\"type\":\"bytes\",\"logicalType\":\"tombolo-protected\"}",
                "{\"type\":\"bytes\",\"logicalType\":\"tombolo-protected\",\"group\":\"a\"}",
                "{\"type\":\"bytes\",\"logicalType\":\"tombolo-protected\",\"group\":\"A\",\"of\":\"string\"}",
                "{\"type\":\"bytes\",\"logicalType\":\"tombolo-protected\",\"group\":\"a\",\"of\":\"no-type\"}",
                "{\"type\":\"bytes\",\"logicalType\":\"tombolo-protected\",\"group\":\"a\",\"of\":[\"null\",\"int\"]}")) {
            Schema read = new Schema.Parser().parse(schema);
            assertThatThrownBy(() -> ProtectedType.of(read)).as(schema).isInstanceOf(MalformedSchemaException.class);
        }
        assertThatThrownBy(() -> new ProtectedType("Clinical", STRING))
                .hasMessage("group 'Clinical': must be lower-case letters, digits, _ and -, at most 64 characters,"
                        + " as clinical");
    }

    @Test
    void aProtectedFieldMayBeAddedAndRemoved() {
        Schema without = record(List.of());

        assertThat(reads(row(optional(new ProtectedType("g", INT))), without)).isEqualTo(COMPATIBLE);
        assertThat(reads(without, row(optional(new ProtectedType("g", INT))))).isEqualTo(COMPATIBLE);
    }

    @Test
    void aFieldMayBeProtectedLaterAndUnprotectedLater() {
        for (Schema type : List.of(INT, STRING, Schema.createArray(INT))) {
            Schema plain = row(Schema.createUnion(NULL, type));
            Schema hidden = row(optional(new ProtectedType("g", type)));

            // Protected later; and unprotected later, when the schema stays and the other branch is written.
            assertThat(reads(hidden, plain)).as("%s", type).isEqualTo(COMPATIBLE);
            assertThat(reads(hidden, hidden)).isEqualTo(COMPATIBLE);
        }
        // Without the branch that stays, what was sealed before can't be read.
        assertThat(reads(row(Schema.createUnion(NULL, INT)), row(optional(new ProtectedType("g", INT)))))
                .isEqualTo(INCOMPATIBLE);
    }

    @Test
    void theTypeInsideChangesByTheRulesOfTheTypeItself() {
        Schema ints = row(optional(new ProtectedType("g", INT)));
        Schema longs = row(optional(new ProtectedType("g", LONG)));

        assertThat(reads(longs, ints)).isEqualTo(COMPATIBLE);
        assertThat(reads(ints, longs)).isEqualTo(INCOMPATIBLE);
        assertThat(reads(row(optional(new ProtectedType("other", INT))), ints)).isEqualTo(COMPATIBLE);
    }

    @Test
    void bytesHaveOneBranchBecauseAvroHasOneOfAType() {
        Schema hidden = optional(new ProtectedType("g", BYTES));

        assertThat(hidden.getTypes()).hasSize(2);
        assertThat(reads(row(hidden), row(Schema.createUnion(NULL, BYTES)))).isEqualTo(COMPATIBLE);
        assertThat(reads(row(Schema.createUnion(NULL, BYTES)), row(hidden))).isEqualTo(COMPATIBLE);
    }

    private static Schema optional(ProtectedType type) {
        List<Schema> branches = new ArrayList<>(List.of(NULL));
        branches.addAll(type.branches());
        return Schema.createUnion(branches);
    }

    private static Schema row(Schema field) {
        return record(List.of(new Schema.Field("f", field, null, JsonProperties.NULL_VALUE)));
    }

    private static Schema record(List<Schema.Field> fields) {
        return Schema.createRecord("Row", null, "a.example.v", false, fields);
    }

    private static SchemaCompatibilityType reads(Schema reader, Schema writer) {
        return SchemaCompatibility.checkReaderWriterCompatibility(reader, writer)
                .getType();
    }
}
