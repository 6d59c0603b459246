package io.tombolo.provenance;

import io.tombolo.http.server.ApiRequest;
import io.tombolo.http.server.ApiResponse;
import io.tombolo.merkle.Hash;
import io.tombolo.provenance.store.StoredLog;
import io.tombolo.schemas.registry.RegistryException;
import io.tombolo.verification.EvidenceVerifier;
import io.tombolo.verification.trust.PolicyFile;
import io.tombolo.verification.trust.TrustPolicy;
import java.nio.ByteBuffer;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Semaphore;
import java.util.function.Supplier;
import java.util.stream.LongStream;
import org.apache.kafka.common.KafkaException;

/** Evidence out, verdicts on evidence in, and the policy that both use. */
final class EvidenceRoutes {
    /** Records of one file. */
    private static final int MOST = 1000;

    private final EvidenceService service;
    private final EvidenceVerifier verifier;
    private final Supplier<TrustPolicy> policy;
    private final Semaphore atOnce;
    private final CertificateRoute certificates;
    private Optional<KeySearch> keys = Optional.empty();

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

    /** With evidence of keys too. */
    EvidenceRoutes with(KeySearch search) {
        keys = Optional.of(search);
        return this;
    }

    ApiResponse policy() {
        return ApiResponse.rawJson(200, PolicyFile.write(policy.get()));
    }

    /** {@code ?dataset=} and one of {@code &partition=&offset=}, {@code &partition=&from=&to=}, {@code &key=} and {@code &key_hash=}. */
    ApiResponse evidence(Ask ask) {
        Optional<String> dataset = ask.text("dataset");
        if (dataset.isPresent()
                && (ask.text("key").isPresent() || ask.text("key_hash").isPresent())) {
            return limited(() -> ofKey(ask, dataset.get()));
        }
        OptionalInt partition = ask.request().smallNumber("partition");
        OptionalLong offset = ask.request().number("offset");
        if (dataset.isPresent() && partition.isPresent() && ask.text("from").isPresent() && offset.isEmpty()) {
            return limited(() -> ofRange(ask, dataset.get(), partition.getAsInt()));
        }
        if (dataset.isEmpty() || partition.isEmpty() || offset.isEmpty()) {
            return ReadSideProblem.of(
                    400,
                    "bad_request",
                    "dataset (as acme.example/flights), partition and offset (numbers from 0) are needed; or from and"
                            + " to in place of offset; or dataset and key or key_hash");
        }
        return limited(() -> answer(service.find(dataset.get(), partition.getAsInt(), offset.getAsLong())));
    }

    private ApiResponse ofRange(Ask ask, String dataset, int partition) {
        long from = ask.number("from", 0, Long.MAX_VALUE - 1).orElse(0);
        long to = ask.number("to", 0, Long.MAX_VALUE - 1)
                .orElseThrow(() -> Ask.bad("to: the last offset of the range is missing"));
        EvidenceService.Found found = service.log(dataset, partition);
        if (found.why().isPresent()) {
            return answer(found.why().get());
        }
        StoredLog log = found.log().orElseThrow();
        long first = EventRoutes.ceiling(log, from);
        long end = EventRoutes.ceiling(log, to + 1);
        if (to < from || first >= end) {
            return ReadSideProblem.of(
                    404, "unknown_offset", "%s has no record from offset %d to %d".formatted(log.origin(), from, to));
        }
        if (end - first > MOST) {
            throw Ask.bad("from %d to %d: %d records, limit %d".formatted(from, to, end - first, MOST));
        }
        return answer(service.findAll(log, LongStream.range(first, end).boxed().toList()));
    }

    private ApiResponse ofKey(Ask ask, String dataset) {
        List<StoredLog> logs = Logs.newestOfEach(Logs.of(service.store(), dataset));
        OptionalLong partition = ask.number("partition", 0, Integer.MAX_VALUE);
        if (logs.isEmpty()) {
            return answer(service.log(dataset, 0).why().orElseThrow());
        }
        KeySearch search =
                keys.orElseThrow(() -> Logs.refusal(503, "keys-not-indexed", "this read side has no index of keys"));
        search.require();
        try {
            Hash hash = search.hash(ask, logs);
            List<StoredLog> searched = partition.isPresent() ? List.of(Logs.newest(logs, partition.getAsLong())) : logs;
            StoredLog holding = null;
            List<Long> indices = List.of();
            for (StoredLog log : searched) {
                KeySearch.Page page = search.page(log, hash, Long.MAX_VALUE, MOST);
                if (page.next() != null && page.events().size() == MOST) {
                    throw Ask.bad("key: more than %d records in %s; ask for offsets".formatted(MOST, log.origin()));
                }
                if (!page.events().isEmpty() && holding != null) {
                    throw Ask.bad("key: records in %s and in %s have it, and a file is about one: give partition"
                            .formatted(holding.origin(), log.origin()));
                }
                if (!page.events().isEmpty()) {
                    holding = log;
                    indices = page.events().stream()
                            .map(EventLine::index)
                            .sorted()
                            .toList();
                }
            }
            return holding == null
                    ? ReadSideProblem.of(404, "unknown_key", "no record of %s has this key".formatted(dataset))
                    : answer(service.findAll(holding, indices));
        } catch (KafkaException | RegistryException away) {
            return ReadSideProblem.of(503, "unreachable", String.valueOf(away.getMessage()));
        }
    }

    /** The body is an evidence file, or is taken for one. */
    ApiResponse verify(ByteBuffer body) {
        byte[] file = new byte[body.remaining()];
        body.duplicate().get(file);
        return limited(() -> ApiResponse.json(VerdictBody.of(verifier.verify(file, policy.get()))));
    }

    /** Answers unless too many of these requests are in hand. */
    ApiResponse limited(Supplier<ApiResponse> work) {
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
            case TOO_LARGE -> ReadSideProblem.of(400, "too_large", none.message());
            case RECORD_GONE -> ReadSideProblem.of(404, "record_gone", none.message());
            case NOT_YET_SEALED -> ReadSideProblem.of(409, "not_yet_sealed", none.message());
            case UNREACHABLE -> ReadSideProblem.of(503, "unreachable", none.message());
        };
    }
}
