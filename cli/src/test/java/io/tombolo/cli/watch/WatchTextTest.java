package io.tombolo.cli.watch;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.tombolo.cli.shell.Json;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class WatchTextTest {
    private static final Instant NOON = Instant.parse("2026-11-30T12:00:00Z");

    private static ServerView view(int second, long events, String anchoring, String... faults) throws Exception {
        JsonNode state = Json.MAPPER.readTree(anchoring);
        return new ServerView(
                NOON.plusSeconds(second),
                "FOLLOWING",
                "",
                List.of(
                        new ServerView.Dataset("acme.example/flights", events, events - 10, 900, "SEALED", NOON, 0),
                        new ServerView.Dataset("acme.example/odd\u001b[2J", 7, 7, 0, "PENDING", null, faults.length)),
                List.of(new ServerView.Anchor("acme.example/flights/0", 900, "fabric:a/b", NOON)),
                List.of(faults),
                state);
    }

    private static Picture picture(String silence, int now, String... faults) throws Exception {
        return new Picture(
                "http://127.0.0.1:8480",
                NOON.plusSeconds(now),
                view(4, 5_000, "{\"ready\": true, \"lag_records\": 3, \"rejected\": {\"HOLE\": 2}}", faults),
                view(0, 1_000, "null"),
                silence);
    }

    @Test
    void aScreenHasDatasetsRatesLagAnchorsAndRefusals() throws Exception {
        assertThat(WatchText.screen(picture("", 5, "FORKED  acme.example/odd/0: two heads"), 30))
                .containsExactly(
                        "tombolo watch  http://127.0.0.1:8480  2026-11-30T12:00:05Z  answered 1 s ago, Ctrl-C ends",
                        "read side following; anchoring ready, lag 3 records",
                        "2 datasets, 5,007 events, events/s 1,000, not anchored yet 4,107",
                        "",
                        "  dataset               events  events/s  unsealed  unanchored  level    last anchor  faults",
                        "  acme.example/odd?[2J       7         0         0           7  PENDING  –                 1",
                        "  acme.example/flights   5,000     1,000        10       4,100  SEALED   5 s ago           0",
                        "",
                        "newest anchors",
                        "  2026-11-30T12:00:00Z  acme.example/flights/0  size 900  fabric:a/b",
                        "",
                        "refusals",
                        "  FORKED  acme.example/odd/0: two heads",
                        "  HOLE  rejected by the anchoring service: 2");
    }

    @Test
    void aServerThatDoesNotAnswerIsNotShownAsIfItDid() throws Exception {
        Picture silent = picture("no server answers", 200);

        List<String> screen = WatchText.screen(silent, 30);

        assertThat(screen)
                .startsWith(
                        "NO ANSWER for 3 min from http://127.0.0.1:8480: no server answers",
                        "What follows is not of now, it is of 2026-11-30T12:00:04Z.")
                .contains("2 datasets, 5,007 events, events/s –, not anchored yet 4,107");
        assertThat(WatchText.line(silent)).isEqualTo("2026-11-30T12:03:20Z  NO ANSWER for 3 min: no server answers");
        assertThat(Json.line(WatchText.json(silent)))
                .isEqualTo("{\"at\":\"2026-11-30T12:03:20Z\",\"answered\":false,"
                        + "\"last_answer_at\":\"2026-11-30T12:00:04Z\",\"message\":\"no server answers\"}");
    }

    @Test
    void aLineHasTheSums() throws Exception {
        assertThat(WatchText.line(picture("", 5)))
                .isEqualTo("2026-11-30T12:00:05Z  phase FOLLOWING  datasets 2  events 5007  rate 1000/s  unsealed 10"
                        + "  unanchored 4107  lag 3  faults 0  rejected 2");
    }

    @Test
    void ofMoreDatasetsThanTheScreenHasRoomForTheOthersAreCounted() throws Exception {
        ServerView many = new ServerView(
                NOON,
                "FAILED",
                "the disk is full",
                java.util.stream.IntStream.range(0, 10_000)
                        .mapToObj(i -> new ServerView.Dataset("a.example/" + i, i, i, i, "ANCHORED", null, 0))
                        .toList(),
                List.of(),
                List.of(),
                Json.MAPPER.readTree("null"));

        List<String> screen = WatchText.screen(new Picture("s", NOON, many, null, ""), 24);

        assertThat(screen)
                .hasSizeLessThanOrEqualTo(24)
                .contains("read side failed: the disk is full; anchoring can't be asked from here")
                .contains("  and 9,985 datasets more", "no refusals");
    }

    @Test
    void jsonHasEachDataset() throws Exception {
        JsonNode json = Json.MAPPER.readTree(Json.line(WatchText.json(picture("", 5, "FORKED"))));

        assertThat(json.path("answered").asBoolean()).isTrue();
        assertThat(json.path("events_per_second").asLong()).isEqualTo(1_000);
        assertThat(json.path("lag_records").asLong()).isEqualTo(3);
        assertThat(json.path("rejected").path("HOLE").asLong()).isEqualTo(2);
        assertThat(json.path("faults")).hasSize(1);
        assertThat(json.path("datasets").get(0).path("level").asText()).isEqualTo("SEALED");
        assertThat(json.path("anchors").get(0).path("anchored_at").asText()).isEqualTo("2026-11-30T12:00:00Z");
    }
}
