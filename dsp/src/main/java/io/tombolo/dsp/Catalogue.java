package io.tombolo.dsp;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tombolo.dsp.Agreements.Offered;
import io.tombolo.http.server.ApiResponse;
import java.net.URLEncoder;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/** The datasets of a participant as DCAT, in pages. */
final class Catalogue {
    static final String ERROR = "CatalogError";

    private static final int PAGE = 100;
    private static final int LARGEST_PAGE = 1_000;

    private final String participantId;
    private final Supplier<String> base;
    private final Agreements agreements;

    /** @param base of this connector's paths */
    Catalogue(String participantId, Supplier<String> base, Agreements agreements) {
        this.participantId = participantId;
        this.base = base;
        this.agreements = agreements;
    }

    /**
     * One page; its header {@code Link} leads to the next.
     *
     * @param after the identifier behind which it begins; empty for the first
     */
    ApiResponse page(String participant, String after, ByteBuffer body) {
        int most = limit(Incoming.read(body, "CatalogRequestMessage").member("filter"));
        List<Offered> found = agreements.offered(participant, after, most + 1);
        List<Offered> shown = found.subList(0, Math.min(most, found.size()));
        ObjectNode json = Messages.object("Catalog").put("@id", base.get() + "/catalog");
        json.put("participantId", participantId);
        json.putArray("service").add(service());
        if (!shown.isEmpty()) {
            ArrayNode datasets = json.putArray("dataset");
            shown.forEach(one -> datasets.add(fill(datasets.objectNode().put("@type", "Dataset"), one)));
        }
        ApiResponse answer = ApiResponse.rawJson(200, Messages.bytes(json));
        return found.size() <= most
                ? answer
                : answer.with(
                        "Link",
                        "<" + base.get() + "/catalog/request?after="
                                + URLEncoder.encode(shown.get(most - 1).id(), StandardCharsets.UTF_8)
                                + ">; rel=\"next\"");
    }

    ApiResponse dataset(String participant, String id) {
        Optional<Offered> found = agreements.offered(participant, id);
        Offered dataset = found.orElseThrow(() -> new Refusal.NotTaken(
                new Refusal(404, "unknown", "no dataset has the identifier " + Incoming.shown(id))));
        return ApiResponse.rawJson(200, Messages.bytes(fill(Messages.object("Dataset"), dataset)));
    }

    /** Of EDC's query a limit is understood, and nothing else. */
    private static int limit(JsonNode filter) {
        JsonNode query = filter.isArray() && filter.size() == 1 ? filter.get(0) : filter;
        boolean plain = query.isMissingNode()
                || query.isNull()
                || (query.isContainerNode()
                        && query.path("offset").asInt(0) == 0
                        && query.path("filterExpression").isEmpty());
        if (!plain) {
            throw Refusal.refused("filter", "filter: is not supported, but for a limit");
        }
        int limit = query.path("limit").asInt(PAGE);
        if (limit < 1) {
            throw Refusal.refused("filter", "filter: limit is " + limit + ", must be at least 1");
        }
        return Math.min(limit, LARGEST_PAGE);
    }

    private ObjectNode fill(ObjectNode json, Offered dataset) {
        json.put("@id", dataset.id());
        if (!dataset.title().isEmpty()) {
            json.put("title", dataset.title());
        }
        ArrayNode offers = json.putArray("hasPolicy");
        dataset.offers().forEach(offer -> offers.add(Messages.offer(offer)));
        json.putArray("distribution")
                .addObject()
                .put("@type", "Distribution")
                .put("format", Agreements.FORMAT)
                .set("accessService", service());
        return json;
    }

    private ObjectNode service() {
        return Messages.plain("DataService").put("@id", base.get() + "/service").put("endpointURL", base.get());
    }
}
