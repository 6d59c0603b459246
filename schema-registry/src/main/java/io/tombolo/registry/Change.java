package io.tombolo.registry;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import io.tombolo.schemas.registry.Compatibility;
import io.tombolo.schemas.registry.SchemaSource;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One record of the topic. Proposals and deletions have a key of their own each, so that compaction never touches them:
 * which of two competing proposals holds is decided by their order. Settings have a key a subject; the last one holds.
 */
sealed interface Change {

    /** A schema proposed as this version with this id; void when either is taken by then. */
    record Proposal(String subject, int version, int id, SchemaSource source) implements Change {}

    /** A version marked as deleted, or taken out permanently. */
    record Deletion(String subject, int version, boolean permanent) implements Change {}

    /** A subject's compatibility, or everybody's when the subject is empty; null takes it back. */
    record Level(String subject, @Nullable Compatibility compatibility) implements Change {}

    /** Whether a subject, or everybody's when empty, takes new schemas; null takes it back. */
    record Mode(String subject, @Nullable Boolean readOnly) implements Change {}

    JsonMapper JSON = JsonMapper.builder().build();

    /** The record's key, given a text that no other record has. */
    default String key(String unique) {
        if (this instanceof Proposal) {
            return "schema " + unique;
        } else if (this instanceof Deletion) {
            return "delete " + unique;
        } else if (this instanceof Level level) {
            return "config " + level.subject();
        }
        return "mode " + ((Mode) this).subject();
    }

    /** The record's value; null for a setting taken back. */
    default @Nullable String value() {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        if (this instanceof Proposal proposal) {
            json.put("subject", proposal.subject())
                    .put("version", proposal.version())
                    .put("id", proposal.id());
            write(json, proposal.source());
        } else if (this instanceof Deletion deletion) {
            json.put("subject", deletion.subject())
                    .put("version", deletion.version())
                    .put("permanent", deletion.permanent());
        } else if (this instanceof Level level) {
            if (level.compatibility() == null) {
                return null;
            }
            json.put("compatibility", level.compatibility().name());
        } else {
            Boolean readOnly = ((Mode) this).readOnly();
            if (readOnly == null) {
                return null;
            }
            json.put("readOnly", readOnly);
        }
        return json.toString();
    }

    /** Reads a record; null when it is not one of the registry's. */
    static @Nullable Change read(@Nullable String key, @Nullable String value) {
        int space = key == null ? -1 : key.indexOf(' ');
        if (key == null || space < 0) {
            return null;
        }
        String subject = key.substring(space + 1);
        try {
            JsonNode json = value == null ? null : JSON.readTree(value);
            return switch (key.substring(0, space)) {
                case "schema" ->
                    json == null
                            ? null
                            : new Proposal(
                                    json.path("subject").asText(),
                                    json.path("version").asInt(),
                                    json.path("id").asInt(),
                                    source(json));
                case "delete" ->
                    json == null
                            ? null
                            : new Deletion(
                                    json.path("subject").asText(),
                                    json.path("version").asInt(),
                                    json.path("permanent").asBoolean());
                case "config" ->
                    new Level(
                            subject,
                            json == null
                                    ? null
                                    : Compatibility.valueOf(
                                            json.path("compatibility").asText()));
                case "mode" ->
                    new Mode(
                            subject, json == null ? null : json.path("readOnly").asBoolean());
                default -> null;
            };
        } catch (JsonProcessingException | IllegalArgumentException e) {
            return null;
        }
    }

    /** Writes {@code schema} and, when there are any, {@code references}. */
    static void write(ObjectNode json, SchemaSource source) {
        json.put("schema", source.text());
        if (!source.references().isEmpty()) {
            ArrayNode references = json.putArray("references");
            source.references()
                    .forEach(reference -> references
                            .addObject()
                            .put("name", reference.name())
                            .put("subject", reference.subject())
                            .put("version", reference.version()));
        }
    }

    /** The schema alone, as JSON; a schema that is a bare name is a JSON string. */
    static JsonNode raw(SchemaSource source) {
        try {
            return JSON.readTree(source.text());
        } catch (JsonProcessingException e) {
            return TextNode.valueOf(source.text());
        }
    }

    /** Reads what {@link #write} wrote, or a client sent. */
    static SchemaSource source(JsonNode json) {
        List<SchemaSource.Reference> references = new ArrayList<>();
        json.path("references")
                .forEach(reference -> references.add(new SchemaSource.Reference(
                        reference.path("name").asText(),
                        reference.path("subject").asText(),
                        reference.path("version").asInt())));
        return new SchemaSource(json.path("schema").asText(), references);
    }
}
