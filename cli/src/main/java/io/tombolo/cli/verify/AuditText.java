package io.tombolo.cli.verify;

import io.tombolo.cli.shell.Count;
import io.tombolo.consumer.audit.AuditRequest;
import io.tombolo.consumer.audit.AuditResult;
import io.tombolo.verification.stream.Finding;
import io.tombolo.verification.verdict.Trust;
import java.io.PrintWriter;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** An audit's result as it is shown, to people and to programs. */
final class AuditText {
    private static final int SHOWN = 20;
    private static final int RUNS_SHOWN = 5;

    private AuditText() {}

    static void print(PrintWriter out, AuditResult result) {
        if (result.isGood()) {
            out.printf(
                    "%s  %s: %s in %s, none altered, dropped, added or moved (%,.0f events/s)%n",
                    result.level().map(Enum::name).orElse(""),
                    result.dataset(),
                    Count.of(result.events(), "event"),
                    Count.of(result.partitions(), "partition"),
                    result.eventsPerSecond());
            if (result.unsealed() > 0) {
                out.printf("  %,d more are not sealed yet: ask again in a moment.%n", result.unsealed());
            }
        } else {
            long ofTheLog =
                    result.refusals().stream().filter(AuditText::isOfTheLog).count();
            long events = result.refused() - ofTheLog;
            out.printf(
                    "REFUSED  %s: %s%n",
                    result.dataset(),
                    ofTheLog == 0
                            ? String.format("%,d of %s", events, Count.of(result.events(), "event"))
                            : events == 0 ? "its log" : "its log, and " + Count.of(events, "event"));
            result.refusals().stream()
                    .limit(SHOWN)
                    .forEach(refusal -> out.printf(
                            "  %-10s partition %d, %s: %s%n",
                            refusal.kind(),
                            refusal.partition(),
                            isOfTheLog(refusal) ? "the log" : "offset " + refusal.offset(),
                            refusal.detail()));
            if (result.refused() > SHOWN) {
                out.printf("  … and %,d more (--json lists them)%n", result.refused() - SHOWN);
            }
        }
        printGone(out, result);
        if (!result.resumed().isEmpty()) {
            out.printf(
                    "  Resumed: an earlier run, begun %s, compared the first %s (--json says where it ended).%n",
                    result.begunAt(),
                    Count.of(
                            result.resumed().stream()
                                    .mapToLong(AuditResult.ResumedFrom::leaf)
                                    .sum(),
                            "event"));
        }
        if (result.development()) {
            out.println(VerdictText.DEVELOPMENT);
        }
        if (result.trust() == Trust.SELF_ASSERTED) {
            out.println(VerdictText.KEYS_OF_THE_SERVER);
        }
    }

    /** What is wrong with heads, keys or tiles, and so with no event alone. */
    private static boolean isOfTheLog(AuditResult.Refused refusal) {
        return refusal.offset() == Finding.NONE;
    }

    private static void printGone(PrintWriter out, AuditResult result) {
        if (result.expired() + result.compacted() == 0) {
            return;
        }
        out.printf(
                "  Gone from Kafka: %,d expired, %,d compacted away. The topic's settings account for them, which is the broker's word.%n",
                result.expired(), result.compacted());
        result.gone().stream()
                .limit(RUNS_SHOWN)
                .forEach(run -> out.printf(
                        "  %-10s partition %d, offsets %d to %d: %s%n",
                        run.reason(),
                        run.partition(),
                        run.firstOffset(),
                        run.lastOffset(),
                        Count.of(run.count(), "event")));
        if (result.gone().size() > RUNS_SHOWN) {
            out.println("  … and more (--json lists them)");
        }
        if (result.gaps() == AuditRequest.Gaps.REFUSED) {
            out.println("  They count as refused; --gaps told takes the broker's word.");
        }
    }

    static Map<String, Object> json(AuditResult result) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("dataset", result.dataset().toString());
        json.put("partitions", result.partitions());
        json.put("events", result.events());
        json.put("anchored", result.anchored());
        json.put("unsealed", result.unsealed());
        json.put("level", result.level().map(Enum::name).orElse("REFUSED"));
        json.put("trust", result.trust().name());
        json.put("development", result.development());
        json.put("refused", result.refused());
        json.put("refusals", result.refusals().stream().map(AuditText::json).toList());
        json.put("gaps", result.gaps().name());
        json.put("expired", result.expired());
        json.put("compacted", result.compacted());
        json.put("gone", result.gone().stream().map(AuditText::json).toList());
        json.put("begun_at", result.begunAt().toString());
        json.put("resumed", resumed(result.resumed()));
        json.put("events_per_second", Math.round(result.eventsPerSecond()));
        return json;
    }

    private static Map<String, Object> json(AuditResult.Refused refusal) {
        Map<String, Object> line = new LinkedHashMap<>();
        line.put("kind", refusal.kind().name());
        line.put("partition", refusal.partition());
        line.put("offset", refusal.offset());
        line.put("detail", refusal.detail());
        return line;
    }

    private static Map<String, Object> json(AuditResult.GoneRecords run) {
        Map<String, Object> line = new LinkedHashMap<>();
        line.put("reason", run.reason().name());
        line.put("partition", run.partition());
        line.put("first_offset", run.firstOffset());
        line.put("last_offset", run.lastOffset());
        line.put("events", run.count());
        return line;
    }

    private static List<Map<String, Object>> resumed(List<AuditResult.ResumedFrom> places) {
        return places.stream()
                .map(place -> Map.<String, Object>of(
                        "partition", place.partition(), "leaf", place.leaf(), "offset", place.offset()))
                .toList();
    }
}
