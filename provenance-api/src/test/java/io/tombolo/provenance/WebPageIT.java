package io.tombolo.provenance;

import static org.assertj.core.api.Assertions.assertThat;

import io.tombolo.http.server.WebServer;
import io.tombolo.page.Browser;
import io.tombolo.provenance.follow.FollowerState;
import io.tombolo.provenance.store.LogStore;
import io.tombolo.schemas.registry.InMemoryRegistry;
import io.tombolo.schemas.registry.SchemaResolver;
import io.tombolo.verification.EvidenceVerifier;
import io.tombolo.verification.trust.TrustPolicy;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The page as this server serves it, with this server's answers. Its views are tried in the module page, on recorded answers. */
class WebPageIT {
    private static final TrustPolicy POLICY = TrustPolicy.of(List.of(), List.of());

    @TempDir
    Path dir;

    @Test
    void aBrowserShowsDatasetsAnchorsAndContradictions() throws Exception {
        try (Browser browser = Browser.start();
                LogStore store = LogStore.open(dir.resolve("store"), "cluster", Clock.systemUTC());
                WebServer server = serve(sample(store))) {
            browser.open(server.uri() + "/#/");

            assertThat(browser.find(".sea h3").getText()).isEqualTo("acme.example");
            assertThat(browser.find("#datasets tbody tr").getText())
                    .contains("acme.example/flights", "1,234", "Refused: 1");
            assertThat(browser.find("#anchors tbody tr").getText()).contains("fabric:tombolo/anchors", "tx1234");

            browser.open(server.uri() + "/#/dataset/acme.example/flights");
            assertThat(browser.find("#batches tbody tr").getText()).contains("1,234");
            assertThat(browser.all("#deviations")).as(browser.text()).isEmpty();
        }
    }

    @Test
    void theAnswersOfThisServerAreOfTheShapesThatThePageKnows() throws Exception {
        try (Browser browser = Browser.start();
                LogStore store = LogStore.open(dir.resolve("store"), "cluster", Clock.systemUTC());
                WebServer server = serve(sample(store))) {
            for (String view : List.of("", "dataset/acme.example/flights", "event/acme.example/flights/0/3")) {
                browser.open(server.uri() + "/#/" + view);
                browser.find("main h1");
                browser.await(
                        "every answer",
                        () -> browser.all("main [aria-busy=true]").isEmpty()
                                && !browser.all("main .answered").isEmpty());

                assertThat(browser.all("#deviations"))
                        .as(view + ": " + browser.text())
                        .isEmpty();
            }
        }
    }

    private static LogStore sample(LogStore store) {
        SampleLog sample = new SampleLog("acme.example/flights/0", 1).grow(1234);
        for (int bundle = 0; bundle < 5; bundle++) {
            store.applyBundle(sample.origin, bundle, sample.bundle(bundle, 1234));
        }
        store.applyCheckpoint(sample.origin, sample.head());
        store.applyAnchor(sample.origin, sample.anchor(sample.head()));
        store.applyCheckpoint(sample.origin, sample.head(1000, sample.rootAt(999)));
        store.commit(Map.of());
        return store;
    }

    private static WebServer serve(LogStore store) {
        FollowerState following = new FollowerState(FollowerState.Phase.FOLLOWING, 0, 0, "", Map.of());
        EvidenceService service = new EvidenceService(
                store, new SchemaResolver(new InMemoryRegistry()), () -> POLICY, () -> new MockConsumer<>("none"));
        Routes routes = new Routes(
                store,
                origin -> List.of(),
                new EvidenceRoutes(service, new EvidenceVerifier(Map.of()), () -> POLICY, 2),
                () -> following,
                Map::of,
                List::of,
                Optional.empty(),
                DatasetTable.of(store, following));
        return WebServer.start(
                new WebServer.Settings(
                        "read side", "127.0.0.1", 0, WebServer.Limits.defaults(), ReadSideProblem::document),
                routes);
    }
}
