package io.tombolo.schemas;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DatasetIdTest {

    @Test
    void goesToATopicAndBack() {
        DatasetId id = DatasetId.parse("acme.example/flights-2013");

        assertThat(id.topic()).isEqualTo("acme.example.flights-2013");
        assertThat(DatasetId.fromTopic(id.topic())).isEqualTo(id);
        assertThat(id).hasToString("acme.example/flights-2013");
    }

    @Test
    void namesAGenerationFromTheSecondOn() {
        DatasetId id = DatasetId.parse("acme.example/flights");

        assertThat(id.origin(3)).isEqualTo("acme.example/flights/3");
        assertThat(id.origin(3, 2)).isEqualTo("acme.example/flights/3/2");
        assertThatThrownBy(() -> id.origin(-1)).isInstanceOf(IllegalArgumentException.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "/",
                "acme.example",
                "acme.example/",
                "Acme.example/x",
                "acme..example/x",
                "acme.example/a.b",
                "acme.example/-x",
                "tombolo.example/x",
                "tombolo/log",
                "connect-x.example/y",
                "acme.example/x/y",
                "-acme.example/x",
                "acme.example-/x"
            })
    void refusesWhatIsNoName(String id) {
        assertThatThrownBy(() -> DatasetId.parse(id)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void refusesAnOverlongTopicByItsLength() {
        assertThatThrownBy(() -> new DatasetId("acme.example", "x".repeat(240)))
                .hasMessageContaining("253 characters, limit 249");
    }

    @Test
    void spellsNamespacesAsAvroAllows() {
        assertThat(AvroNames.namespace(new DatasetId("3m-data.example", "2013-flights")))
                .isEqualTo("_3m_data.example._2013_flights");
    }
}
