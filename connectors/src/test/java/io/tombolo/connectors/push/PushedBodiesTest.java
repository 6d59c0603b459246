package io.tombolo.connectors.push;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.GZIPOutputStream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a body may be compressed in, and CloudEvents in all their modes: understood, or refused by name. */
class PushedBodiesTest {

    private static final String EVENT =
            "{\"specversion\":\"1.0\",\"id\":\"0815\",\"type\":\"order\",\"source\":\"/erp\",\"data\":{\"id\":1}}";

    @Test
    void gzipIsUnpackedAlsoInSeveralMembers() throws IOException {
        ByteArrayOutputStream two = new ByteArrayOutputStream();
        two.writeBytes(gzip("{\"id\"".getBytes(StandardCharsets.UTF_8)));
        two.writeBytes(gzip(":1}".getBytes(StandardCharsets.UTF_8)));

        assertThat(PackedBody.isPacked("gzip")).isTrue();
        assertThat(PackedBody.isPacked("X-GZIP")).isTrue();
        assertThat(PackedBody.isPacked("")).isFalse();
        assertThat(PackedBody.isPacked("identity")).isFalse();
        assertThat(PackedBody.unpacked(two.toByteArray(), 100)).asString().isEqualTo("{\"id\":1}");
    }

    @ParameterizedTest
    @ValueSource(strings = {"br", "deflate", "zstd", "gzip, gzip", "gzip;q=1"})
    void anyOtherEncodingIsRefusedByName(String encoding) {
        refused(
                () -> PackedBody.isPacked(encoding),
                415,
                "Content-Encoding: '" + encoding + "', must be gzip or identity");
    }

    @Test
    void gzipIsBoundedInBytesAndInRatio() throws IOException {
        byte[] zeros = gzip(new byte[3 << 20]);

        refused(
                () -> PackedBody.unpacked(zeros, 4 << 20),
                413,
                "body: " + zeros.length + " bytes of gzip unpack to more, limit " + (65_536 + 100 * zeros.length)
                        + " bytes for that many: 65536, and 100 times as many");
        refused(
                () -> PackedBody.unpacked(gzip("x".repeat(101).getBytes(StandardCharsets.UTF_8)), 100),
                413,
                "limit 100 bytes");
    }

    @Test
    void everyDamageOfGzipIsRefused() throws IOException {
        byte[] whole = gzip("{\"id\":1,\"note\":\"some text that is compressed\"}".getBytes(StandardCharsets.UTF_8));
        for (int length = 1; length < whole.length; length++) {
            byte[] cut = Arrays.copyOf(whole, length);
            refused(() -> PackedBody.unpacked(cut, 1_000), 400, "body: is not gzip, as Content-Encoding says: ");
        }
        byte[] more = Arrays.copyOf(whole, whole.length + 3);
        refused(() -> PackedBody.unpacked(more, 1_000), 400, "body: is not gzip");
    }

    @Test
    void aStructuredEventIsItsDataAndWhereItComesFrom() {
        List<PushedRow> rows = read("application/cloudevents+json", EVENT);

        assertThat(rows).singleElement().satisfies(row -> {
            assertThat(row.row()).hasToString("{\"id\":1}");
            assertThat(row.event()).isEqualTo(new CloudAttributes("0815", "/erp", "order", null));
        });
        assertThat(read("application/cloudevents-batch+json", "[" + EVENT + "," + EVENT + "]"))
                .hasSize(2);
        assertThat(read("application/json", EVENT).get(0).event()).isNotNull();
        assertThat(read("application/json", "{\"id\":1,\"type\":\"order\"}")
                        .get(0)
                        .event())
                .isNull();
    }

