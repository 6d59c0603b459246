package io.tombolo.provenance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.tombolo.http.server.ApiResponse;
import io.tombolo.http.server.WebServer;
import io.tombolo.provenance.follow.FollowerState;
import io.tombolo.provenance.store.LogStore;
import io.tombolo.schemas.registry.InMemoryRegistry;
import io.tombolo.schemas.registry.SchemaResolver;
import io.tombolo.verification.EvidenceVerifier;
import io.tombolo.verification.trust.TrustPolicy;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WebPageIT {
    private static final TrustPolicy POLICY = TrustPolicy.of(List.of(), List.of());

    @TempDir
    Path dir;

    private static final NewestReconciliations.Line COMPARED = new NewestReconciliations.Line(
            "acme.example/flights",
            "public.flights",
            "shop",
            false,
            "2026-11-29T12:00:00.123Z",
            "lsn=0/1",
            5,
            4,
            1,
            0,
            0,
            "acme.example/reconciliations",
            7,
            "ANCHORED");

    @Test
    void thePageIsOneFileThatLoadsNothingFromElsewhere() {
        ApiResponse html = new Page().html();
        String text = StandardCharsets.UTF_8.decode(html.body()).toString();

        assertThat(text).doesNotContain("http://", "https://", "src=", "@import", "url(");
        assertThat(html.headers().get("Content-Security-Policy"))
                .contains("default-src 'none'")
                .doesNotContain("unsafe-inline");
    }

    @Test
    void aBrowserShowsDatasetsAnchorsAndContradictions() throws Exception {
        Optional<Path> chromium = Stream.of("chromium", "chromium-browser", "google-chrome")
                .map(name -> Path.of("/usr/bin", name))
                .filter(Files::isExecutable)
                .findFirst();
        assumeTrue(chromium.isPresent(), "no Chromium here: the page is not tried in a browser");
        SampleLog sample = new SampleLog("acme.example/flights/0", 1).grow(1234);
        try (LogStore store = LogStore.open(dir.resolve("store"), "cluster", Clock.systemUTC())) {
            for (int bundle = 0; bundle < 5; bundle++) {
                store.applyBundle(sample.origin, bundle, sample.bundle(bundle, 1234));
            }
            store.applyCheckpoint(sample.origin, sample.head());
            store.applyAnchor(sample.origin, sample.anchor(sample.head()));
            store.applyCheckpoint(sample.origin, sample.head(1000, sample.rootAt(999)));
            store.commit(Map.of());
            FollowerState following = new FollowerState(FollowerState.Phase.FOLLOWING, 0, 0, "", Map.of());
            EvidenceService service = new EvidenceService(
                    store, new SchemaResolver(new InMemoryRegistry()), () -> POLICY, () -> new MockConsumer<>("none"));
            Routes routes = new Routes(
                    store,
                    origin -> List.of(),
                    new EvidenceRoutes(service, new EvidenceVerifier(Map.of()), () -> POLICY, 2),
                    () -> following,
                    Map::of,
                    () -> List.of(COMPARED),
                    Optional.empty(),
                    DatasetTable.of(store, following));
            try (WebServer server = WebServer.start(
                    new WebServer.Settings(
                            "read side", "127.0.0.1", 0, WebServer.Limits.defaults(), ReadSideProblem::document),
                    routes)) {
                String dom = dom(chromium.get(), server.uri() + "/#dataset=acme.example/flights&partition=0&offset=0");

                assertThat(dom).contains("<strong>acme.example/flights</strong>", ">ANCHORED<", ">1,234<");
                assertThat(dom).contains("fabric:tombolo/anchors", ">tx1234<");
                assertThat(dom).contains("Refused: 1 contradiction", ">FORKED<");
                assertThat(dom).contains(">UNKNOWN OFFSET<");
                assertThat(dom).contains(">following<");
                assertThat(dom)
                        .contains("differs from its source 2026-11-29 12:00:00 UTC")
                        .contains("lsn=0/1, proven in acme.example/reconciliations at offset 7");
            }
        }
    }

    private String dom(Path chromium, String url) throws Exception {
        Path out = dir.resolve("dom.html");
        Process browser = new ProcessBuilder(
                        chromium.toString(),
                        "--headless=new",
                        "--no-sandbox",
                        "--disable-gpu",
                        "--user-data-dir=" + dir.resolve("browser"),
                        "--virtual-time-budget=5000",
                        "--dump-dom",
                        url)
                .redirectOutput(out.toFile())
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        try {
            assertThat(browser.waitFor(3, TimeUnit.MINUTES)).isTrue();
        } finally {
            browser.destroyForcibly();
        }
        return Files.readString(out);
    }
}
