package io.tombolo.verification.decoded;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DecodedJsonTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "int | date | 20786 | 2026-11-29",
                "int | date | -719529 | -0001-12-31",
                "int | time-millis | 43200000 | 12:00:00",
                "long | time-micros | 86399999999 | 23:59:59.999999",
                "long | timestamp-millis | 1795953600000 | 2026-11-29T12:00:00Z",
                "long | timestamp-micros | -1 | 1969-12-31T23:59:59.999999Z",
                "long | timestamp-nanos | 1 | 1970-01-01T00:00:00.000000001Z",
                "long | local-timestamp-millis | 1795953600000 | 2026-11-29T12:00:00",
                "long | local-timestamp-micros | 1 | 1970-01-01T00:00:00.000001",
                "long | local-timestamp-nanos | 1 | 1970-01-01T00:00:00.000000001",
            })
    void timesAreIso(String primitive, String type, long value, String text) {
        Schema schema = field("{\"type\":\"" + primitive + "\",\"logicalType\":\"" + type + "\"}");
        Object given = primitive.equals("int") ? (Object) (int) value : value;

        assertThat(DecodedJson.of(row(schema, given))).isEqualTo("{\"v\": \"" + text + "\"}");
    }

    @Test
    void decimalsKeepTheirDigits() {
        Schema schema =
                field("[\"null\",{\"type\":\"bytes\",\"logicalType\":\"decimal\",\"precision\":20,\"scale\":2}]");

        assertThat(DecodedJson.of(row(schema, bytes("00BC614E")))).isEqualTo("{\"v\": \"123456.78\"}");
        assertThat(DecodedJson.of(row(schema, bytes("FF")))).isEqualTo("{\"v\": \"-0.01\"}");
        assertThat(DecodedJson.of(row(schema, null))).isEqualTo("{\"v\": null}");
        Schema fixed = field(
                "{\"type\":\"fixed\",\"name\":\"f\",\"size\":4,\"logicalType\":\"decimal\",\"precision\":9,\"scale\":0}");
        assertThat(DecodedJson.of(row(fixed, fixed(fixed, "000003E8")))).isEqualTo("{\"v\": \"1000\"}");
    }

    @Test
    void openedBytesAreShownWhateverTheyBeginWith() {
        Schema schema = field(
                "{\"type\":\"bytes\",\"logicalType\":\"tombolo-protected\",\"group\":\"clinical\",\"of\":\"bytes\"}");
        ByteBuffer bytes = bytes("01" + "41".repeat(64));

        assertThat(DecodedJson.of(row(schema, bytes))).isEqualTo("{\"v\": {\"withheld\": \"clinical\"}}");
        assertThat(DecodedJson.of(row(schema, bytes.asReadOnlyBuffer())))
                .isEqualTo("{\"v\": \"\\u0001" + "A".repeat(64) + "\"}");
    }

    @Test
    void uuidsAndDurations() {
        Schema uuid = field("{\"type\":\"fixed\",\"name\":\"u\",\"size\":16,\"logicalType\":\"uuid\"}");
        Schema duration = field("{\"type\":\"fixed\",\"name\":\"d\",\"size\":12,\"logicalType\":\"duration\"}");
        Schema text = field("{\"type\":\"string\",\"logicalType\":\"uuid\"}");
        String id = "11223344-5566-7788-99aa-bbccddeeff00";

        assertThat(DecodedJson.of(row(uuid, fixed(uuid, id.replace("-", ""))))).isEqualTo("{\"v\": \"" + id + "\"}");
        assertThat(DecodedJson.of(row(text, id))).isEqualTo("{\"v\": \"" + id + "\"}");
        assertThat(DecodedJson.of(row(duration, fixed(duration, "0100000002000000B80B0000"))))
                .isEqualTo("{\"v\": \"P1M2DT3S\"}");
        assertThat(DecodedJson.of(row(duration, fixed(duration, "0000000000000000B80B0000"))))
                .isEqualTo("{\"v\": \"PT3S\"}");
    }

    @Test
    void bytesThatAreTooFewForTheirTypeStayBytes() {
        Schema decimal = field("{\"type\":\"bytes\",\"logicalType\":\"decimal\",\"precision\":9,\"scale\":1}");
        Schema uuid = field("{\"type\":\"fixed\",\"name\":\"u\",\"size\":2,\"logicalType\":\"uuid\"}");
        Schema duration = field("{\"type\":\"fixed\",\"name\":\"d\",\"size\":3,\"logicalType\":\"duration\"}");

        assertThat(DecodedJson.of(row(decimal, bytes("")))).isEqualTo("{\"v\": \"\"}");
        assertThat(DecodedJson.of(row(uuid, fixed(uuid, "0102")))).isEqualTo("{\"v\": [1, 2]}");
        assertThat(DecodedJson.of(row(duration, fixed(duration, "010203")))).isEqualTo("{\"v\": [1, 2, 3]}");
    }

    @Test
    void nestedValuesToo() {
        String decimal = "{\"type\":\"bytes\",\"logicalType\":\"decimal\",\"precision\":9,\"scale\":1}";
        Schema list = field("{\"type\":\"array\",\"items\":[\"null\"," + decimal + "]}");
        Schema map = field("{\"type\":\"map\",\"values\":" + decimal + "}");
        Schema inner =
                field("{\"type\":\"record\",\"name\":\"i\",\"fields\":[{\"name\":\"d\",\"type\":" + decimal + "}]}");
        GenericRecord one = new GenericData.Record(inner.getField("v").schema());
        one.put("d", bytes("19"));

        assertThat(DecodedJson.of(row(list, java.util.Arrays.asList(bytes("0F"), null))))
                .isEqualTo("{\"v\": [\"1.5\", null]}");
        assertThat(DecodedJson.of(row(list, List.of()))).isEqualTo("{\"v\": []}");
        assertThat(DecodedJson.of(row(map, Map.of("a\"b", bytes("0F"))))).isEqualTo("{\"v\": {\"a\\\"b\": \"1.5\"}}");
        assertThat(DecodedJson.of(row(inner, one))).isEqualTo("{\"v\": {\"d\": \"2.5\"}}");
    }

    @Test
    void whatHasNoFormStaysWhatItIs() {
        Schema time = field("{\"type\":\"int\",\"logicalType\":\"time-millis\"}");
        Schema bytes = field("\"bytes\"");
        Schema number = field("\"double\"");
        Schema text = field("\"string\"");

        assertThat(DecodedJson.of(row(time, 86_400_000))).isEqualTo("{\"v\": 86400000}");
        assertThat(DecodedJson.of(row(bytes, bytes("41")))).isEqualTo("{\"v\": \"A\"}");
        assertThat(DecodedJson.of(row(number, -0.0))).isEqualTo("{\"v\": -0.0}");
        assertThat(DecodedJson.of(row(text, "a\n\"b"))).isEqualTo("{\"v\": \"a\\n\\\"b\"}");
        assertThat(DecodedJson.of(ByteBuffer.wrap(new byte[] {65}))).isEqualTo("\"A\"");
        assertThat(DecodedJson.of(null)).isEqualTo("null");
    }

    private static Schema field(String type) {
        return new Schema.Parser()
                .parse("{\"type\":\"record\",\"name\":\"r\",\"fields\":[{\"name\":\"v\",\"type\":" + type + "}]}");
    }

    private static GenericRecord row(Schema schema, Object value) {
        GenericRecord row = new GenericData.Record(schema);
        row.put("v", value);
        return row;
    }

    private static ByteBuffer bytes(String hex) {
        return ByteBuffer.wrap(HexFormat.of().parseHex(hex));
    }

    private static GenericData.Fixed fixed(Schema schema, String hex) {
        return new GenericData.Fixed(
                schema.getField("v").schema(), HexFormat.of().parseHex(hex));
    }
}
