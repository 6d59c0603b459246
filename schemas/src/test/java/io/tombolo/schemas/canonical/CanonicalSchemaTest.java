package io.tombolo.schemas.canonical;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.apache.avro.Schema;
import org.junit.jupiter.api.Test;

class CanonicalSchemaTest {

    @Test
    void writesNamesInFullMembersSortedAndNoDoc() {
        String text = """
                {"type": "record", "namespace": "a.b", "name": "R", "doc": "gone", "aliases": ["Old", "x.Older"],
                 "fields": [
                   {"type": {"type": "string", "doc": "gone"}, "name": "s", "doc": "gone", "order": "ascending", "aliases": []},
                   {"name": "d", "type": {"type": "bytes", "scale": 2, "logicalType": "decimal", "precision": 10}, "order": "descending"},
                   {"name": "e", "type": {"type": "enum", "name": "E", "symbols": ["B", "A"]}, "default": "A"},
                   {"name": "again", "type": ["null", "E", "a.b.R"], "default": null}
                 ]}
                """;

        assertThat(CanonicalSchema.of(text).json())
                .isEqualTo("{\"aliases\":[\"a.b.Old\",\"x.Older\"],\"fields\":["
                        + "{\"name\":\"s\",\"type\":\"string\"},"
                        + "{\"name\":\"d\",\"order\":\"descending\",\"type\":{\"logicalType\":\"decimal\",\"precision\":1e1,\"scale\":2,\"type\":\"bytes\"}},"
                        + "{\"default\":\"A\",\"name\":\"e\",\"type\":{\"name\":\"a.b.E\",\"symbols\":[\"B\",\"A\"],\"type\":\"enum\"}},"
                        + "{\"default\":null,\"name\":\"again\",\"type\":[\"null\",\"a.b.E\",\"a.b.R\"]}"
                        + "],\"name\":\"a.b.R\",\"type\":\"record\"}");
    }

    @Test
    void isTheSameForATextAndForAvrosOwnSpellingOfIt() {
        String text = """
                {"name": "a.R", "type": "record", "fields": [
                  {"name": "x", "type": {"type": "record", "name": "In", "fields": [{"name": "f", "type": "double", "default": 1.50}]}},
                  {"name": "y", "type": ["null", "In"], "default": null},
                  {"name": "z", "type": {"type": "fixed", "name": "b.F", "size": 3}}]}
                """;

        CanonicalSchema canonical = CanonicalSchema.of(text);

        assertThat(CanonicalSchema.of(new Schema.Parser().parse(text))).isEqualTo(canonical);
        assertThat(CanonicalSchema.of(canonical.json())).isEqualTo(canonical);
    }

    @Test
    void makesNoDifferenceBetweenAReferenceAndTheSameTypeInLine() {
        String inner = "{\"type\":\"record\",\"name\":\"a.In\",\"fields\":[]}";
        String byReference =
                "{\"type\":\"record\",\"name\":\"a.R\",\"fields\":[{\"name\":\"x\",\"type\":\"In\"},{\"name\":\"y\",\"type\":\"a.In\"}]}";
        String inLine = "{\"type\":\"record\",\"name\":\"a.R\",\"fields\":[{\"name\":\"x\",\"type\":" + inner
                + "},{\"name\":\"y\",\"type\":\"a.In\"}]}";

        assertThat(CanonicalSchema.of(byReference, List.of(inner))).isEqualTo(CanonicalSchema.of(inLine));
    }

    @Test
    void writesNumbersByTheirValue() {
        assertThat(number("1.50")).isEqualTo(number("15e-1")).isEqualTo("15e-1");
        assertThat(number("100")).isEqualTo(number("1E+2")).isEqualTo("1e2");
        assertThat(number("-0.0")).isEqualTo("0");
        assertThat(number("9007199254740993")).isEqualTo("9007199254740993");
    }

    @Test
    void refusesWhatHasNoSingleMeaning() {
        assertThatThrownBy(() -> CanonicalSchema.of("<html>")).isInstanceOf(MalformedSchemaException.class);
        assertThatThrownBy(() -> CanonicalSchema.of("\"a.Nowhere\""))
                .hasMessage("name 'a.Nowhere': defined neither in the schema nor in its references");
        assertThatThrownBy(() -> CanonicalSchema.of("{\"type\":\"int\",\"type\":\"long\"}"))
                .hasMessageContaining("Duplicate");
        assertThatThrownBy(
                        () -> CanonicalSchema.of(
                                "[{\"type\":\"fixed\",\"name\":\"F\",\"size\":1},{\"type\":\"fixed\",\"name\":\"F\",\"size\":2}]"))
                .hasMessage("name 'F': defined twice");
        assertThatThrownBy(() -> CanonicalSchema.of("\"" + "x".repeat(5_000_000) + "\""))
                .hasMessage("schema: 5000002 characters, limit 1048576");
        assertThatThrownBy(() -> CanonicalSchema.of("[".repeat(300) + "]".repeat(300)))
                .hasMessageContaining("200");
    }

    private static String number(String text) {
        String json =
                CanonicalSchema.of("{\"type\":\"int\",\"x\":" + text + "}").json();
        return json.substring("{\"type\":\"int\",\"x\":".length(), json.length() - 1);
    }
}
