package io.tombolo.http.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletableFuture;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Answers that a client has already. */
class EntityTagsTest {
    private static final Pattern TAG = Pattern.compile("ETag: (W/\"[A-Za-z0-9_-]+\")\r\n");

    private volatile String text = "{\"n\":1}";
    private final WebServer server = WebServer.start(
            new WebServer.Settings("test", "127.0.0.1", 0, WebServer.Limits.defaults(), Problem::document),
            ask -> CompletableFuture.completedFuture(
                    switch (ask.path()) {
                        case "/version" -> ApiResponse.text(text).tagged("v-1");
                        case "/missing" ->
                            Problem.of(404, "not-found", "nothing here")
                                    .document()
                                    .tagged();
                        default ->
                            ApiResponse.rawJson(200, text.repeat(200).getBytes(StandardCharsets.UTF_8))
                                    .tagged();
                    }));

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    void theSameBodyIsNotSentTwice() throws IOException {
        String first = raw("/json", "");
        String tag = tag(first);

        String second = raw("/json", "If-None-Match: " + tag + "\r\n");

        assertThat(second).startsWith("HTTP/1.1 304").contains("ETag: " + tag).endsWith("\r\n\r\n");
        assertThat(second).doesNotContain("Content-Length", "\"n\"");
        text = "{\"n\":2}";
        assertThat(raw("/json", "If-None-Match: " + tag + "\r\n"))
                .startsWith("HTTP/1.1 200")
                .contains("{\"n\":2}");
    }

    @Test
    void aCompressedBodyHasTheSameTag() throws IOException {
        String tag = tag(raw("/json", "Accept-Encoding: gzip\r\n"));

        assertThat(tag).isEqualTo(tag(raw("/json", "")));
        assertThat(raw("/json", "Accept-Encoding: gzip\r\nIf-None-Match: " + tag + "\r\n"))
                .startsWith("HTTP/1.1 304")
                .contains("Vary: Accept-Encoding")
                .doesNotContain("Content-Encoding");
    }

    @Test
    void oneOfSeveralTagsIsEnoughAndItsStrengthDoesNotCount() throws IOException {
        assertThat(raw("/version", "If-None-Match: \"a\", \"v-1\"\r\n")).startsWith("HTTP/1.1 304");
        assertThat(raw("/version", "If-None-Match: \"a\"\r\nIf-None-Match: W/\"v-1\"\r\n"))
                .startsWith("HTTP/1.1 304");
        assertThat(raw("/version", "If-None-Match: *\r\n")).startsWith("HTTP/1.1 304");
        assertThat(raw("/version", "If-None-Match: \"1\", 1\", v-1\r\n")).startsWith("HTTP/1.1 200");
    }

    @Test
    void aRefusalHasNone() throws IOException {
        assertThat(raw("/missing", "If-None-Match: *\r\n"))
                .startsWith("HTTP/1.1 404")
                .doesNotContain("ETag");
    }

    private static String tag(String answer) {
        Matcher tag = TAG.matcher(answer);
        assertThat(tag.find()).as(answer).isTrue();
        return tag.group(1);
    }

    private String raw(String path, String headers) throws IOException {
        return RateLimitTest.raw(server, path, headers);
    }
}
