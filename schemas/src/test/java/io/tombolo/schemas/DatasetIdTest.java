package io.tombolo.schemas;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.stream.Stream;
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
    void refusesANameThatNoLedgerTakes() {
        String longest = "x".repeat(128);

        assertThat(new DatasetId("acme.example", longest).name()).isEqualTo(longest);
        assertThatThrownBy(() -> new DatasetId("acme.example", longest + "x"))
                .hasMessage("dataset name '" + longest + "x': 129 characters, limit 128");
    }

    @Test
    void refusesANameWhoseLogsNoReadSideShows() {
        String organisation = "acme." + "x".repeat(50) + "." + "y".repeat(50);
        DatasetId longest = new DatasetId(organisation, "z".repeat(128));

        String origin = longest.origin(999_999_999, 999_999_999);

        assertThat(longest.toString()).hasSize(235);
        assertThat(origin).hasSize(255);
        assertThat(Origin.parse(origin)).contains(new Origin(longest, 999_999_999, 999_999_999));
        assertThatThrownBy(() -> new DatasetId(organisation + "y", "z".repeat(128)))
                .hasMessage("dataset '" + organisation + "y/" + "z".repeat(128) + "': 236 characters, limit 235");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "acme.example/x",
                "acme.example/x/",
                "acme.example/x/-1",
                "acme.example/x/01",
                "acme.example/x/0/0",
                "acme.example/x/0/1",
                "acme.example/x/1000000000",
                "acme.example/x/0/2/3",
                "acme.example/x y/0",
                "acme.example/x+y/0",
                "acme.example/../0",
                "../x/0",
                "acme..example/x/0",
                "acme.example/x/0\n",
                "Acme.example/x/0",
                "tombolo.example/x/0",
                "acme.example/\u00fc/0"
            })
    void refusesWhatIsNotAnOrigin(String origin) {
        assertThat(Origin.parse(origin)).isEmpty();
    }

    @Test
    void ordersOriginsByDatasetPartitionAndGeneration() {
        assertThat(Stream.of("a.example/b/10", "a.example/b/2/2", "a.example/a/3", "a.example/b/2")
                        .map(text -> Origin.parse(text).orElseThrow())
                        .sorted()
                        .map(Origin::toString))
                .containsExactly("a.example/a/3", "a.example/b/2", "a.example/b/2/2", "a.example/b/10");
    }

    @Test
    void spellsNamespacesAsAvroAllows() {
        assertThat(AvroNames.namespace(new DatasetId("3m-data.example", "2013-flights")))
                .isEqualTo("_3m_data.example._2013_flights");
    }
}
