package io.tombolo.provenance;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.databind.JsonNode;
import io.tombolo.provenance.store.HeldAnchor;
import io.tombolo.provenance.store.LogStore;
import io.tombolo.provenance.store.LogView;
import io.tombolo.provenance.store.StoredLog;
import io.tombolo.verification.receipt.AnchorTrust;
import io.tombolo.verification.receipt.EvmTrust;
import io.tombolo.verification.receipt.LedgerTrust;
import io.tombolo.verification.trust.TrustPolicy;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * One ledger, witness or time-stamping authority: of the policy, of anchors, or of both.
 *
 * @param kind what is before the colon of its name
 * @param trusted whether the policy has it
 * @param development whether a certificate of its members says so; absent without certificates
 * @param quorum how many must sign; absent where the policy does not say
 * @param state {@code UP} or {@code DOWN} by the anchoring service beside this read side, {@code UNKNOWN} without one
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
record LedgerLine(
        @JsonProperty("ledger") String ledger,
        @JsonProperty("kind") String kind,
        @JsonProperty("trusted") boolean trusted,
        @JsonProperty("development") @Nullable Boolean development,
        @JsonProperty("quorum") @Nullable Integer quorum,
        @JsonProperty("retired_at") @Nullable String retiredAt,
        @JsonProperty("logs") int logs,
        @JsonProperty("anchors") long anchors,
        @JsonProperty("anchored") long anchored,

        @JsonProperty("last_anchored_at") @JsonInclude(JsonInclude.Include.ALWAYS) @Nullable String lastAnchoredAt,

        @JsonProperty("state") String state,
        @JsonProperty("since") @Nullable String since,
        @JsonProperty("message") @Nullable String message,
        @JsonProperty("signers") List<Certificates.Signer> signers,
        @JsonProperty("forks") List<FaultLine> forks) {

    /** Sums over logs. */
    private static final class Counts {
        private int logs;
        private long anchors;
        private long anchored;
        private long last;
        private final List<FaultLine> forks = new ArrayList<>();
    }

    /** By name. */
    static List<LedgerLine> all(LogStore store, TrustPolicy policy, Optional<JsonNode> anchoring) {
        Map<String, Counts> counts = new TreeMap<>();
        policy.ledgers().forEach(ledger -> counts.put(ledger.name(), new Counts()));
        for (StoredLog log : store.logs()) {
            LogView view = log.view();
            view.anchors().forEach((name, held) -> {
                Counts sums = counts.computeIfAbsent(name, any -> new Counts());
                sums.logs++;
                sums.anchors += held.count();
                sums.anchored += held.newest().size();
                sums.last = Math.max(sums.last, held.newest().anchoredAt());
            });
            for (LogView.Fault fault : view.faults()) {
                HeldAnchor other = fault.anchor();
                if (other != null) {
                    counts.computeIfAbsent(other.ledger(), any -> new Counts())
                            .forks
                            .add(FaultLine.of(log, fault));
                }
            }
        }
        return counts.entrySet().stream()
                .map(one -> line(one.getKey(), one.getValue(), policy, anchoring))
                .toList();
    }

    private static LedgerLine line(String name, Counts counts, TrustPolicy policy, Optional<JsonNode> anchoring) {
        Optional<AnchorTrust> trust = policy.ledger(name);
        List<Certificates.Signer> signers = trust.map(Certificates::signers).orElse(List.of());
        List<String> subjects = signers.stream()
                .filter(signer -> signer.subject() != null)
                .map(signer -> String.valueOf(signer.subject()).toLowerCase(Locale.ROOT))
                .toList();
        Health health = health(name, anchoring);
        return new LedgerLine(
                name,
                name.indexOf(':') < 0 ? name : name.substring(0, name.indexOf(':')),
                trust.isPresent(),
                subjects.isEmpty() ? null : subjects.stream().anyMatch(subject -> subject.contains("development")),
                trust.flatMap(LedgerLine::quorum).orElse(null),
                policy.retiredAt(name).map(Instant::toString).orElse(null),
                counts.logs,
                counts.anchors,
                counts.anchored,
                Sums.time(counts.last),
                health.state(),
                health.since(),
                health.message(),
                signers,
                counts.forks);
    }

    private static Optional<Integer> quorum(AnchorTrust trust) {
        if (trust instanceof LedgerTrust ledger) {
            return Optional.of(ledger.quorum());
        }
        if (trust instanceof EvmTrust chain) {
            return Optional.of(chain.quorum());
        }
        return Optional.empty();
    }

    private record Health(
            String state, @Nullable String since, @Nullable String message) {}

    /** Of those that use it, the one for whom it is away counts. */
    private static Health health(String name, Optional<JsonNode> anchoring) {
        Health found = new Health("UNKNOWN", null, null);
        if (anchoring.isEmpty()) {
            return found;
        }
        for (JsonNode one : anchoring.get().path("ledgers")) {
            if (one.path("ledger").asText().equals(name)) {
                long away = one.path("away_since_ms").asLong(-1);
                String error = one.path("last_error").textValue();
                if (away >= 0) {
                    return new Health("DOWN", Timeline.text(away), error);
                }
                found = new Health("UP", null, error);
            }
        }
        return found;
    }
}
