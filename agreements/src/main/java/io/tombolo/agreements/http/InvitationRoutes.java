package io.tombolo.agreements.http;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tombolo.agreements.Agreement;
import io.tombolo.agreements.AgreementFile;
import io.tombolo.agreements.Terms;
import io.tombolo.agreements.invite.Invitations;
import io.tombolo.agreements.invite.Offer;
import io.tombolo.agreements.store.MemberKeys;
import io.tombolo.http.server.ApiRequest;
import io.tombolo.http.server.ApiResponse;
import io.tombolo.http.server.Callers;
import io.tombolo.http.server.Tokens;
import io.tombolo.merkle.MalformedException;
import io.tombolo.merkle.note.SignedNote;
import io.tombolo.schemas.json.BoundedJson;
import java.time.DateTimeException;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** {@code /v1/invitations}: the operator makes them, with a token; the partner that one is for joins, with its secret. */
final class InvitationRoutes {
    static final String PATH = "/v1/invitations";

    private static final Pattern JOIN = Pattern.compile(PATH + "/([0-9a-f]{32})/join");
    private static final JsonMapper JSON = BoundedJson.mapper(10_000);

    private final Invitations invitations;
    private final MemberKeys keys;
    private final Optional<Callers> callers;

    InvitationRoutes(Invitations invitations, MemberKeys keys, Optional<Callers> callers) {
        this.invitations = invitations;
        this.keys = keys;
        this.callers = callers;
    }

    CompletionStage<ApiResponse> answer(ApiRequest request) {
        Matcher join = JOIN.matcher(request.path());
        if (join.matches() && request.method().equals("POST")) {
            return AgreementRoutes.body(request, json -> join(join.group(1), json));
        }
        if (!request.path().equals(PATH)) {
            throw AgreementRoutes.problem(404, "not-found", "no such path; /openapi.yaml lists them");
        }
        Callers all = callers.orElseThrow(() -> AgreementRoutes.problem(
                409, "open-server", "this server is not secured: nothing would limit whom it invites"));
        all.admit(request.header("authorization"), request.certificate(), Tokens.Scope.ADMIN);
        return switch (request.method()) {
            case "GET" -> CompletableFuture.completedFuture(list());
            case "POST" -> AgreementRoutes.body(request, this::create);
            default ->
                throw AgreementRoutes.problem(405, "method", request.method() + " " + PATH + ": must be GET or POST");
        };
    }

    private ApiResponse create(JsonNode json) {
        try {
            String partner = json.path("partner").asText();
            ObjectNode terms = ((ObjectNode) json).put("consumer", Offer.anyKey(partner));
            Terms offered = OfferedTerms.read(terms, keys);
            Duration valid = Duration.parse(json.path("valid").asText());
            return ApiResponse.json(201, invitations.create(offered, valid));
        } catch (ClassCastException e) {
            throw new MalformedException("invitation: must be a JSON object");
        } catch (DateTimeException | IllegalArgumentException e) {
            throw new MalformedException("invitation: " + e.getMessage());
        }
    }

    private ApiResponse list() {
        ArrayNode all = JSON.createArrayNode();
        for (Invitations.Listed one : invitations.list()) {
            ObjectNode shown = all.addObject()
                    .put("id", one.offer().id())
                    .put("partner", one.offer().partner())
                    .put("dataset", one.offer().dataset())
                    .put("created", one.created().toString())
                    .put("expires", one.expires().toString());
            one.usedBy().ifPresent(fingerprint -> shown.put("used_by", fingerprint));
        }
        return ApiResponse.json(Map.of("invitations", all));
    }

    private ApiResponse join(String id, JsonNode json) {
        Agreement.Outcome outcome = invitations.join(
                id,
                json.path("secret").asText(),
                json.path("terms").asText(),
                SignedNote.parse(json.path("note").asText()));
        if (outcome instanceof Agreement.Outcome.Changed changed) {
            return ApiResponse.json(AgreementFile.write(changed.agreement()));
        }
        throw AgreementRoutes.refusal(((Agreement.Outcome.Refused) outcome).why());
    }
}
