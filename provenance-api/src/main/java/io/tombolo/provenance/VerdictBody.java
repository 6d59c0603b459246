package io.tombolo.provenance;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.tombolo.verification.verdict.Subject;
import io.tombolo.verification.verdict.Times;
import io.tombolo.verification.verdict.Trust;
import io.tombolo.verification.verdict.Verdict;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A verdict as JSON: the answer of {@code POST /api/v1/verify}.
 *
 * @param verdict the level's or the refusal's name
 * @param detail why it was refused; null when it was not
 * @param development whether the anchor is on a ledger of simulated members
 */
record VerdictBody(
        @JsonProperty("verdict") String verdict,
        @JsonProperty("accepted") boolean accepted,
        @JsonProperty("detail") @Nullable String detail,
        @JsonProperty("trust") String trust,
        @JsonProperty("development") boolean development,
        @JsonProperty("subject") @Nullable SubjectBody subject,
        @JsonProperty("times") @Nullable TimesBody times,
        @JsonProperty("checks") List<CheckBody> checks) {

    record SubjectBody(
            @JsonProperty("origin") String origin,
            @JsonProperty("index") long index,
            @JsonProperty("offset") long offset) {}

    /** ISO 8601, each null where it was not stated. */
    record TimesBody(
            @JsonProperty("event") @Nullable String event,
            @JsonProperty("seal") @Nullable String seal,
            @JsonProperty("anchor") @Nullable String anchor) {}

    record CheckBody(
            @JsonProperty("name") String name,
            @JsonProperty("passed") boolean passed,
            @JsonProperty("compared") String compared) {}

    static VerdictBody of(Verdict verdict) {
        List<CheckBody> checks = verdict.checks().stream()
                .map(check -> new CheckBody(check.name(), check.passed(), check.compared()))
                .toList();
        if (verdict instanceof Verdict.Accepted accepted) {
            return new VerdictBody(
                    verdict.name(),
                    true,
                    null,
                    Trust.POLICY.name(),
                    accepted.development(),
                    subject(accepted.subject()),
                    times(accepted.times()),
                    checks);
        }
        String detail = ((Verdict.Refused) verdict).detail();
        return new VerdictBody(verdict.name(), false, detail, Trust.POLICY.name(), false, null, null, checks);
    }

    private static SubjectBody subject(Subject subject) {
        return new SubjectBody(subject.origin(), subject.index(), subject.offset());
    }

    private static TimesBody times(Times times) {
        return new TimesBody(text(times.event()), text(times.seal()), text(times.anchor()));
    }

    private static @Nullable String text(Optional<Instant> time) {
        return time.map(Instant::toString).orElse(null);
    }
}
