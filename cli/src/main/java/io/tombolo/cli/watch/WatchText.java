package io.tombolo.cli.watch;

import com.fasterxml.jackson.databind.JsonNode;
import io.tombolo.cli.shell.Count;
import io.tombolo.terminal.Plain;
import io.tombolo.terminal.Table;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/** A {@link Picture} as a screen, as one line, and as JSON. */
final class WatchText {
    private static final String NOT_KNOWN = "–";
    private static final int MOST_ANCHORS = 5;
    private static final int MOST_REFUSALS = 8;
    private static final int FEWEST_DATASETS = 3;

    private WatchText() {}

    /** The lines of a screen with so many; the first says whether the server answers. */
    static List<String> screen(Picture picture, int height) {
        List<String> above = above(picture);
        List<String> below = new ArrayList<>();
        anchors(picture).forEach(below::add);
        refusals(picture.view()).forEach(below::add);
        int room = Math.max(FEWEST_DATASETS, height - above.size() - below.size() - 3);
        List<String> lines = new ArrayList<>(above);
        lines.addAll(datasets(picture, room));
        lines.addAll(below);
        return lines.stream().map(Plain::text).toList();
    }

    private static List<String> above(Picture picture) {
        ServerView view = picture.view();
        List<String> lines = new ArrayList<>();
        lines.add(
                picture.isStale()
                        ? "NO ANSWER for " + age(picture.age()) + " from " + picture.server() + ": " + picture.silence()
                        : "tombolo watch  " + picture.server() + "  " + second(picture.now()) + "  answered "
                                + age(picture.age()) + " ago, Ctrl-C ends");
        if (picture.isStale()) {
            lines.add("What follows is not of now, it is of " + second(view.at()) + ".");
        }
        lines.add("read side " + view.phase().toLowerCase(Locale.ROOT)
                + (view.message().isEmpty() ? "" : ": " + view.message()) + "; anchoring " + anchoring(view));
        lines.add(Count.of(view.datasets().size(), "dataset") + ", " + Count.of(view.events(), "event")
                + ", events/s " + number(picture.rate()) + ", not anchored yet "
                + grouped(view.events() - view.anchored()));
        lines.add("");
        return lines;
    }

    private static String anchoring(ServerView view) {
        if (view.lag().isEmpty()) {
            return "can't be asked from here";
        }
        return (view.anchoring().path("ready").asBoolean() ? "ready" : "NOT READY") + ", lag "
                + Count.of(view.lag().getAsLong(), "record");
    }

    /** Those with faults first, then the busiest. */
    private static List<String> datasets(Picture picture, int room) {
        List<ServerView.Dataset> sorted = picture.view().datasets().stream()
                .sorted(Comparator.comparingLong((ServerView.Dataset one) -> one.faults())
                        .reversed()
                        .thenComparing(one -> -picture.rate(one).orElse(0))
                        .thenComparing(ServerView.Dataset::name))
                .toList();
        if (sorted.isEmpty()) {
            return List.of("No datasets yet: share one with tombolo publish.");
        }
        Table table =
                new Table("dataset", "events", "events/s", "unsealed", "unanchored", "level", "last anchor", "faults");
        for (ServerView.Dataset one : sorted.subList(0, Math.min(room, sorted.size()))) {
            table.add(
                    one.name(),
                    one.events(),
                    number(picture.rate(one)),
                    one.events() - one.sealed(),
                    one.events() - one.anchored(),
                    one.level(),
                    ago(one.lastAnchor(), picture.now()),
                    one.faults());
        }
        List<String> lines = new ArrayList<>(table.toString().lines().toList());
        if (sorted.size() > room) {
            lines.add("  and " + Count.of(sorted.size() - room, "dataset") + " more");
        }
        return lines;
    }

    private static List<String> anchors(Picture picture) {
        if (picture.view().anchors().isEmpty()) {
            return List.of();
        }
        List<String> lines = new ArrayList<>(List.of("", "newest anchors"));
        picture.view().anchors().stream()
                .limit(MOST_ANCHORS)
                .forEach(one -> lines.add("  " + (one.at() == null ? NOT_KNOWN : second(one.at())) + "  " + one.origin()
                        + "  size " + grouped(one.size()) + "  " + one.ledger()));
        return lines;
    }

