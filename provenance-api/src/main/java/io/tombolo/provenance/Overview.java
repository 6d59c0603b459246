package io.tombolo.provenance;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.tombolo.provenance.follow.FollowerState;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Sums over all datasets.
 *
 * @param at when the newest change of them was seen, ISO 8601
 */
record Overview(
        @JsonProperty("at") String at,
        @JsonProperty("phase") String phase,
        @JsonProperty("message") String message,
        @JsonProperty("organisations") int organisations,
        @JsonProperty("datasets") int datasets,
        @JsonProperty("logs") int logs,
        @JsonProperty("events") long events,
        @JsonProperty("sealed") long sealed,
        @JsonProperty("anchored") long anchored,
        @JsonProperty("faults") long faults,
        @JsonProperty("level") String level,
        @JsonProperty("per_second") double perSecond,
        @JsonProperty("last_sealed_at") @Nullable String lastSealedAt,
        @JsonProperty("last_anchored_at") @Nullable String lastAnchoredAt) {

    static Overview of(String at, FollowerState state, List<Sums.OfDataset> all) {
        Sums sums = all.stream().map(Sums.OfDataset::sums).reduce(Sums.NONE, Sums::and);
        return new Overview(
                at,
                state.phase().name(),
                state.message(),
                (int) all.stream().map(Sums.OfDataset::organisation).distinct().count(),
                all.size(),
                sums.logs(),
                sums.events(),
                sums.sealed(),
                sums.anchored(),
                sums.faults(),
                sums.level(),
                sums.perSecond(),
                Sums.time(sums.sealedAt()),
                Sums.time(sums.anchoredAt()));
    }

    boolean differs(@Nullable Overview other) {
        return other == null || !equals(other.at(at));
    }

    private Overview at(String time) {
        return new Overview(
                time,
                phase,
                message,
                organisations,
                datasets,
                logs,
                events,
                sealed,
                anchored,
                faults,
                level,
                perSecond,
                lastSealedAt,
                lastAnchoredAt);
    }

    /**
     * One organisation with the sums of its datasets.
     *
     * @param levels how many datasets have which level
     * @param faulty datasets with faults
     */
    record Organisation(
            @JsonProperty("organisation") String organisation,
            @JsonProperty("datasets") int datasets,
            @JsonProperty("levels") Map<String, Integer> levels,
            @JsonProperty("faulty") int faulty,
            @JsonProperty("events") long events,
            @JsonProperty("sealed") long sealed,
            @JsonProperty("anchored") long anchored,
            @JsonProperty("faults") long faults,
            @JsonProperty("level") String level,
            @JsonProperty("per_second") double perSecond,
            @JsonProperty("last_sealed_at") @Nullable String lastSealedAt,
            @JsonProperty("last_anchored_at") @Nullable String lastAnchoredAt) {}

    /** Those with faults first, then by name. */
    static List<Organisation> organisations(List<Sums.OfDataset> all) {
        Map<String, List<Sums.OfDataset>> byName = new TreeMap<>();
        all.forEach(one -> byName.computeIfAbsent(one.organisation(), name -> new ArrayList<>())
                .add(one));
        return byName.entrySet().stream()
                .map(one -> organisation(one.getKey(), one.getValue()))
                .sorted(Comparator.comparing(one -> one.faulty() == 0))
                .toList();
    }

    private static Organisation organisation(String name, List<Sums.OfDataset> datasets) {
        Sums sums = datasets.stream().map(Sums.OfDataset::sums).reduce(Sums.NONE, Sums::and);
        Map<String, Integer> levels = new LinkedHashMap<>();
        List.of("PENDING", "SEALED", "ANCHORED").forEach(level -> levels.put(level, 0));
        datasets.forEach(one -> levels.merge(one.sums().level(), 1, Integer::sum));
        return new Organisation(
                name,
                datasets.size(),
                levels,
                (int) datasets.stream().filter(one -> one.sums().faults() > 0).count(),
                sums.events(),
                sums.sealed(),
                sums.anchored(),
                sums.faults(),
                sums.level(),
                sums.perSecond(),
                Sums.time(sums.sealedAt()),
                Sums.time(sums.anchoredAt()));
    }
}
