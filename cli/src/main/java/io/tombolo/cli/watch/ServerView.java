package io.tombolo.cli.watch;

import com.fasterxml.jackson.databind.JsonNode;
import io.tombolo.cli.shell.AnchoringState;
import io.tombolo.cli.shell.Server;
import java.time.Clock;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.List;
import java.util.OptionalLong;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;

/**
 * What a server reported of itself at one moment.
 *
 * @param at when its last answer was here
 * @param phase the read side's
 * @param faults what the read side refused, for people
 * @param anchors the newest of each log, the newest first
 * @param anchoring the anchoring service's state; a null node where it can't be reached from here
 */
record ServerView(
        Instant at,
        String phase,
        String message,
        List<Dataset> datasets,
        List<Anchor> anchors,
        List<String> faults,
        JsonNode anchoring) {

    /** A dataset's sums over its partitions, as the read side holds them. */
    record Dataset(
            String name,
            long events,
            long sealed,
            long anchored,
            String level,
            @Nullable Instant lastAnchor,
            long faults) {}

    /** A head on a ledger. */
    record Anchor(
            String origin,
            long size,
            String ledger,
            @Nullable Instant at) {}

    /** Asks for all of it; throws what {@link Server} throws. */
    static ServerView ask(Server server, Clock clock) {
        JsonNode status = server.getJson("/api/v1/status");
        List<Dataset> datasets = list(server.datasets()).stream()
                .map(one -> new Dataset(
                        one.path("dataset").asText(),
                        one.path("events").asLong(),
                        one.path("sealed").asLong(),
                        one.path("anchored").asLong(),
                        one.path("level").asText(),
                        time(one.path("last_anchored_at")),
                        one.path("faults").asLong()))
                .toList();
        List<Anchor> anchors = list(server.getJson("/api/v1/anchors").path("anchors")).stream()
                .map(one -> new Anchor(
                        one.path("origin").asText(),
                        one.path("size").asLong(),
                        one.path("ledger").asText(),
                        time(one.path("anchored_at"))))
                .toList();
        List<String> faults = list(status.path("logs")).stream()
                .flatMap(log -> list(log.path("faults")).stream()
                        .map(fault -> fault.path("kind").asText() + "  "
                                + log.path("origin").asText() + ": "
                                + fault.path("message").asText()))
                .toList();
        JsonNode anchoring = AnchoringState.ask(server);
        return new ServerView(
                clock.instant(),
                status.path("phase").asText("not reported"),
                status.path("message").asText(),
                datasets,
                anchors,
                faults,
                anchoring);
    }

    /** Whether it has read all that was written before its start. */
    boolean isFollowing() {
        return phase.equals("FOLLOWING");
    }

    long events() {
        return datasets.stream().mapToLong(Dataset::events).sum();
    }

    long sealed() {
        return datasets.stream().mapToLong(Dataset::sealed).sum();
    }

    long anchored() {
        return datasets.stream().mapToLong(Dataset::anchored).sum();
    }

    /** Records that the anchoring service has not read yet; empty where it can't be asked. */
    OptionalLong lag() {
        return anchoring.path("lag_records").isNumber()
                ? OptionalLong.of(anchoring.path("lag_records").asLong())
                : OptionalLong.empty();
    }

    /** Input that was not taken, by reason, since the anchoring service began. */
    long rejected() {
        return list(anchoring.path("rejected")).stream()
                .mapToLong(JsonNode::asLong)
                .sum();
    }

    static List<JsonNode> list(JsonNode node) {
        return StreamSupport.stream(node.spliterator(), false).toList();
    }

    private static @Nullable Instant time(JsonNode text) {
        try {
            return text.isTextual() ? Instant.parse(text.asText()) : null;
        } catch (DateTimeException e) {
            return null;
        }
    }
}