    @Test
    void dataInBase64IsDecoded() {
        String packed = Base64.getEncoder().encodeToString("{\"id\":19}".getBytes(StandardCharsets.UTF_8));

        assertThat(read("application/cloudevents+json", data("\"data_base64\":\"" + packed + "\""))
                        .get(0)
                        .row())
                .hasToString("{\"id\":19}");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "\"data_base64\":\"e30\\u003d\\u003d\\u003d\" | row 1: data_base64 is not base64",
                "\"data_base64\":\"eyJ4\" | row 1: data_base64 is not JSON",
                "\"data_base64\":\"MTk=\" | row 1: its data is not a JSON object",
                "\"data\":{},\"data_base64\":\"e30=\" | row 1: has data and data_base64",
                "\"subject\":\"x\" | row 1: has no data",
                "\"data\":\"text\" | row 1: its data is not a JSON object",
                "\"data\":{},\"time\":\"yesterday\" | row 1: time 'yesterday', must be RFC 3339",
                "\"data\":{},\"datacontenttype\":\"application/octet-stream\" | row 1: datacontenttype"
                        + " 'application/octet-stream'",
                "\"data\":{},\"more\":[1] | row 1: more is an object or an array",
            })
    void whatIsNotUnderstoodIsRefusedByName(String parts, String detail) {
        refused(() -> read("application/cloudevents+json", data(parts)), 422, detail);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "\"0.3\" | specversion '0.3', must be 1.0",
                "null | specversion missing, must be 1.0",
                "1.0 | OK",
            })
    void onlyVersionOneIsUnderstood(String version, String detail) {
        String event = EVENT.replace("\"1.0\"", version);
        if (detail.equals("OK")) {
            assertThat(read("application/cloudevents+json", event)).hasSize(1);
        } else {
            refused(() -> read("application/cloudevents+json", event), 422, "row 1: " + detail);
        }
    }

    @Test
    void aBatchMustBeAnArrayAndAnEventMustNotBeOne() {
        refused(() -> read("application/cloudevents-batch+json", EVENT), 400, "body: one JSON value");
        refused(() -> read("application/cloudevents+json", "[" + EVENT + "]"), 422, "row 1: not a JSON object");
        refused(
                () -> read("application/cloudevents-batch+json", "[" + EVENT + ",{}]"),
                422,
                "row 2: specversion missing");
    }

    @Test
    void aBinaryEventsHeadersAreDecoded() {
        CloudAttributes event = BinaryEvent.of(
                Map.of(
                        "specversion",
                        "1.0",
                        "id",
                        "\"a \\\"b\\\"\"",
                        "source",
                        "/erp/b%20c%C3%A9",
                        "type",
                        "order",
                        "time",
                        "2026-11-29T10:00:00Z"),
                "application/json");

        assertThat(event).isEqualTo(new CloudAttributes("a \"b\"", "/erp/b cé", "order", "2026-11-29T10:00:00Z"));
        assertThat(RowBatch.read("application/json", "{\"id\":17}".getBytes(StandardCharsets.UTF_8), 5, event))
                .containsExactly(new PushedRow(
                        read("application/json", "{\"id\":17}").get(0).row(), event));
        refused(
                () -> RowBatch.read("application/json", "[{}]".getBytes(StandardCharsets.UTF_8), 5, event),
                422,
                "CloudEvent: its data is not a JSON object");
        assertThat(BinaryEvent.of(Map.of(), "application/json")).isNull();
    }

    @ParameterizedTest
    @CsvSource({
        "type, '', CloudEvent: type empty",
        "source, %zz, header ce-source: can't be decoded",
        "source, %C3, header ce-source: can't be decoded",
        "source, %2, header ce-source: can't be decoded",
        "source, é, header ce-source: can't be decoded",
        "specversion, 0.3, 'CloudEvent: specversion ''0.3'', must be 1.0'",
        "time, noon, CloudEvent: time 'noon'",
    })
    void aBinaryEventWithABadHeaderIsRefusedByName(String name, String value, String detail) {
        Map<String, String> headers =
                new LinkedHashMap<>(Map.of("specversion", "1.0", "id", "1", "source", "/erp", "type", "order"));
        headers.put(name, value);

        refused(() -> BinaryEvent.of(headers, "application/json"), 422, detail);
        refused(() -> BinaryEvent.of(Map.of("id", "1"), "application/json"), 422, "CloudEvent: specversion missing");
    }

    private static String data(String parts) {
        return "{\"specversion\":\"1.0\",\"id\":\"1\",\"type\":\"order\",\"source\":\"/erp\"," + parts + "}";
    }

    private static List<PushedRow> read(String type, String body) {
        return RowBatch.read(type, body.getBytes(StandardCharsets.UTF_8), 5, null);
    }

    private static void refused(ThrowingCallable call, int status, String detail) {
        assertThatThrownBy(call).isInstanceOfSatisfying(RequestRefused.class, refused -> {
            assertThat(refused.problem().status()).isEqualTo(status);
            assertThat(refused.problem().toJson().get("detail").toString()).contains(detail);
        });
    }

    private static byte[] gzip(byte[] plain) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(out)) {
            gzip.write(plain);
        }
        return out.toByteArray();
    }
}
