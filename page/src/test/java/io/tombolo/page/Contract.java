package io.tombolo.page;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.tombolo.verifier.Programs;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
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

    /** What an answer has that the contract has not, and what it lacks. */
    List<String> differences(String path, JsonNode answer) {
        List<String> found = new ArrayList<>();
        compare(path, expanded(answer(path)), answer, "", found);
        return found;
    }

    private void compare(String path, List<JsonNode> here, JsonNode value, String field, List<String> found) {
        if (value.isNull()) {
            if (here.stream().noneMatch(schema -> contains(schema.path("type"), "null"))) {
                found.add(path + " " + field + ": null");
            }
        } else if (value.isArray()) {
            List<JsonNode> items = here.stream()
                    .flatMap(schema -> expanded(schema.path("items")).stream())
                    .toList();
            value.forEach(one -> compare(path, items, one, field + "[]", found));
        } else if (value.isObject()) {
            here.forEach(schema -> schema.path("required").forEach(name -> {
                if (!value.has(name.asText())) {
                    found.add(path + " " + field + ": no " + name.asText());
                }
            }));
            value.properties().forEach(one -> {
                List<JsonNode> deeper = here.stream()
                        .flatMap(schema -> Stream.of(
                                schema.path("properties").path(one.getKey()), schema.path("additionalProperties")))
                        .flatMap(schema -> expanded(schema).stream())
                        .toList();
                String name = field + "." + one.getKey();
                if (deeper.isEmpty()) {
                    found.add(path + " " + name + ": not in the contract");
                }
                compare(path, deeper, one.getValue(), name, found);
            });
        } else {
            String type = value.isTextual() ? "string" : value.isBoolean() ? "boolean" : "number";
            boolean right = here.stream()
                    .anyMatch(schema -> contains(schema.path("type"), type)
                            || (type.equals("number") && contains(schema.path("type"), "integer")));
            boolean inEnum = here.stream()
                    .allMatch(schema ->
                            schema.path("enum").isMissingNode() || contains(schema.path("enum"), value.asText()));
            if (!right || !inEnum) {
                found.add(path + " " + field + ": " + value);
            }
        }
    }

    private static boolean contains(JsonNode list, String name) {
        return list.asText().equals(name)
                || StreamSupport.stream(list.spliterator(), false)
                        .anyMatch(one -> one.asText().equals(name));
    }

    private List<JsonNode> at(String path, List<Object> way) {
        List<JsonNode> here = expanded(answer(path));
        for (Object step : way) {
            List<JsonNode> deeper = new ArrayList<>();
            for (JsonNode schema : here) {
                JsonNode next =
                        step instanceof String name ? schema.path("properties").path(name) : schema.path("items");
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
        String[] parts = path.split("/", -1);
        for (Map.Entry<String, JsonNode> one : api.get("paths").properties()) {
            String[] names = one.getKey().split("/", -1);
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
