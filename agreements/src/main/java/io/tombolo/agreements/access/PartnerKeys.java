package io.tombolo.agreements.access;

import io.tombolo.agreements.Agreement;
import io.tombolo.http.server.Problem;
import io.tombolo.schemas.DatasetId;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Supplier;

/** Whose protected fields a partner may open now, by the agreements that are in force. */
public final class PartnerKeys {

    private final Supplier<List<Agreement>> agreements;
    private final Clock clock;

    public PartnerKeys(Supplier<List<Agreement>> agreements, Clock clock) {
        this.agreements = agreements;
        this.clock = clock;
    }

    /**
     * The groups of a dataset that a caller may open, and for how long it may keep their keys: as agreed, and never beyond the agreement's end.
     *
     * @param caller the name of its token, or that of its certificate in the file of logins
     * @throws Problem.Refusal 403 for a caller without an agreement in force about this dataset
     */
    public Map<String, Duration> groups(Optional<String> caller, DatasetId dataset) {
        String organisation = caller.flatMap(Partners::organisation)
                .orElseThrow(
                        () -> new Problem.Refusal(
                                Problem.of(
                                        403,
                                        "not-a-partner",
                                        "keys are given to organisations with an agreement, by their token; others read with a grant")));
        Instant now = clock.instant();
        Map<String, Duration> groups = new TreeMap<>();
        boolean agreed = false;
        for (Agreement one : agreements.get()) {
            boolean counts = one.terms().consumer().name().equals(organisation)
                    && one.terms().dataset().equals(dataset)
                    && one.inForce(now);
            if (counts) {
                agreed = true;
                Duration left = Duration.between(now, one.terms().until());
                Duration keeps = one.terms().keyCache();
                for (String group : one.terms().fieldGroups()) {
                    groups.merge(group, keeps.compareTo(left) < 0 ? keeps : left, (a, b) -> a.compareTo(b) > 0 ? a : b);
                }
            }
        }
        if (!agreed) {
            throw new Problem.Refusal(Problem.of(
                    403, "no-agreement", organisation + " has no agreement about " + dataset + " that is in force"));
        }
        return groups;
    }
}
