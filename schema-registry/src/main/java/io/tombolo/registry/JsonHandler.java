package io.tombolo.registry;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.tombolo.http.server.ApiRequest;
import io.tombolo.http.server.ApiResponse;
import io.tombolo.http.server.WebServer;
import io.tombolo.schemas.json.BoundedJson;
import java.io.IOException;
import java.net.URLDecoder;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionStage;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** HTTP around the API: a path and a JSON body in, a JSON answer or an error code out. */
final class JsonHandler implements WebServer.Router {

    private static final Logger LOG = LoggerFactory.getLogger(JsonHandler.class);
    private static final String CONTENT_TYPE = "application/vnd.schemaregistry.v1+json";
    /** A schema's text within its JSON string can be twice as long as the text, and more. */
    private static final int MAX_BODY = 3 << 20;

    private final Api api;
    /** A schema is one text within it; what it refers to is listed. */
    private final JsonMapper json = BoundedJson.mapper(20_000);

    JsonHandler(Api api) {
        this.api = api;
    }

    @Override
    public CompletionStage<ApiResponse> answer(ApiRequest request) {
        return request.body().read(MAX_BODY).thenApply(body -> answer(request, body));
    }

    private ApiResponse answer(ApiRequest request, ByteBuffer body) {
        try {
            if (request.headers().containsKey("origin")) {
                // A page that somebody on this machine looks at; clients of the protocol send no such header.
                throw new Problem(403, "Web pages are not answered");
            }
            return json(
                    200,
                    api.answer(new Call(
                            request.method(),
                            segments(request.path()),
                            name -> request.text(name).orElse(""),
                            parsed(body))));
        } catch (Problem e) {
            return error(e.status(), e.code(), String.valueOf(e.getMessage()));
        } catch (RuntimeException | IOException e) {
            LOG.atError().setCause(e).addKeyValue("path", request.path()).log("A request failed");
            return error(500, 50001, "Error in the registry: " + e.getMessage());
        }
    }

    /** The server's own refusals in the form that Confluent's clients read. */
    static ApiResponse refusal(io.tombolo.http.server.Problem problem) {
        String said = problem.status() == 413 ? "Request over the limit of " + MAX_BODY + " bytes" : problem.detail();
        return error(problem.status(), problem.status(), said);
    }

    private JsonNode parsed(ByteBuffer received) throws IOException {
        if (!received.hasRemaining()) {
            return JsonNodeFactory.instance.objectNode();
        }
        byte[] bytes = new byte[received.remaining()];
        received.get(bytes);
        try {
            JsonNode body = json.readTree(bytes);
            if (body.isObject()) {
                return body;
            }
        } catch (StreamConstraintsException e) {
            throw new Problem(400, "Request body is not a JSON object: " + e.getOriginalMessage());
        } catch (JsonProcessingException e) {
            // answered below
        }
        throw new Problem(400, "Request body is not a JSON object");
    }

    private static List<String> segments(String path) {
        List<String> segments = new ArrayList<>();
        for (String segment : path.split("/", -1)) {
            if (!segment.isEmpty()) {
                segments.add(unescaped(segment));
            }
        }
        return segments;
    }

    private static String unescaped(String segment) {
        try {
            return URLDecoder.decode(segment.replace("+", "%2B"), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            throw new Problem(400, "Path is not escaped properly: " + segment);
        }
    }

    private static ApiResponse error(int status, int code, String message) {
        return json(
                status,
                JsonNodeFactory.instance.objectNode().put("error_code", code).put("message", message));
    }

    private static ApiResponse json(int status, JsonNode body) {
        return ApiResponse.of(status, CONTENT_TYPE, body.toString().getBytes(StandardCharsets.UTF_8));
    }
}
