package io.tombolo.agreements.http;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tombolo.agreements.Agreement;
import io.tombolo.agreements.Refusal;
import io.tombolo.agreements.store.AgreementLog;
import io.tombolo.agreements.store.ErasureLog;
import io.tombolo.http.server.ApiResponse;
import io.tombolo.merkle.note.SignedNote;
import io.tombolo.schemas.json.BoundedJson;
import io.tombolo.schemas.signed.ErasureConfirmation;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.KafkaException;

/** Informs the consumer of an agreement about erasures, and takes what it signs about them. */
final class ErasureRoutes {
    private static final JsonMapper JSON = BoundedJson.mapper(10_000);
    private static final int MOST = 1_000;
    /** All processes of a consumer learn of it, not only the one that confirms. */
    private static final Duration LISTED = Duration.ofHours(1);

    private final AgreementLog agreements;
    private final ErasureLog erasures;
    private final Clock clock;

    ErasureRoutes(AgreementLog agreements, ErasureLog erasures, Clock clock) {
        this.agreements = agreements;
        this.erasures = erasures;
        this.clock = clock;
    }

    /** What the consumer has not confirmed, or what is new: without reasons, for anybody who knows the agreement's id. */
    ApiResponse list(String id) {
        Agreement agreement = agreement(id);
        String consumer = agreement.terms().consumer().name();
        Instant since = clock.instant().minus(LISTED);
        ArrayNode all = JSON.createArrayNode();
        recorded().stream()
                .filter(one -> one.erasure().dataset().equals(agreement.terms().dataset()))
                .filter(one -> !one.confirmed().containsKey(consumer)
                        || one.erasure().at().isAfter(since))
                .limit(MOST)
                .forEach(one -> {
                    ObjectNode json = all.addObject()
                            .put("erasure", one.erasure().id())
                            .put("at", one.erasure().at().toString())
                            .put("confirmed", one.confirmed().containsKey(consumer));
                    ObjectNode keys = json.putObject("keys");
                    one.erasure().keys().forEach(keys::put);
                });
        return ApiResponse.json(Map.of("erasures", all));
    }

    private List<ErasureLog.Recorded> recorded() {
        try {
            return erasures.all();
        } catch (KafkaException e) {
            throw AgreementRoutes.problem(503, "unavailable", "Kafka: " + e.getMessage());
        }
    }

    ApiResponse confirm(String id, SignedNote note) {
        Agreement agreement = agreement(id);
        String consumer = agreement.terms().consumer().name();
        ErasureConfirmation confirmation = ErasureConfirmation.parse(note.text());
        String name = "confirmation of erasure " + confirmation.erasure();
        if (!agreement.terms().consumer().signed(note)) {
            throw refused(
                    Refusal.Code.WRONG_SIGNER, name + ": not signed by " + consumer + " with the key of the terms");
        }
        if (!confirmation.agreement().equals(id)) {
            throw refused(Refusal.Code.ALTERED, name + ": is about agreement " + confirmation.agreement());
        }
        ErasureLog.Recorded erasure = erasures.find(confirmation.erasure())
                .orElseThrow(() -> refused(Refusal.Code.UNKNOWN, "there is no erasure " + confirmation.erasure()));
        if (!erasure.erasure().dataset().equals(agreement.terms().dataset())) {
            throw refused(
                    Refusal.Code.OTHER_DATASET,
                    name + ": the agreement is about " + agreement.terms().dataset());
        }
        Instant now = clock.instant();
        if (confirmation.at().isAfter(now.plus(Agreement.CLOCKS))) {
            throw refused(
                    Refusal.Code.FUTURE,
                    name + ": of " + confirmation.at() + ", here it is " + now + ", limit " + Agreement.CLOCKS
                            + " ahead");
        }
        erasures.confirm(agreement.terms().provider().name(), consumer, note);
        return ApiResponse.json(Map.of("erasure", confirmation.erasure(), "confirmed", true));
    }

    private Agreement agreement(String id) {
        return agreements.find(id).orElseThrow(() -> refused(Refusal.Code.UNKNOWN, "there is no agreement " + id));
    }

    private static RuntimeException refused(Refusal.Code code, String detail) {
        return AgreementRoutes.refusal(new Refusal(code, detail));
    }
}