    /** What the read side refused, what the anchoring service rejected, and why it or a ledger does not work. */
    private static List<String> refusals(ServerView view) {
        List<String> all = new ArrayList<>(view.faults());
        JsonNode anchoring = view.anchoring();
        anchoring.path("not_ready").forEach(reason -> all.add("anchoring  not ready: " + reason.asText()));
        for (JsonNode ledger : anchoring.path("ledgers")) {
            if (ledger.path("away_since_ms").asLong() > 0) {
                all.add("ledger  " + ledger.path("ledger").asText() + " away since "
                        + second(Instant.ofEpochMilli(
                                ledger.path("away_since_ms").asLong())) + ": "
                        + ledger.path("last_error").asText());
            }
            ledger.path("refusals")
                    .properties()
                    .forEach(one -> all.add(
                            one.getKey() + "  by " + ledger.path("ledger").asText() + ": "
                                    + grouped(one.getValue().asLong())));
        }
        anchoring
                .path("rejected")
                .properties()
                .forEach(one -> all.add(one.getKey() + "  rejected by the anchoring service: "
                        + grouped(one.getValue().asLong())));
        for (JsonNode log : anchoring.path("logs")) {
            if (log.path("set_aside").asBoolean()) {
                all.add("set aside  " + log.path("origin").asText() + ": "
                        + log.path("last_error").asText());
            }
        }
        if (all.isEmpty()) {
            return List.of("", "no refusals");
        }
        List<String> lines = new ArrayList<>(List.of("", "refusals"));
        all.stream().limit(MOST_REFUSALS).forEach(one -> lines.add("  " + one));
        if (all.size() > MOST_REFUSALS) {
            lines.add("  and " + (all.size() - MOST_REFUSALS) + " more: tombolo status");
        }
        return lines;
    }

    /** One line for logs: names and numbers, or that there is no answer. */
    static String line(Picture picture) {
        String now = second(picture.now());
        if (picture.isStale()) {
            return Plain.text(now + "  NO ANSWER for " + age(picture.age()) + ": " + picture.silence());
        }
        ServerView view = picture.view();
        return Plain.text(String.format(
                Locale.ROOT,
                "%s  phase %s  datasets %d  events %d  rate %s/s  unsealed %d  unanchored %d  lag %s  faults %d  rejected %s",
                now,
                view.phase(),
                view.datasets().size(),
                view.events(),
                plain(picture.rate()),
                view.events() - view.sealed(),
                view.events() - view.anchored(),
                plain(view.lag()),
                view.faults().size(),
                view.lag().isPresent() ? String.valueOf(view.rejected()) : NOT_KNOWN));
    }

    /** The same as an object, with each dataset; {@code answered} is false, and nothing of the server is there, if it does not answer. */
    static Map<String, Object> json(Picture picture) {
        ServerView view = picture.view();
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("at", picture.now().toString());
        json.put("answered", !picture.isStale());
        if (picture.isStale()) {
            json.put("last_answer_at", view.at().toString());
            json.put("message", picture.silence());
            return json;
        }
        json.put("phase", view.phase());
        json.put("message", view.message());
        json.put("events", view.events());
        picture.rate().ifPresent(rate -> json.put("events_per_second", rate));
        json.put("sealed", view.sealed());
        json.put("anchored", view.anchored());
        view.lag().ifPresent(lag -> {
            json.put("lag_records", lag);
            json.put("ready", view.anchoring().path("ready").asBoolean());
            json.put("rejected", view.anchoring().path("rejected"));
        });
        json.put("faults", view.faults());
        json.put(
                "datasets",
                view.datasets().stream().map(one -> json(picture, one)).toList());
        json.put("anchors", view.anchors().stream().map(WatchText::json).toList());
        return json;
    }

    private static Map<String, Object> json(Picture picture, ServerView.Dataset dataset) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("dataset", dataset.name());
        json.put("events", dataset.events());
        picture.rate(dataset).ifPresent(rate -> json.put("events_per_second", rate));
        json.put("sealed", dataset.sealed());
        json.put("anchored", dataset.anchored());
        json.put("level", dataset.level());
        if (dataset.lastAnchor() != null) {
            json.put("last_anchored_at", dataset.lastAnchor().toString());
        }
        json.put("faults", dataset.faults());
        return json;
    }

    private static Map<String, Object> json(ServerView.Anchor anchor) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("origin", anchor.origin());
        json.put("size", anchor.size());
        json.put("ledger", anchor.ledger());
        if (anchor.at() != null) {
            json.put("anchored_at", anchor.at().toString());
        }
        return json;
    }

    private static String plain(OptionalLong number) {
        return number.isPresent() ? String.valueOf(number.getAsLong()) : NOT_KNOWN;
    }

    private static String number(OptionalLong number) {
        return number.isPresent() ? grouped(number.getAsLong()) : NOT_KNOWN;
    }

    private static String grouped(long number) {
        return String.format(Locale.ROOT, "%,d", number);
    }

    private static String ago(@Nullable Instant time, Instant now) {
        return time == null ? NOT_KNOWN : age(Duration.between(time, now)) + " ago";
    }

    private static String second(Instant time) {
        return time.truncatedTo(ChronoUnit.SECONDS).toString();
    }

    /** In its largest unit; clocks of two machines may differ, so that what is ahead is of now. */
    static String age(Duration age) {
        long seconds = Math.max(0, age.toSeconds());
        return seconds < 120
                ? seconds + " s"
                : seconds < 7_200
                        ? seconds / 60 + " min"
                        : seconds < 172_800 ? seconds / 3_600 + " h" : seconds / 86_400 + " d";
    }
}
