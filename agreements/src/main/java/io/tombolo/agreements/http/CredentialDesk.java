package io.tombolo.agreements.http;

import io.tombolo.agreements.Agreement;
import io.tombolo.agreements.CredentialRequest;
import io.tombolo.agreements.Refusal;
import io.tombolo.agreements.access.PartnerAccess;
import io.tombolo.agreements.access.Partners;
import io.tombolo.agreements.store.AgreementLog;
import io.tombolo.http.server.ApiResponse;
import io.tombolo.merkle.note.SignedNote;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;

/** Gives the consumer of an agreement its password and token, against its signature. */
final class CredentialDesk {
    private static final Duration CLOCKS = Duration.ofMinutes(2);

    private final AgreementLog log;
    private final Optional<PartnerAccess> access;
    private final Supplier<Map<String, String>> where;
    private final Clock clock;
    private final Map<String, Instant> newest = new ConcurrentHashMap<>();

    /** @param where what a partner needs to know beside its credentials, by name: addresses, authorities */
    CredentialDesk(AgreementLog log, Optional<PartnerAccess> access, Supplier<Map<String, String>> where, Clock clock) {
        this.log = log;
        this.access = access;
        this.where = where;
        this.clock = clock;
    }

    ApiResponse issue(String id, SignedNote note) {
        CredentialRequest request = CredentialRequest.parse(note);
        Agreement agreement =
                log.find(id).orElseThrow(() -> refused(Refusal.Code.UNKNOWN, "there is no agreement " + id));
        if (!request.id().equals(id)) {
            throw refused(Refusal.Code.ALTERED, "the request is about agreement " + request.id());
        }
        if (!agreement.terms().consumer().signed(note)) {
            throw refused(
                    Refusal.Code.WRONG_SIGNER,
                    "request for credentials of " + id + ": not signed by "
                            + agreement.terms().consumer().name() + " with the key of the terms");
        }
        Instant now = clock.instant();
        if (Duration.between(request.at(), now).abs().compareTo(CLOCKS) > 0) {
            throw refused(
                    Refusal.Code.EXPIRED,
                    "request for credentials of " + id + ": signed at " + request.at() + ", here it is " + now
                            + ", limit " + CLOCKS + " apart");
        }
        // At once, so that of two equal requests only one is served.
        boolean[] later = {false};
        newest.compute(id, (same, last) -> {
            later[0] = last == null || request.at().isAfter(last);
            return later[0] ? request.at() : last;
        });
        if (!later[0]) {
            throw refused(
                    Refusal.Code.REPLAYED,
                    "request for credentials of " + id + ": signed at " + request.at()
                            + ", one of that time or later was served");
        }
        PartnerAccess on = access.orElseThrow(() -> AgreementRoutes.problem(
                409, "open-server", "this server is not secured: it needs no credentials, and gives none"));
        String organisation = agreement.terms().consumer().name();
        PartnerAccess.Credentials issued = on.issue(organisation)
                .orElseThrow(() -> refused(
                        Refusal.Code.OUT_OF_ORDER, organisation + " has no agreement that is in force or suspended"));
        Map<String, Object> json = new LinkedHashMap<>(where.get());
        json.put("user", issued.user());
        json.put("password", issued.password());
        issued.token().ifPresent(token -> json.put("token", token));
        json.put("group_prefix", Partners.groupPrefix(organisation));
        json.put("topic", agreement.terms().dataset().topic());
        return ApiResponse.json(json);
    }

    private static RuntimeException refused(Refusal.Code code, String detail) {
        return AgreementRoutes.refusal(new Refusal(code, detail));
    }
}
