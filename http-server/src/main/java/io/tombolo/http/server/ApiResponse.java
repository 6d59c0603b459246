package io.tombolo.http.server;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.eclipse.jetty.http.HttpField;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.PreEncodedHttpField;
import org.eclipse.jetty.util.BufferUtil;
import org.jspecify.annotations.Nullable;

/** One HTTP answer: status, headers and a body that nobody changes any more. */
public final class ApiResponse {
    /** Bytes that can never change under their path. */
    private static final HttpField FOREVER = caching("public, max-age=31536000, immutable");

    private static final HttpField NEVER = caching("no-store");
    private static final HttpField ASK_AGAIN = caching("no-cache");
    private static final HttpField OCTETS = type("application/octet-stream");
    private static final HttpField TEXT = type("text/plain; charset=utf-8");
    private static final HttpField JSON_TYPE = type("application/json");
    private static final JsonMapper JSON = JsonMapper.builder().build();

    private final int status;
    /** Encoded once where many answers have the same. */
    private final List<HttpField> headers;

    private final ByteBuffer body;
    private final boolean compressible;
    private final @Nullable String tag;
    private final @Nullable EventReader reader;

    private ApiResponse(int status, List<HttpField> headers, ByteBuffer body, boolean compressible) {
        this(status, headers, body, compressible, null, null);
    }

    private ApiResponse(
            int status,
            List<HttpField> headers,
            ByteBuffer body,
            boolean compressible,
            @Nullable String tag,
            @Nullable EventReader reader) {
        this.status = status;
        this.headers = headers;
        this.body = body;
        this.compressible = compressible;
        this.tag = tag;
        this.reader = reader;
    }

    private static HttpField caching(String value) {
        return new PreEncodedHttpField(HttpHeader.CACHE_CONTROL, value);
    }

    private static HttpField type(String value) {
        return new PreEncodedHttpField(HttpHeader.CONTENT_TYPE, value);
    }

    private static ApiResponse of(int status, HttpField type, HttpField caching, byte[] body, boolean compressible) {
        ByteBuffer bytes = ByteBuffer.wrap(body).asReadOnlyBuffer();
        return new ApiResponse(status, List.of(type, caching), bytes, compressible);
    }

    /** Octets that never change, a tile: sent from where they are, so a part of a mapped file is not copied. */
    public static ApiResponse tile(ByteBuffer body) {
        return new ApiResponse(200, List.of(OCTETS, FOREVER), body.asReadOnlyBuffer(), false);
    }

    /** As a tile; C2SP asks for compression of entry bundles where the client takes it. */
    public static ApiResponse bundle(byte[] body) {
        return of(200, OCTETS, FOREVER, body, true);
    }

    /** Bytes of any type that are neither cached nor compressed. */
    public static ApiResponse of(int status, String type, byte[] body) {
        return of(status, new HttpField(HttpHeader.CONTENT_TYPE, type), NEVER, body, false);
    }

    /** Plain text that may be another one at the next request: a checkpoint. */
    public static ApiResponse text(String body) {
        return text(body.getBytes(StandardCharsets.UTF_8));
    }

    /** The same, of text that is in UTF-8 already. */
    public static ApiResponse text(byte[] body) {
        return of(200, TEXT, NEVER, body, false);
    }

    public static ApiResponse json(Object body) {
        return json(200, body);
    }

    /** JSON of what Jackson can write. */
    public static ApiResponse json(int status, Object body) {
        try {
            return rawJson(status, JSON.writeValueAsBytes(body));
        } catch (JsonProcessingException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    /** JSON that is already bytes. */
    public static ApiResponse rawJson(int status, byte[] body) {
        return of(status, JSON_TYPE, NEVER, body, true);
    }

    /** A file of this jar: a client asks again whether it is the same. */
    public static ApiResponse resource(String type, byte[] body) {
        return of(200, new HttpField(HttpHeader.CONTENT_TYPE, type), ASK_AGAIN, body, true);
    }

    /** Events as they happen: the answer does not end before the reader does. */
    static ApiResponse events(EventReader reader) {
        HttpField type = new HttpField(HttpHeader.CONTENT_TYPE, "text/event-stream");
        // nginx would collect events before it passes them on.
        List<HttpField> headers = List.of(type, NEVER, new HttpField("X-Accel-Buffering", "no"));
        return new ApiResponse(200, headers, ByteBuffer.allocate(0), false, null, reader);
    }

    /** The same with one header more, or another value of one. */
    public ApiResponse with(String header, String value) {
        HttpField given = new HttpField(header, value);
        List<HttpField> more = new ArrayList<>(headers);
        more.removeIf(field -> field.isSameName(given));
        more.add(given);
        return new ApiResponse(status, more, body, compressible, tag, reader);
    }

    /**
     * The same with an ETag made of its body, unless it has one: a client that has the same body gets 304 and no body. It is a weak one, as
     * the body may be sent compressed. Only an answer with status 200 gets one, and only one that is not a stream.
     */
    public ApiResponse tagged() {
        if (tag != null || status != 200 || reader != null) {
            return this;
        }
        byte[] hash = SecretFile.sha256(BufferUtil.toArray(body));
        return tagged(Base64.getUrlEncoder().withoutPadding().encodeToString(Arrays.copyOf(hash, 12)));
    }

    /**
     * The same with an ETag of the caller's, where one is known without reading the body.
     *
     * @param version letters, digits, {@code -} and {@code _}; another one for another body of the same path and query
     */
    public ApiResponse tagged(String version) {
        String weak = "W/\"" + version + '"';
        ApiResponse with = with("ETag", weak);
        return new ApiResponse(status, with.headers, body, compressible, weak, reader);
    }

    public int status() {
        return status;
    }

    public Map<String, String> headers() {
        Map<String, String> byName = new HashMap<>();
        headers.forEach(field -> byName.put(field.getName(), field.getValue()));
        return Map.copyOf(byName);
    }

    /** Every header but those of the connection. */
    List<HttpField> fields() {
        return headers;
    }

    public ByteBuffer body() {
        return body.duplicate();
    }

    /** The answer with a gzipped body, where that is allowed and pays. */
    ApiResponse compressed() {
        if (!compressible || body.remaining() < 512) {
            return this;
        }
        ByteBuffer smaller = ByteBuffer.wrap(Gzip.fast(BufferUtil.toArray(body)));
        return new ApiResponse(status, headers, smaller, false, tag, reader).with("Content-Encoding", "gzip");
    }

    /** The answer for a client that has one of these, as {@code If-None-Match} lists them: 304 where it is this one. */
    ApiResponse unless(String known) {
        if (tag == null || known.isEmpty()) {
            return this;
        }
        boolean same = known.equals("*")
                || Arrays.stream(known.split(",", -1))
                        .map(one -> one.strip().replaceFirst("^W/", ""))
                        .anyMatch(one -> tag.endsWith("/" + one));
        return same ? new ApiResponse(304, headers, ByteBuffer.allocate(0), false, tag, null) : this;
    }

    boolean isTagged() {
        return tag != null;
    }

    Optional<EventReader> reader() {
        return Optional.ofNullable(reader);
    }

    boolean varies() {
        return compressible;
    }
}
