package io.tombolo.schemas.opening;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tombolo.http.BoundedHttp;
import io.tombolo.http.HttpAnswer;
import io.tombolo.http.HttpLimits;
import io.tombolo.protect.DataKey;
import io.tombolo.protect.DataKeyId;
import io.tombolo.protect.KeyAnswer;
import io.tombolo.protect.KeyCache;
import io.tombolo.protect.KeyException;
import io.tombolo.protect.KeysRefusedException;
import io.tombolo.schemas.DatasetId;
import io.tombolo.schemas.json.BoundedJson;
import io.tombolo.schemas.registry.RegistrySettings;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpRequest;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Keys of the owner's read side, asked for over HTTP with the certificates and credentials of its registry. */
final class OwnersKeys implements KeyCache.Giver {

    private static final HttpLimits LIMITS = new HttpLimits(Duration.ofSeconds(20), 4 << 20, 0);
    private static final JsonMapper JSON = BoundedJson.mapper(100_000);

    private final String base;
    private final BoundedHttp http;
    private final Optional<String> authorization;

    /** @param settings whose TLS and credentials are used */
    OwnersKeys(URI readSide, RegistrySettings settings) {
        if (!"https".equals(readSide.getScheme()) || readSide.getHost() == null) {
            throw new IllegalArgumentException(OpenSettings.KEYS + ": '" + readSide
                    + "', must be https://host:port of the owner's read side, or a grant file");
        }
        this.base = readSide.toString().replaceAll("/+$", "") + "/api/v1/keys?dataset=";
        this.http = settings.http(LIMITS);
        this.authorization = settings.authorization();
    }

    @Override
    public Map<String, KeyCache.Given> give(DatasetId dataset, Map<String, Set<DataKeyId>> wanted) {
        Map<String, KeyCache.Given> given = new HashMap<>();
        Map<String, Set<DataKeyId>> part = new HashMap<>();
        int size = 0;
        for (Map.Entry<String, Set<DataKeyId>> group : wanted.entrySet()) {
            for (DataKeyId id : group.getValue()) {
                part.computeIfAbsent(group.getKey(), any -> new HashSet<>()).add(id);
                if (++size == KeyCache.AT_ONCE) {
                    ask(dataset, part, given);
                    part.clear();
                    size = 0;
                }
            }
        }
        if (size > 0) {
            ask(dataset, part, given);
        }
        return given;
    }

    private void ask(DatasetId dataset, Map<String, Set<DataKeyId>> wanted, Map<String, KeyCache.Given> given) {
        ObjectNode body = JSON.createObjectNode();
        wanted.forEach((group, ids) -> {
            ArrayNode list = body.putArray(group);
            ids.forEach(id -> list.add(id.toString()));
        });
        URI uri = URI.create(base + URLEncoder.encode(dataset.toString(), StandardCharsets.UTF_8));
        HttpRequest.Builder request = HttpRequest.newBuilder(uri)
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(body.toString()));
        authorization.ifPresent(value -> request.header("Authorization", value));
        try {
            read(uri, http.send(request.build()), given);
        } catch (IOException e) {
            throw new KeyException(uri + ": no answer: " + e, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new KeyException(uri + ": interrupted", e);
        }
    }

    private static void read(URI uri, HttpAnswer answer, Map<String, KeyCache.Given> given) throws IOException {
        int status = answer.status();
        JsonNode json;
        try {
            json = JSON.readTree(answer.text());
        } catch (IOException e) {
            // The parser's message may show a key.
            throw new KeyException(uri + ": status " + status + ", and its answer is not JSON");
        }
        if (status == 401 || status == 403) {
            throw new KeysRefusedException(uri + ": refused with " + status + ": "
                    + json.path("detail").asText());
        }
        if (status != 200) {
            throw new KeyException(
                    uri + ": status " + status + ": " + json.path("detail").asText());
        }
        try {
            json.path("groups").properties().forEach(group -> {
                Map<DataKeyId, KeyAnswer> answers = new HashMap<>();
                group.getValue().path("keys").properties().forEach(one -> {
                    DataKeyId id = DataKeyId.parse(one.getKey());
                    byte[] secret = Base64.getDecoder().decode(one.getValue().asText());
                    answers.put(id, new KeyAnswer.Granted(new DataKey(id, secret)));
                });
                group.getValue()
                        .path("erased")
                        .forEach(id -> answers.put(DataKeyId.parse(id.asText()), KeyAnswer.Absent.ERASED));
                Duration valid = Duration.ofSeconds(
                        Math.max(0, group.getValue().path("valid_for_seconds").asLong()));
                given.merge(group.getKey(), new KeyCache.Given(answers, valid), OwnersKeys::and);
            });
        } catch (IllegalArgumentException e) {
            throw new KeyException(uri + ": its answer has an id or a key that can't be one");
        }
    }

    private static KeyCache.Given and(KeyCache.Given one, KeyCache.Given other) {
        Map<DataKeyId, KeyAnswer> answers = new HashMap<>(one.answers());
        answers.putAll(other.answers());
        return new KeyCache.Given(
                answers, one.validFor().compareTo(other.validFor()) < 0 ? one.validFor() : other.validFor());
    }
}
