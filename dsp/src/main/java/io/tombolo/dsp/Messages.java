package io.tombolo.dsp;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tombolo.dsp.Agreements.Constraint;
import io.tombolo.dsp.Agreements.DataAddress;
import io.tombolo.dsp.Agreements.Offer;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;

/** What this connector sends, as plain JSON in the protocol's own context. */
final class Messages {
    /** The endpoint type of tractusx-edc's data addresses. */
    private static final String ENDPOINT_TYPE = "KafkaBroker";
    /** tractusx-edc's keys are in EDC's namespace. */
    private static final String EDC = "https://w3id.org/edc/v0.0.1/ns/";

    private static final JsonMapper JSON = JsonMapper.builder().build();

    private Messages() {}

    static ObjectNode object(String type) {
        ObjectNode json = JSON.createObjectNode();
        json.putArray("@context").add(Incoming.CONTEXT);
        return json.put("@type", type);
    }

    /** An object inside a message. */
    static ObjectNode plain(String type) {
        return JSON.createObjectNode().put("@type", type);
    }

    static String text(JsonNode json) {
        try {
            return JSON.writeValueAsString(json);
        } catch (JsonProcessingException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    static byte[] bytes(JsonNode json) {
        try {
            return JSON.writeValueAsBytes(json);
        } catch (JsonProcessingException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    /** What a GET shows of an exchange, and the answer to its messages. */
    static ObjectNode state(Exchange exchange) {
        return pids(object(exchange.kind().type()).put("@id", exchange.pid()), exchange)
                .put("state", exchange.state().name());
    }

    /** A message with nothing but its kind and the identifiers, to be completed. */
    static ObjectNode move(Move move, Exchange exchange) {
        return pids(object(move.type()).put("@id", UUID.randomUUID().toString()), exchange);
    }

    private static ObjectNode pids(ObjectNode json, Exchange exchange) {
        if (!exchange.providerPid().isEmpty()) {
            json.put("providerPid", exchange.providerPid());
        }
        return json.put("consumerPid", exchange.consumerPid());
    }

    static ObjectNode error(String type, Refusal refusal) {
        ObjectNode json = object(type).put("code", refusal.code());
        json.putArray("reason").add(refusal.reason());
        return json;
    }

    /** An offer without its target, as in a catalogue. */
    static ObjectNode offer(Offer offer) {
        ObjectNode json = plain("Offer").put("@id", offer.id());
        permission(json, offer);
        return json;
    }

    /** An offer that a consumer names: the provider knows its terms. */
    static ObjectNode named(String offer, String dataset) {
        return offer(new Offer(offer, List.of())).put("target", dataset);
    }

    /** @param at to the second */
    static ObjectNode agreement(String id, Offer offer, String dataset, String assigner, String assignee, Instant at) {
        ObjectNode json = plain("Agreement")
                .put("@id", id)
                .put("target", dataset)
                .put("assigner", assigner)
                .put("assignee", assignee)
                .put("timestamp", at.truncatedTo(ChronoUnit.SECONDS).toString());
        permission(json, offer);
        return json;
    }

    private static void permission(ObjectNode json, Offer offer) {
        ObjectNode permission = json.putArray("permission").addObject().put("action", "use");
        if (!offer.constraints().isEmpty()) {
            ArrayNode constraints = permission.putArray("constraint");
            for (Constraint one : offer.constraints()) {
                constraints
                        .addObject()
                        .put("leftOperand", one.leftOperand())
                        .put("operator", one.operator())
                        .put("rightOperand", one.rightOperand());
            }
        }
    }

    /** Each setting of the Kafka client is a property {@code kafka.<setting>}, beside the topic. */
    static ObjectNode dataAddress(DataAddress address) {
        Map<String, String> properties = new TreeMap<>();
        address.client().forEach((name, value) -> properties.put("kafka." + name, value));
        properties.put("kafka.group.prefix", address.groupPrefix());
        properties.put("topic", address.topic());
        ObjectNode json = plain("DataAddress")
                .put("endpointType", ENDPOINT_TYPE)
                .put("endpoint", address.client().getOrDefault("bootstrap.servers", ""));
        ArrayNode array = json.putArray("endpointProperties");
        properties.forEach((name, value) ->
                array.add(plain("EndpointProperty").put("name", EDC + name).put("value", value)));
        return json;
    }
}
