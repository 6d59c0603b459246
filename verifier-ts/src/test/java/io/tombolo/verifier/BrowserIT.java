package io.tombolo.verifier;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

/** The module in a real browser: where it has WebCrypto, and in a page that has not, as on plain http off loopback. */
class BrowserIT {
    private static final String PAGE = """
            <!doctype html><meta charset="utf-8"><title>conformance</title><script type="module">
            import * as verifier from "/split/tombolo-verify.js";
            import { conformance } from "/conformance.mjs";
            const answer = async () => {
              const read = async path => new Uint8Array(await (await fetch("/vectors/" + path)).arrayBuffer());
              const keys = verifier.platformKeys();
              const { cases, wrong } = await conformance(verifier, keys, read);
              return [...wrong, `${keys.name}: ${cases} cases, ${wrong.length} differ`].join("\\n");
            };
            const report = await answer().catch(e => "failed: " + (e.stack ?? e));
            await fetch("/report", { method: "POST", body: report });
            </script>
            """;

    @TempDir
    Path dir;

    @Test
    void passesTheConformanceSuitesInASecurePage() throws Exception {
        assertThat(said("127.0.0.1")).matches("WebCrypto: 7\\d\\d cases, 0 differ");
    }

    @EnabledIfSystemProperty(
            named = "tombolo.drills",
            matches = "true",
            disabledReason = "NodeIT has the same cases without WebCrypto: mvn -B verify -Dtombolo.drills=true runs it")
    @Test
    void passesTheConformanceSuitesInAPageWithoutWebCrypto() throws Exception {
        assertThat(said("auditor.example")).matches("noble: 7\\d\\d cases, 0 differ");
    }

    private String said(String host) throws Exception {
        Path chromium = Programs.require(
                "the verifier is not tried in a browser", "chromium", "chromium-browser", "google-chrome");
        CompletableFuture<String> said = new CompletableFuture<>();
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", exchange -> answer(exchange, said));
        server.start();
        Process browser = new ProcessBuilder(
                        chromium.toString(),
                        "--headless=new",
                        "--no-sandbox",
                        "--disable-gpu",
                        "--user-data-dir=" + dir.resolve("browser"),
                        "--host-resolver-rules=MAP auditor.example 127.0.0.1",
                        "--remote-debugging-port=0",
                        "http://" + host + ":" + server.getAddress().getPort() + "/")
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        try {
            var unused = browser.onExit().thenRun(() -> said.complete("the browser ended without an answer"));
            return said.get(10, TimeUnit.MINUTES);
        } finally {
            browser.descendants().forEach(ProcessHandle::destroyForcibly);
            browser.destroyForcibly().waitFor();
            server.stop(0);
        }
    }

    private static void answer(HttpExchange exchange, CompletableFuture<String> said) throws IOException {
        String path = exchange.getRequestURI().getPath();
        byte[] body = new byte[0];
        String type = "application/octet-stream";
        if (path.equals("/report")) {
            said.complete(new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
        } else if (path.equals("/")) {
            body = PAGE.getBytes(StandardCharsets.UTF_8);
            type = "text/html";
        } else if (path.startsWith("/vectors/")) {
            body = Files.readAllBytes(Programs.VECTORS.resolve(path.substring("/vectors/".length())));
        } else if (path.endsWith("js")) {
            body = Files.readAllBytes(
                    path.startsWith("/split/")
                            ? Programs.SPLIT.resolve(path.substring("/split/".length()))
                            : Programs.SCRIPTS.resolve(path.substring(1)));
            type = "text/javascript";
        }
        exchange.getResponseHeaders().set("Content-Type", type);
        exchange.sendResponseHeaders(200, body.length == 0 ? -1 : body.length);
        exchange.getResponseBody().write(body);
        exchange.close();
    }
}
