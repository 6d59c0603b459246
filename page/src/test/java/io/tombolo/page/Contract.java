package io.tombolo.page;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.tombolo.verifier.Programs;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.StreamSupport;

/** What the read side's openapi.yaml states of the fields of an answer. */
final class Contract {
    private final JsonNode api;

    Contract() {
        try {
            api = new YAMLMapper()
                    .readTree(Programs.ROOT
                            .resolve("provenance-api/src/main/resources/io/tombolo/provenance/openapi.yaml")
                            .toFile());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** @param way names and list indices from the answer to the field */
    boolean mayBeMissing(String path, List<Object> way) {
        String name = (String) way.get(way.size() - 1);
        return at(path, way.subList(0, way.size() - 1)).stream()
                .noneMatch(schema -> contains(schema.path("required"), name));
    }

    /** @param way names and list indices from the answer to the field */
    boolean mayBeNull(String path, List<Object> way) {
        return at(path, way).stream().anyMatch(schema -> contains(schema.path("type"), "null"));
    }

    private static boolean contains(JsonNode list, String name) {
        return list.asText().equals(name)
                || StreamSupport.stream(list.spliterator(), false).anyMatch(one -> one.asText().equals(name));
    }

    private List<JsonNode> at(String path, List<Object> way) {
        List<JsonNode> here = expanded(answer(path));
        for (Object step : way) {
            List<JsonNode> deeper = new ArrayList<>();
            for (JsonNode schema : here) {
                JsonNode next = step instanceof String name
                        ? schema.path("properties").path(name)
                        : schema.path("items");
                deeper.addAll(expanded(next.isMissingNode() ? schema.path("additionalProperties") : next));
            }
            here = deeper;
        }
        if (here.isEmpty()) {
            throw new IllegalStateException("openapi.yaml has no " + way + " in the answer of " + path);
        }
        return here;
    }

    private JsonNode answer(String path) {
        String[] parts = path.split("/");
        for (Map.Entry<String, JsonNode> one : api.get("paths").properties()) {
            String[] names = one.getKey().split("/");
            boolean same = names.length == parts.length;
            for (int i = 0; same && i < parts.length; i++) {
                same = names[i].startsWith("{") || names[i].equals(parts[i]);
            }
            if (same) {
                return one.getValue().at("/get/responses/200/content/application~1json/schema");
            }
        }
        throw new IllegalStateException("openapi.yaml has no " + path);
    }

    private List<JsonNode> expanded(JsonNode schema) {
        List<JsonNode> all = new ArrayList<>();
        if (schema.isMissingNode()) {
            return all;
        }
        all.add(schema);
        String reference = schema.path("$ref").asText();
        if (!reference.isEmpty()) {
            all.addAll(expanded(api.at(reference.substring(1))));
        }
        for (String parts : List.of("allOf", "oneOf")) {
            schema.path(parts).forEach(part -> all.addAll(expanded(part)));
        }
        return all;
    }
}
