package io.tombolo.provenance;

import io.tombolo.verification.EvidenceVerifier;
import io.tombolo.verification.trust.PolicyFile;
import io.tombolo.verification.trust.TrustPolicy;
import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.concurrent.Semaphore;
import java.util.function.Supplier;

/** Evidence out, verdicts on evidence in, and the policy that both go by. */
final class EvidenceRoutes {
    private final EvidenceDesk desk;
    private final EvidenceVerifier verifier;
    private final Supplier<TrustPolicy> policy;
    private final Semaphore atOnce;

    /** @param atOnce requests in hand at the same time; more are asked to come back, so that tiles stay quick */
    public EvidenceRoutes(EvidenceDesk desk, EvidenceVerifier verifier, Supplier<TrustPolicy> policy, int atOnce) {
        this.desk = desk;
        this.verifier = verifier;
        this.policy = policy;
        this.atOnce = new Semaphore(atOnce);
    }

    Answer policy() {
        return Answer.rawJson(200, PolicyFile.write(policy.get()));
    }

    /** {@code ?dataset=&partition=&offset=}, all three needed. */
    Answer evidence(Ask ask) {
        Optional<String> dataset = ask.text("dataset");
        OptionalInt partition = ask.smallNumber("partition");
        OptionalLong offset = ask.number("offset");
        if (dataset.isEmpty() || partition.isEmpty() || offset.isEmpty()) {
            return Answer.error(
                    400,
                    "bad_request",
                    "dataset (as acme.example/flights), partition and offset (numbers from 0) are needed");
        }
        return limited(() -> answer(desk.find(dataset.get(), partition.getAsInt(), offset.getAsLong())));
    }

    /** The body is an evidence file, or is taken for one. */
    Answer verify(Ask ask) {
        ByteBuffer body = ask.body();
        byte[] file = new byte[body.remaining()];
        body.duplicate().get(file);
        return limited(() -> Answer.json(VerdictBody.of(verifier.verify(file, policy.get()))));
    }

    private Answer limited(Supplier<Answer> work) {
        if (!atOnce.tryAcquire()) {
            return Answer.error(503, "busy", "too many requests for evidence at once")
                    .with("Retry-After", "1");
        }
        try {
            return work.get();
        } finally {
            atOnce.release();
        }
    }

    private static Answer answer(EvidenceDesk.Lookup lookup) {
        if (lookup instanceof EvidenceDesk.Lookup.Found found) {
            ByteBuffer file = found.file();
            byte[] bytes = new byte[file.remaining()];
            file.get(bytes);
            return Answer.rawJson(200, bytes);
        }
        EvidenceDesk.Lookup.Unavailable none = (EvidenceDesk.Lookup.Unavailable) lookup;
        return switch (none.reason()) {
            case UNKNOWN_DATASET -> Answer.error(404, "unknown_dataset", none.message());
            case UNKNOWN_PARTITION -> Answer.error(404, "unknown_partition", none.message());
            case UNKNOWN_OFFSET -> Answer.error(404, "unknown_offset", none.message());
            case RECORD_GONE -> Answer.error(404, "record_gone", none.message());
            case NOT_YET_SEALED ->
                Answer.error(409, "not_yet_sealed", none.message()).with("Retry-After", "1");
            case UNREACHABLE -> Answer.error(503, "unreachable", none.message()).with("Retry-After", "5");
        };
    }
}
