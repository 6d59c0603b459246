package io.tombolo.verification.trust;

import static org.assertj.core.api.Assertions.assertThat;

import io.tombolo.schemas.Origin;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LogKeyTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "acme.example/flights/0",
                "acme.example/flights/0/2",
                "a.b/c-d/999999999/999999999",
                "xn--mnchen-3ya.example/flights/12",
                "one.two.three.example/one/1",
            })
    void theOrganisationOfAnOriginIsThatOfTheLogThatItNames(String origin) {
        assertThat(Origin.parse(origin))
                .hasValueSatisfying(
                        log -> assertThat(LogKey.organisation(origin)).isEqualTo(log.organisation()));
    }

    @ParameterizedTest
    @ValueSource(strings = {"acme.example", "acme.example/", "acme.example/flights", "acme.example/flights/0/2/3"})
    void whatNamesNoLogOfOursBelongsToItsFirstPart(String name) {
        assertThat(Origin.parse(name)).isEmpty();
        assertThat(LogKey.organisation(name)).isEqualTo("acme.example");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/acme.example/flights/0", "//flights/0"})
    void whatBeginsWithASlashBelongsToNoOrganisation(String name) {
        assertThat(Origin.parse(name)).isEmpty();
        assertThat(LogKey.organisation(name)).isEmpty();
    }
}
