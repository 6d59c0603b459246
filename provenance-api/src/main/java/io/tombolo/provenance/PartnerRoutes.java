package io.tombolo.provenance;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import io.tombolo.http.server.ApiResponse;
import io.tombolo.merkle.MalformedException;
import io.tombolo.schemas.registry.RegistryException;
import io.tombolo.schemas.signed.KeyedLines;
import java.time.Clock;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.apache.kafka.common.KafkaException;
import org.jspecify.annotations.Nullable;

/** Agreements with other organisations and what they signed that they verified, by the owners' own datasets. */
final class PartnerRoutes {
    private static final String TERMS = "tombolo-agreement/1";

    private final SealedRows agreementRows;
    private final SealedRows usageRows;
    private final Clock clock;
    private final Map<String, SealedRows.Row> agreements = new HashMap<>();
    private final Map<String, Usage> usage = new HashMap<>();

    PartnerRoutes(SealedRows agreements, SealedRows usage, Clock clock) {
        this.agreementRows = agreements;
        this.usageRows = usage;
        this.clock = clock;
    }

    RouteTable addTo(RouteTable table) {
        List<String> parameters = List.of("dataset", "after", "limit");
        return table.get("/api/v1/agreements", parameters, ask -> read(() -> agreements(ask)))
                .get("/api/v1/usage", parameters, ask -> read(() -> usage(ask)));
    }

    private static ApiResponse read(Supplier<ApiResponse> answer) {
        try {
            return answer.get();
        } catch (KafkaException | RegistryException away) {
            return ReadSideProblem.of(503, "unreachable", String.valueOf(away.getMessage()));
        }
    }

    /** An agreement after its last step that is sealed. What is in the terms is absent where they can't be read. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Agreement(
            @JsonProperty("id") String id,
            @JsonProperty("provider") String provider,
            @JsonProperty("consumer") String consumer,
            @JsonProperty("dataset") String dataset,
            @JsonProperty("state") String state,
            @JsonProperty("in_force") @Nullable Boolean inForce,
            @JsonProperty("purpose") @Nullable String purpose,
            @JsonProperty("from") @Nullable String from,
            @JsonProperty("until") @Nullable String until,
            @JsonProperty("groups") @Nullable List<String> groups,
            @JsonProperty("price") @Nullable String price,
            @JsonProperty("bytes_per_second") @Nullable Long bytesPerSecond,
            @JsonProperty("last_action") String lastAction,
            @JsonProperty("last_by") String lastBy,
            @JsonProperty("last_at") String lastAt,
            @JsonProperty("evidence_dataset") String evidenceDataset,
            @JsonProperty("evidence_offset") long evidenceOffset,
            @JsonProperty("level") String level) {}

    /** What of the terms is shown; they are signed as one text. */
    private record Terms(
            List<String> groups, String purpose, Instant from, Instant until, String price, long bytesPerSecond) {}

    private static Optional<Terms> terms(String text) {
        try {
            KeyedLines lines = KeyedLines.read(text, TERMS);
            for (String passed : List.of("id", "provider", "consumer", "dataset")) {
                lines.text(passed);
            }
            String groups = lines.text("groups");
            return Optional.of(new Terms(
                    groups.equals("-") ? List.of() : List.of(groups.split(",", -1)),
                    lines.text("purpose"),
                    lines.time("from"),
                    lines.time("until"),
                    lines.text("price"),
                    lines.number("rate")));
        } catch (MalformedException other) {
            return Optional.empty();
        }
    }

    private synchronized ApiResponse agreements(Ask ask) {
        agreementRows.readOn(row -> {
            if (row.after().hasField("terms") && row.after().hasField("note")) {
                agreements.put(row.text("id"), row);
            }
        });
        Optional<String> dataset = ask.text("dataset");
        List<Agreement> all = agreements.values().stream()
                .filter(row -> dataset.isEmpty() || row.text("dataset").equals(dataset.get()))
                .sorted(Comparator.comparingLong((SealedRows.Row row) -> row.number("at"))
                        .reversed())
                .map(this::agreement)
                .toList();
        return ApiResponse.json(Paged.of("agreements", all, ask));
    }

    private Agreement agreement(SealedRows.Row row) {
        Terms terms = terms(row.text("terms")).orElse(null);
        Instant now = clock.instant();
        return new Agreement(
                row.text("id"),
                row.text("provider"),
                row.text("consumer"),
                row.text("dataset"),
                row.text("state"),
                terms == null
                        ? null
                        : row.text("state").equals("FINALIZED")
                                && !now.isBefore(terms.from())
                                && now.isBefore(terms.until()),
                terms == null ? null : terms.purpose(),
                terms == null ? null : terms.from().toString(),
                terms == null ? null : terms.until().toString(),
                terms == null ? null : terms.groups(),
                terms == null ? null : terms.price(),
                terms == null ? null : terms.bytesPerSecond(),
                row.text("action"),
                row.text("by"),
                Timeline.text(row.number("at")),
                row.log().origin().dataset().toString(),
                row.offset(),
                row.level());
    }

    /** Sums of one partner's receipts for one log under one agreement. */
    private static final class Usage {
        private final String agreement;
        private final String consumer;
        private final String origin;
        private long receipts;
        private long events;
        private long bytes;
        private long first = Long.MAX_VALUE;
        private long last;
        private long toLeaf;
        private SealedRows.Row newest;

        Usage(SealedRows.Row row) {
            agreement = row.text("agreement");
            consumer = row.text("consumer");
            origin = row.text("origin");
            newest = row;
        }

        Usage add(SealedRows.Row row) {
            receipts++;
            events += row.number("events");
            bytes += row.number("bytes");
            first = Math.min(first, row.number("minute"));
            last = Math.max(last, row.number("minute"));
            toLeaf = Math.max(toLeaf, row.number("to_leaf"));
            newest = row;
            return this;
        }

        UsageLine line() {
            return new UsageLine(
                    agreement,
                    consumer,
                    origin,
                    receipts,
                    events,
                    bytes,
                    Timeline.text(first),
                    Timeline.text(last),
                    toLeaf,
                    newest.level());
        }
    }

    record UsageLine(
            @JsonProperty("agreement") String agreement,
            @JsonProperty("consumer") String consumer,
            @JsonProperty("origin") String origin,
            @JsonProperty("receipts") long receipts,
            @JsonProperty("events") long events,
            @JsonProperty("bytes") long bytes,
            @JsonProperty("first_minute") String firstMinute,
            @JsonProperty("last_minute") String lastMinute,
            @JsonProperty("to_leaf") long toLeaf,
            @JsonProperty("level") String level) {}

    private synchronized ApiResponse usage(Ask ask) {
        usageRows.readOn(row -> {
            if (row.after().hasField("to_leaf")) {
                usage.computeIfAbsent(
                                String.join(" ", row.text("agreement"), row.text("consumer"), row.text("origin")),
                                key -> new Usage(row))
                        .add(row);
            }
        });
        Optional<String> dataset = ask.text("dataset");
        List<UsageLine> all = usage.values().stream()
                .map(Usage::line)
                .filter(line -> dataset.isEmpty() || line.origin().startsWith(dataset.get() + "/"))
                .sorted(Comparator.comparing(UsageLine::lastMinute).reversed())
                .toList();
        return ApiResponse.json(Paged.of("usage", all, ask));
    }
}
