package io.tombolo.provenance;

import io.tombolo.http.server.ApiResponse;
import io.tombolo.merkle.Hash;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;

/** The web page and the API's description: files of this jar, read once. */
final class Page {
    private final ApiResponse html;
    private final ApiResponse openApi;

    Page() {
        byte[] page = resource("index.html");
        String text = new String(page, StandardCharsets.UTF_8);
        // Nothing runs and nothing loads but what this file holds, whatever a dataset's name or a fault's message says.
        String policy =
                "default-src 'none'; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none';"
                        + " style-src " + source(text, "style") + "; script-src " + source(text, "script");
        html = ApiResponse.resource("text/html; charset=utf-8", page)
                .with("Content-Security-Policy", policy)
                .with("Referrer-Policy", "no-referrer");
        openApi = ApiResponse.resource("application/yaml", resource("openapi.yaml"));
    }

    ApiResponse html() {
        return html;
    }

    ApiResponse openApi() {
        return openApi;
    }

    private static String source(String html, String element) {
        int start = html.indexOf("<" + element + ">") + element.length() + 2;
        String inside = html.substring(start, html.indexOf("</" + element + ">"));
        byte[] hash = Hash.sha256().digest(inside.getBytes(StandardCharsets.UTF_8));
        return "'sha256-" + Base64.getEncoder().encodeToString(hash) + "'";
    }

    private static byte[] resource(String name) {
        try (InputStream in = Page.class.getResourceAsStream(name)) {
            if (in == null) {
                throw new IllegalStateException(name + " is missing in the jar");
            }
            return in.readAllBytes();
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
    }
}
