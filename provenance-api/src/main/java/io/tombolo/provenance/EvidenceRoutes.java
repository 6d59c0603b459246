package io.tombolo.provenance;

import io.tombolo.http.server.ApiRequest;
import io.tombolo.http.server.ApiResponse;
import io.tombolo.verification.EvidenceVerifier;
import io.tombolo.verification.trust.PolicyFile;
import io.tombolo.verification.trust.TrustPolicy;
import java.nio.ByteBuffer;
import java.time.Clock;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Semaphore;
import java.util.function.Supplier;

/** Evidence out, verdicts on evidence in, and the policy that both use. */
final class EvidenceRoutes {
    private final EvidenceService service;
    private final EvidenceVerifier verifier;
    private final Supplier<TrustPolicy> policy;
    private final Semaphore atOnce;
    private final CertificateRoute certificates;

    /** @param atOnce requests in hand at the same time; more are asked to come back, so that tiles stay quick */
    public EvidenceRoutes(
            EvidenceService service, EvidenceVerifier verifier, Supplier<TrustPolicy> policy, int atOnce) {
        this.service = service;
        this.verifier = verifier;
        this.policy = policy;
        this.atOnce = new Semaphore(atOnce);
        this.certificates = new CertificateRoute(verifier::verify, Clock.systemUTC(), CertificateRoute.LIMIT);
    }

    CompletionStage<ApiResponse> certificate(ApiRequest ask) {
        return certificates.answer(ask);
    }

    ApiResponse policy() {
        return ApiResponse.rawJson(200, PolicyFile.write(policy.get()));
    }

    /** {@code ?dataset=&partition=&offset=}, all three needed. */
    ApiResponse evidence(ApiRequest ask) {
        Optional<String> dataset = ask.text("dataset");
        OptionalInt partition = ask.smallNumber("partition");
        OptionalLong offset = ask.number("offset");
        if (dataset.isEmpty() || partition.isEmpty() || offset.isEmpty()) {
            return ReadSideProblem.of(
                    400,
                    "bad_request",
                    "dataset (as acme.example/flights), partition and offset (numbers from 0) are needed");
        }
        return limited(() -> answer(service.find(dataset.get(), partition.getAsInt(), offset.getAsLong())));
    }

    /** The body is an evidence file, or is taken for one. */
    ApiResponse verify(ByteBuffer body) {
        byte[] file = new byte[body.remaining()];
        body.duplicate().get(file);
        return limited(() -> ApiResponse.json(VerdictBody.of(verifier.verify(file, policy.get()))));
    }

    private ApiResponse limited(Supplier<ApiResponse> work) {
        if (!atOnce.tryAcquire()) {
            return ReadSideProblem.of(503, "busy", "too many requests for evidence at once");
        }
        try {
            return work.get();
        } finally {
            atOnce.release();
        }
    }

    private static ApiResponse answer(EvidenceService.Lookup lookup) {
        if (lookup instanceof EvidenceService.Lookup.Found found) {
            ByteBuffer file = found.file();
            byte[] bytes = new byte[file.remaining()];
            file.get(bytes);
            return ApiResponse.rawJson(200, bytes);
        }
        EvidenceService.Lookup.Unavailable none = (EvidenceService.Lookup.Unavailable) lookup;
        return switch (none.reason()) {
            case UNKNOWN_DATASET -> ReadSideProblem.of(404, "unknown_dataset", none.message());
            case UNKNOWN_PARTITION -> ReadSideProblem.of(404, "unknown_partition", none.message());
            case UNKNOWN_OFFSET -> ReadSideProblem.of(404, "unknown_offset", none.message());
            case RECORD_GONE -> ReadSideProblem.of(404, "record_gone", none.message());
            case NOT_YET_SEALED -> ReadSideProblem.of(409, "not_yet_sealed", none.message());
            case UNREACHABLE -> ReadSideProblem.of(503, "unreachable", none.message());
        };
    }
}
