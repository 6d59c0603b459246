package io.tombolo.provenance;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;

/** One HTTP answer: status, headers and a body that nobody changes any more. */
final class ApiResponse {
    /** Bytes that can never change under their path. */
    private static final String FOREVER = "public, max-age=31536000, immutable";

    private static final String NEVER = "no-store";
    private static final JsonMapper JSON = JsonMapper.builder().build();

    private final int status;
    private final Map<String, String> headers;
    private final byte[] body;
    private final boolean compressible;

    private ApiResponse(int status, Map<String, String> headers, byte[] body, boolean compressible) {
        this.status = status;
        this.headers = headers;
        this.body = body;
        this.compressible = compressible;
    }

    private static ApiResponse of(int status, String type, String caching, byte[] body, boolean compressible) {
        Map<String, String> headers = new LinkedHashMap<>();
        headers.put("Content-Type", type);
        headers.put("Cache-Control", caching);
        return new ApiResponse(status, headers, body, compressible);
    }

    /** Octets that never change: a tile. */
    public static ApiResponse tile(byte[] body) {
        return of(200, "application/octet-stream", FOREVER, body, false);
    }

    /** As a tile; C2SP asks for compression of entry bundles where the client takes it. */
    public static ApiResponse bundle(byte[] body) {
        return of(200, "application/octet-stream", FOREVER, body, true);
    }

    /** Plain text that may be another one at the next request: a checkpoint. */
    public static ApiResponse text(String body) {
        return of(200, "text/plain; charset=utf-8", NEVER, body.getBytes(StandardCharsets.UTF_8), false);
    }

    public static ApiResponse json(Object body) {
        return json(200, body);
    }

    static ApiResponse json(int status, Object body) {
        try {
            return rawJson(status, JSON.writeValueAsBytes(body));
        } catch (JsonProcessingException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    /** JSON that is already bytes. */
    public static ApiResponse rawJson(int status, byte[] body) {
        return of(status, "application/json", NEVER, body, true);
    }

    static ApiResponse resource(String type, byte[] body) {
        return of(200, type, "no-cache", body, true);
    }

    /**
     * What went wrong, for machines and for people.
     *
     * @param error a short constant word
     * @param message a sentence with the thing and its value
     */
    public static ApiResponse error(int status, String error, String message) {
        return json(status, new ErrorBody(error, message));
    }

    record ErrorBody(String error, String message) {}

    ApiResponse with(String header, String value) {
        Map<String, String> more = new LinkedHashMap<>(headers);
        more.put(header, value);
        return new ApiResponse(status, more, body, compressible);
    }

    public int status() {
        return status;
    }

    public Map<String, String> headers() {
        return Map.copyOf(headers);
    }

    public ByteBuffer body() {
        return ByteBuffer.wrap(body).asReadOnlyBuffer();
    }

    /** The answer with a gzipped body, where that is allowed and pays. */
    ApiResponse compressed() {
        if (!compressible || body.length < 512) {
            return this;
        }
        byte[] smaller = Gzip.fast(body);
        return new ApiResponse(status, headers, smaller, false).with("Content-Encoding", "gzip");
    }

    boolean varies() {
        return compressible;
    }
}
