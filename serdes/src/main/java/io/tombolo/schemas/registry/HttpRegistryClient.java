package io.tombolo.schemas.registry;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.UUID;

/** A registry that speaks Confluent's REST protocol. */
public final class HttpRegistryClient implements RegistryClient {

    private final RegistryHttp http;

    public HttpRegistryClient(RegistrySettings settings) {
        this.http = new RegistryHttp(settings);
    }

    /** For a registry without authentication. */
    public static HttpRegistryClient of(URI url) {
        return new HttpRegistryClient(RegistrySettings.of(url));
    }

    @Override
    public Optional<SchemaSource> byId(int id) {
        return http.get("/schemas/ids/" + id).map(HttpRegistryClient::source);
    }

    @Override
    public Optional<SchemaSource> byGuid(UUID guid) {
        try {
            return http.get("/schemas/guids/" + guid).map(HttpRegistryClient::source);
        } catch (RegistryException.Misconfigured e) {
            // A registry that gives no GUIDs has no such resource. One that answers about its types is a registry.
            if (http.get("/schemas/types").isEmpty()) {
                throw e;
            }
            return Optional.empty();
        }
    }

    @Override
    public int register(String subject, SchemaSource schema, boolean normalize) {
        String path = "/subjects/" + escaped(subject) + "/versions" + query(normalize);
        JsonNode answer = http.send("POST", path, body(schema))
                .orElseThrow(() -> new RegistryException.Refused(404, "subject " + subject + ": not found"));
        return number(answer, "id");
    }

    @Override
    public OptionalInt idOf(String subject, SchemaSource schema, boolean normalize) {
        Optional<JsonNode> answer = http.send("POST", "/subjects/" + escaped(subject) + query(normalize), body(schema));
        return answer.isPresent() ? OptionalInt.of(number(answer.get(), "id")) : OptionalInt.empty();
    }

    @Override
    public Optional<SubjectVersion> latest(String subject) {
        return http.get("/subjects/" + escaped(subject) + "/versions/latest").map(HttpRegistryClient::subjectVersion);
    }

    @Override
    public Optional<SubjectVersion> version(String subject, int version) {
        return http.get("/subjects/" + escaped(subject) + "/versions/" + version + "?deleted=true")
                .map(HttpRegistryClient::subjectVersion);
    }

    @Override
    public List<String> subjects() {
        List<String> subjects = new ArrayList<>();
        http.get("/subjects").ifPresent(answer -> answer.forEach(subject -> subjects.add(subject.asText())));
        return subjects;
    }

    @Override
    public void setCompatibility(String subject, Compatibility compatibility) {
        ObjectNode body = JsonNodeFactory.instance.objectNode().put("compatibility", compatibility.name());
        var unused = http.send("PUT", "/config/" + escaped(subject), body);
    }

    @Override
    public boolean isCompatible(String subject, SchemaSource schema) {
        return http.send("POST", "/compatibility/subjects/" + escaped(subject) + "/versions", body(schema))
                .map(answer -> answer.path("is_compatible").asBoolean(false))
                .orElse(true);
    }

    private static ObjectNode body(SchemaSource schema) {
        ObjectNode body = JsonNodeFactory.instance.objectNode();
        body.put("schema", schema.text());
        if (!schema.references().isEmpty()) {
            ArrayNode references = body.putArray("references");
            for (SchemaSource.Reference reference : schema.references()) {
                references
                        .addObject()
                        .put("name", reference.name())
                        .put("subject", reference.subject())
                        .put("version", reference.version());
            }
        }
        return body;
    }

    private static SchemaSource source(JsonNode answer) {
        JsonNode text = answer.path("schema");
        if (!text.isTextual()) {
            throw new RegistryException.Misconfigured("registry: an answer without 'schema'", null);
        }
        List<SchemaSource.Reference> references = new ArrayList<>();
        for (JsonNode reference : answer.path("references")) {
            references.add(new SchemaSource.Reference(
                    reference.path("name").asText(), reference.path("subject").asText(), number(reference, "version")));
        }
        return new SchemaSource(text.textValue(), references);
    }

    private static SubjectVersion subjectVersion(JsonNode answer) {
        return new SubjectVersion(
                answer.path("subject").asText(), number(answer, "version"), number(answer, "id"), source(answer));
    }

    private static int number(JsonNode answer, String member) {
        JsonNode value = answer.path(member);
        if (!value.canConvertToInt()) {
            throw new RegistryException.Misconfigured("registry: an answer without a number '" + member + "'", null);
        }
        return value.intValue();
    }

    private static String query(boolean normalize) {
        return normalize ? "?normalize=true" : "";
    }

    private static String escaped(String subject) {
        return URLEncoder.encode(subject, StandardCharsets.UTF_8).replace("+", "%20");
    }
}
