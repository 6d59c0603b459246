package io.tombolo.agreements.access;

import io.tombolo.agreements.Agreement;
import io.tombolo.http.server.ApiRequest;
import io.tombolo.http.server.Problem;
import io.tombolo.schemas.DatasetId;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/**
 * What a partner's token opens on registry and read side: what belongs to datasets that it may read now, and nothing else. Asked at each request, so
 * that the end of an agreement counts at once.
 */
public final class PartnerRequests implements BiConsumer<String, ApiRequest> {
    /** Of the read side and of the registry; they say nothing about other datasets. */
    private static final Set<String> COMMON = Set.of(
            "/",
            "/healthz",
            "/readyz",
            "/api/v1/policy",
            "/api/v1/endpoints",
            "/api/v1/openapi.yaml",
            "/schemas/types");

    /** Of the read side, where the parameter {@code dataset} names the one that the answer is about. */
    private static final Set<String> ABOUT_ONE =
            Set.of("/api/v1/datasets", "/api/v1/evidence", "/api/v1/keys", "/api/v1/faults");

    private final Supplier<List<Agreement>> agreements;
    private final Clock clock;

    public PartnerRequests(Supplier<List<Agreement>> agreements, Clock clock) {
        this.agreements = agreements;
        this.clock = clock;
    }

    @Override
    public void accept(String tokenName, ApiRequest request) {
        Optional<String> organisation = Partners.organisation(tokenName);
        if (organisation.isEmpty()) {
            return;
        }
        Set<DatasetId> datasets = agreements.get().stream()
                .filter(one -> one.terms().consumer().name().equals(organisation.get()) && one.inForce(clock.instant()))
                .map(one -> one.terms().dataset())
                .collect(Collectors.toSet());
        if (datasets.isEmpty()) {
            throw new Problem.Refusal(
                    Problem.of(403, "no-agreement", organisation.get() + " has no agreement that is in force"));
        }
        if (!opens(datasets, request)) {
            throw new Problem.Refusal(Problem.of(
                    403,
                    "not-agreed",
                    "agreements of " + organisation.get() + " let it read "
                            + datasets.stream()
                                    .map(DatasetId::toString)
                                    .sorted()
                                    .collect(Collectors.joining(", "))
                            + " only"));
        }
    }

    private static boolean opens(Set<DatasetId> datasets, ApiRequest request) {
        String path = request.path();
        return COMMON.contains(path)
                // A schema's number or its GUID reveals no more than the records that name it.
                || path.startsWith("/schemas/ids/")
                || path.startsWith("/schemas/guids/")
                || datasets.stream().anyMatch(dataset -> belongsTo(dataset, path, request));
    }

    private static boolean belongsTo(DatasetId dataset, String path, ApiRequest request) {
        String subject = "/subjects/" + dataset.topic();
        return path.startsWith("/log/" + dataset + "/")
                || path.equals("/api/v1/datasets/" + dataset)
                || path.startsWith("/api/v1/datasets/" + dataset + "/")
                || (ABOUT_ONE.contains(path)
                        && request.text("dataset")
                                .filter(dataset.toString()::equals)
                                .isPresent())
                || List.of("-key", "-value").stream()
                        .map(subject::concat)
                        .anyMatch(one -> path.equals(one) || path.startsWith(one + "/"));
    }
}
