package io.tombolo.agreements;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.tombolo.merkle.MalformedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;

class TermsTest {
    private static final Path VECTORS =
            Path.of(System.getProperty("tombolo.root")).resolve("schemas/vectors/agreements/agreement.json");

    @Test
    void theBytesAreThoseOfTheGoldenVector() throws Exception {
        JsonNode golden = JsonMapper.builder().build().readTree(Files.readAllBytes(VECTORS));

        assertThat(Two.terms().text()).isEqualTo(golden.path("terms").asText());
        assertThat(Two.terms().hash().hex()).isEqualTo(golden.path("terms_sha256").asText());
        assertThat(Two.inForce().taken())
                .extracting(taken -> taken.note().format())
                .containsExactly(
                        golden.at("/steps/0").asText(),
                        golden.at("/steps/1").asText(),
                        golden.at("/steps/2").asText());
    }

    @Test
    void acceptsNoOtherSpellingOfTheSameTerms() {
        String text = Two.terms().text();
        assertThat(Terms.parse(text)).isEqualTo(Two.terms());
        for (String other : new String[] {
            text + "\n",
            text.replace("price 12.50 EUR", "price 012.50 EUR"),
            text.replace("00:00Z", "00:00.000Z"),
            text.replace("rate 10000000", "rate +10000000"),
            text.replace("groups clinical,price", "groups price,clinical"),
            text.replace("purpose delay", "purpose  delay").replace("  delay", "\tdelay"),
            text.replace("dataset acme.example", "dataset other.example"),
            text.replace("tombolo-agreement/1", "tombolo-agreement/2"),
            text.substring(0, text.length() - 1)
        }) {
            assertThat(other).isNotEqualTo(text);
            assertThatThrownBy(() -> Terms.parse(other)).as(other).isInstanceOf(MalformedException.class);
        }
    }

    @Test
    void namesTheFieldItsValueAndItsLimit() {
        String text = Two.terms().text();
        Map.of(
                        text.replace("key-cache 300", "key-cache 301"),
                        "terms: key-cache PT5M1S: must be whole seconds, at most PT5M",
                        text.replace("rate 10000000", "rate 0"),
                        "terms: rate 0: must be at least 1 byte per second",
                        text.replace("EUR", "Eur"),
                        "terms: currency Eur: must be three capital letters",
                        text.replace("until 2027", "until 2025"),
                        "terms: until 2025-12-01T00:00:00Z: must be after 2026-12-01T00:00:00Z",
                        text.replace("price 12.50", "price -1"),
                        "terms: price -1: must be 0 to 999999999999.999999",
                        text.replace("acme.example/flights", "other.example/flights"),
                        "terms: dataset other.example/flights: must be of the provider, acme.example")
                .forEach((wrong, message) ->
                        assertThatThrownBy(() -> Terms.parse(wrong)).hasMessage(message));
    }
}
