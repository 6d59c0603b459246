package io.tombolo.schemas.signed;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.tombolo.merkle.MalformedException;
import io.tombolo.merkle.note.Ed25519Keys;
import io.tombolo.schemas.Origin;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.HexFormat;
import java.util.Map;
import org.junit.jupiter.api.Test;

class UsageReceiptTest {
    private static final Path VECTORS =
            Path.of(System.getProperty("tombolo.root")).resolve("schemas/vectors/agreements/usage.json");

    private static JsonNode golden() throws Exception {
        return JsonMapper.builder().build().readTree(Files.readAllBytes(VECTORS));
    }

    @Test
    void theBytesAreThoseOfTheGoldenVector() throws Exception {
        JsonNode golden = golden();
        UsageReceipt receipt = UsageReceipt.parse(golden.path("text").asText());

        assertThat(receipt)
                .isEqualTo(new UsageReceipt(
                        "0123456789abcdef0123456789abcdef",
                        Origin.parse("acme.example/flights/0").orElseThrow(),
                        3000,
                        4096,
                        receipt.root(),
                        1090,
                        123_456,
                        Instant.parse("2026-12-01T10:00:00Z")));
        assertThat(receipt.text()).isEqualTo(golden.path("text").asText());
        assertThat(KeyedLines.hash(receipt.text()).hex())
                .isEqualTo(golden.path("text_sha256").asText());
        byte[] seed = HexFormat.of().parseHex(golden.path("partner_seed").asText());
        assertThat(receipt.signed("partner.example", Ed25519Keys.fromSeed(seed)).format())
                .isEqualTo(golden.path("note").asText());
    }

    @Test
    void acceptsNoOtherSpellingOfTheSameReceipt() throws Exception {
        String text = golden().path("text").asText();
        for (String other : new String[] {
            text + "\n",
            text.replace("from 3000", "from 03000"),
            text.replace("to 4096", "to +4096"),
            text.replace("10:00:00Z", "10:00:00.000Z"),
            text.replace("10:00:00Z", "10:00Z"),
            text.replace("flights/0", "flights/0/1"),
            text.replace("flights/0", "flights"),
            text.replace("root ", "root A"),
            text.replace("events 1090\nbytes 123456", "bytes 123456\nevents 1090"),
            text.replace("usage/1", "usage/2"),
            text.substring(0, text.length() - 1)
        }) {
            assertThat(other).isNotEqualTo(text);
            assertThatThrownBy(() -> UsageReceipt.parse(other)).as(other).isInstanceOf(MalformedException.class);
        }
    }

    @Test
    void namesTheFieldItsValueAndItsLimit() throws Exception {
        String text = golden().path("text").asText();
        Map.of(
                        text.replace("to 4096", "to 3000"),
                        "receipt of usage: from 3000 to 3000: must be leaves, the first before the last",
                        text.replace("events 1090", "events 1097"),
                        "receipt of usage: events 1097: must be 0 to 1096, the number of leaves",
                        text.replace("bytes 123456", "bytes -1"),
                        "receipt of usage: bytes -1: must not be negative",
                        text.replace("10:00:00Z", "10:00:01Z"),
                        "receipt of usage: minute 2026-12-01T10:00:01Z: must be the begin of a minute",
                        text.replace("agreement 0", "agreement x"),
                        "receipt of usage: agreement x123456789abcdef0123456789abcdef: must be 32 hexadecimal digits")
                .forEach((wrong, message) ->
                        assertThatThrownBy(() -> UsageReceipt.parse(wrong)).hasMessage(message));
    }
}
