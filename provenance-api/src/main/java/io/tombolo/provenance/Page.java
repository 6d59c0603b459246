package io.tombolo.provenance;

import io.tombolo.http.server.ApiResponse;
import io.tombolo.page.PageFile;
import io.tombolo.page.ServedPage;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;

/** The web page's files and the API's description, read once. */
final class Page {
    private final Map<String, ApiResponse> files = new HashMap<>();
    private final ApiResponse openApi = ApiResponse.resource("application/yaml", description());

    Page() {
        ServedPage served = new ServedPage();
        for (String path : served.paths()) {
            files.put(path, answer(served.file(path).orElseThrow()));
        }
    }

    private static ApiResponse answer(PageFile file) {
        ByteBuffer bytes = file.bytes();
        byte[] body = new byte[bytes.remaining()];
        bytes.get(body);
        ApiResponse answer =
                ApiResponse.resource(Objects.requireNonNull(file.headers().get("Content-Type"), "Content-Type"), body);
        for (Map.Entry<String, String> header : file.headers().entrySet()) {
            // The server has a tag of its own, which holds for the compressed body too.
            if (!header.getKey().equals("ETag")) {
                answer = answer.with(header.getKey(), header.getValue());
            }
        }
        return answer.tagged();
    }

    /** By the request's path. */
    ApiResponse file(String path) {
        ApiResponse known = files.get(path);
        return known == null ? LogRoutes.notFound("the page has no such file") : known;
    }

    ApiResponse openApi() {
        return openApi;
    }

    private static byte[] description() {
        try (InputStream in = Page.class.getResourceAsStream("openapi.yaml")) {
            if (in == null) {
                throw new IllegalStateException("openapi.yaml is missing in the jar");
            }
            return in.readAllBytes();
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
    }
}
