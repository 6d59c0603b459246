package io.tombolo.provenance;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.tombolo.http.server.ApiRequest;
import io.tombolo.http.server.ApiResponse;
import io.tombolo.http.server.Problem;
import io.tombolo.protect.DataKeyId;
import io.tombolo.protect.KeyAnswer;
import io.tombolo.protect.KeyCache;
import io.tombolo.protect.KeyException;
import io.tombolo.schemas.DatasetId;
import io.tombolo.schemas.json.BoundedJson;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** {@code POST /api/v1/keys}: data keys for those who may have them. */
final class KeyRoutes {
    static final String PATH = "/api/v1/keys";

    private static final Logger LOG = LoggerFactory.getLogger(KeyRoutes.class);
    private static final int BODY = 128 << 10;
    private static final JsonMapper JSON = BoundedJson.mapper(4 * KeyCache.AT_ONCE);

    private final Optional<KeyDesk> desk;

    KeyRoutes(Optional<KeyDesk> desk) {
        this.desk = desk;
    }

    CompletionStage<ApiResponse> answer(ApiRequest ask) {
        if (desk.isEmpty()) {
            return CompletableFuture.completedFuture(
                    ReadSideProblem.of(404, "no_keys", "this read side gives no keys: ask the owner's server"));
        }
        Optional<DatasetId> dataset = ask.text("dataset").flatMap(KeyRoutes::dataset);
        if (dataset.isEmpty()) {
            return CompletableFuture.completedFuture(
                    ReadSideProblem.of(400, "bad_dataset", "give dataset=organisation/name, whose keys are asked for"));
        }
        return ask.body().read(BODY).thenApply(body -> answer(desk.get(), ask.caller(), dataset.get(), body));
    }

    private static Optional<DatasetId> dataset(String text) {
        try {
            return Optional.of(DatasetId.parse(text));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    private static ApiResponse answer(KeyDesk desk, Optional<String> caller, DatasetId dataset, ByteBuffer body) {
        Map<String, Set<DataKeyId>> wanted;
        try {
            wanted = wanted(JSON.readTree(StandardCharsets.UTF_8.decode(body).toString()));
        } catch (JsonProcessingException e) {
            return ReadSideProblem.of(
                    400,
                    "bad_keys",
                    "the body is not JSON of at most " + KeyCache.AT_ONCE + " ids: " + e.getOriginalMessage());
        } catch (IllegalArgumentException e) {
            return ReadSideProblem.of(400, "bad_keys", String.valueOf(e.getMessage()));
        }
        try {
            Map<String, KeyCache.Given> given = desk.keys(caller, dataset, wanted);
            LOG.atInfo()
                    .addKeyValue("caller", caller.orElse(""))
                    .addKeyValue("dataset", dataset)
                    .addKeyValue("groups", given.keySet())
                    .addKeyValue(
                            "keys",
                            given.values().stream()
                                    .mapToInt(one -> one.answers().size())
                                    .sum())
                    .log("Keys of protected fields were given");
            return ApiResponse.json(Map.of("groups", groups(given)));
        } catch (Problem.Refusal refused) {
            return ReadSideProblem.document(refused.problem());
        } catch (KeyException e) {
            LOG.atWarn().setCause(e).addKeyValue("dataset", dataset).log("Keys of protected fields can't be had");
            return ReadSideProblem.of(503, "keys_away", "the keys of " + dataset + " can't be had now");
        }
    }

    private static Map<String, Set<DataKeyId>> wanted(JsonNode body) {
        if (!body.isObject()) {
            throw new IllegalArgumentException("the body must be {\"group\": [\"id\", …], …}");
        }
        Map<String, Set<DataKeyId>> wanted = new HashMap<>();
        int size = 0;
        for (Map.Entry<String, JsonNode> group : body.properties()) {
            Set<DataKeyId> ids = new HashSet<>();
            for (JsonNode id : group.getValue()) {
                ids.add(DataKeyId.parse(id.asText()));
                size++;
            }
            wanted.put(group.getKey(), ids);
        }
        if (size > KeyCache.AT_ONCE) {
            throw new IllegalArgumentException(size + " ids, limit " + KeyCache.AT_ONCE);
        }
        return wanted;
    }

    private static Map<String, Object> groups(Map<String, KeyCache.Given> given) {
        Map<String, Object> groups = new TreeMap<>();
        given.forEach((name, one) -> {
            Map<String, String> keys = new TreeMap<>();
            List<String> erased = new ArrayList<>();
            one.answers().forEach((id, answer) -> {
                if (answer instanceof KeyAnswer.Granted granted) {
                    keys.put(
                            id.toString(),
                            Base64.getEncoder().encodeToString(granted.key().toBytes()));
                } else if (answer == KeyAnswer.Absent.ERASED) {
                    erased.add(id.toString());
                }
            });
            groups.put(name, Map.of("valid_for_seconds", one.validFor().toSeconds(), "keys", keys, "erased", erased));
        });
        return groups;
    }
}
