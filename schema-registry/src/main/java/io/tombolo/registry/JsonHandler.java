package io.tombolo.registry;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.tombolo.schemas.json.BoundedJson;
import java.io.IOException;
import java.io.InputStream;
import java.net.URLDecoder;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.Fields;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** HTTP around the API: a path and a JSON body in, a JSON answer or an error code out. */
final class JsonHandler extends Handler.Abstract {

    private static final Logger LOG = LoggerFactory.getLogger(JsonHandler.class);
    private static final String CONTENT_TYPE = "application/vnd.schemaregistry.v1+json";
    /** A schema's text within its JSON string can be twice as long as the text, and more. */
    private static final int MAX_BODY = 3 << 20;

    private static final long MAX_IGNORED = 64 << 20;

    private final Api api;
    private final LocalCallers callers;
    /** A schema is one text within it; what it refers to is listed. */
    private final JsonMapper json = BoundedJson.mapper(20_000);

    JsonHandler(Api api, LocalCallers callers) {
        this.api = api;
        this.callers = callers;
    }

    @Override
    public boolean handle(Request request, Response response, Callback callback) {
        int status = 200;
        JsonNode answer;
        try {
            callers.check(request);
            answer = api.answer(call(request));
        } catch (Problem e) {
            status = e.status();
            answer = error(e.code(), String.valueOf(e.getMessage()));
        } catch (RuntimeException | IOException e) {
            LOG.atError()
                    .setCause(e)
                    .addKeyValue("path", request.getHttpURI().getPath())
                    .log("A request failed");
            status = 500;
            answer = error(50001, "Error in the registry: " + e.getMessage());
        }
        response.setStatus(status);
        response.getHeaders().put(HttpHeader.CONTENT_TYPE, CONTENT_TYPE);
        response.write(true, ByteBuffer.wrap(answer.toString().getBytes(StandardCharsets.UTF_8)), callback);
        return true;
    }

    private Call call(Request request) throws IOException {
        Fields query = Request.extractQueryParameters(request);
        return new Call(
                request.getMethod(),
                segments(request.getHttpURI().getPath()),
                name -> {
                    String value = query.getValue(name);
                    return value == null ? "" : value;
                },
                body(request));
    }

    private JsonNode body(Request request) throws IOException {
        byte[] bytes;
        try (InputStream in = Content.Source.asInputStream(request)) {
            bytes = in.readNBytes(MAX_BODY + 1);
            // A client reads the answer once it has sent its request: so let it send.
            long unused = bytes.length > MAX_BODY ? in.skip(MAX_IGNORED) : 0;
        }
        if (bytes.length > MAX_BODY) {
            throw new Problem(413, "Request over the limit of " + MAX_BODY + " bytes");
        }
        if (bytes.length == 0) {
            return JsonNodeFactory.instance.objectNode();
        }
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

    private static JsonNode error(int code, String message) {
        return JsonNodeFactory.instance.objectNode().put("error_code", code).put("message", message);
    }
}
