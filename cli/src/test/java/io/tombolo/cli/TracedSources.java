package io.tombolo.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.opentelemetry.api.GlobalOpenTelemetry;
import io.tombolo.cli.SpanCollector.Received;
import io.tombolo.cli.shell.Json;
import io.tombolo.cli.shell.Server;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

/** Spans of a node that runs in this JVM, from a request and from a file to the ledger and to a recipient. */
final class TracedSources implements AutoCloseable {
    private static final String TRACE = "4bf92f3577b34da6a3ce929d0e0e4736";
    private static final String CALLER = "00f067aa0ba902b7";
    private static final Map<String, String> SETTINGS = Map.of(
            "otel.traces.sampler", "parentbased_always_on",
            "otel.bsp.schedule.delay", "100");

    private final SpanCollector collector = SpanCollector.start();
    private final Telemetry telemetry;

    /** To be made before the node. */
    TracedSources() throws IOException {
        SETTINGS.forEach(System::setProperty);
        System.setProperty("otel.exporter.otlp.endpoint", collector.address());
        telemetry = Telemetry.begin("up");
    }

    void haveTheSpansThatThePageHas(NodeHere server, Path data, Path temp) throws Exception {
        String key = Json.MAPPER
                .readTree(Shell.run(
                                "push-key",
                                "add",
                                "traced",
                                "--data",
                                data.toString(),
                                "--json",
                                "--organisation=acme.example",
                                "--dataset=traced",
                                "--key=id",
                                "--types=id:long")
                        .out())
                .path("key")
                .asText();
        Path rows = Files.writeString(temp.resolve("traced.csv"), "id\n1\n2\n");

        HttpResponse<String> pushed = push(server, key);
        Shell.Said published = SourcesIT.publish(server, "traced-file", "--key=id", rows.toString());
        Shell.Said consumed = Shell.run(
                "consume", "--verify", "--level=ANCHORED", "--server", server.api(), "--dataset=acme.example/traced");

        assertThat(pushed.statusCode()).as(pushed.body()).isEqualTo(201);
        assertThat(published.out()).as(published.err()).contains("Anchored: 2 events");
        assertThat(consumed.err()).contains("2 events, each of them at least ANCHORED");
        Received post = only(
                "POST /v1/datasets/{organisation}/{dataset}/events",
                span -> span.trace().equals(TRACE));
        Received send = only("send acme.example.traced", span -> true);
        List<Received> appended = find("append acme.example.traced", 2);
        List<Received> verified = find("verify acme.example.traced", 2);
        assertThat(post.parent()).isEqualTo(CALLER);
        assertThat(send.parent()).isEqualTo(post.id());
        assertThat(send.attributes()).containsEntry("messaging.batch.message_count", "2");
        assertThat(appended).extracting(Received::parent).containsOnly(send.id());
        assertThat(appended)
                .extracting(span -> span.attributes().get("tombolo.leaf.index"))
                .containsExactly("0", "1");
        assertThat(verified).allSatisfy(span -> {
            assertThat(span.parent()).isEqualTo(send.id());
            assertThat(span.attributes()).containsEntry("tombolo.level", "ANCHORED");
        });
        for (Received leaf : appended) {
            anchored(leaf);
        }
        List<Received> created = find("create acme.example.traced-file", 2);
        assertThat(created).allSatisfy(span -> assertThat(span.parent()).isEmpty());
        for (Received leaf : find("append acme.example.traced-file", 2)) {
            assertThat(created).extracting(Received::id).contains(leaf.parent());
            anchored(leaf);
        }
        assertThat(collector.spans())
                .allSatisfy(span -> assertThat(span.service()).isEqualTo("tombolo"));
        SpansPage.assertAreThese(collector.spans());
    }

    /** Follows parents and links to the ledger's receipt. */
    private void anchored(Received leaf) {
        Received seal = only("seal", leadsFrom(leaf));
        Received anchor = only("anchor fabric:tombolo/anchors", leadsFrom(seal));
        String origin = seal.attributes().get("tombolo.origin");
        Received receipt = only(
                "receipt fabric:tombolo/anchors",
                span -> span.parent().equals(anchor.id())
                        && origin.equals(span.attributes().get("tombolo.origin")));
        assertThat(anchor.attributes().get("tombolo.transaction.id")).isNotEmpty();
        assertThat(receipt.trace()).isEqualTo(anchor.trace());
    }

    private static Predicate<Received> leadsFrom(Received before) {
        return span -> span.parent().equals(before.id()) || span.links().contains(before.id());
    }

    private Received only(String name, Predicate<Received> is) {
        return await().atMost(Duration.ofMinutes(5))
                .until(
                        () -> collector.spans().stream()
                                .filter(span -> span.name().equals(name) && is.test(span))
                                .toList(),
                        found -> found.size() == 1)
                .get(0);
    }

    private List<Received> find(String name, int count) {
        return await().atMost(Duration.ofMinutes(5))
                .until(
                        () -> collector.spans().stream()
                                .filter(span -> span.name().equals(name))
                                .toList(),
                        found -> found.size() == count);
    }

    private static HttpResponse<String> push(NodeHere server, String key) throws Exception {
        String push = new Server().at(server.api()).endpoints().push();
        return HttpClient.newHttpClient()
                .send(
                        HttpRequest.newBuilder(URI.create(push + "/v1/datasets/acme.example/traced/events"))
                                .header("Authorization", "Bearer " + key)
                                .header("Idempotency-Key", "traced-1")
                                .header("Content-Type", "application/json")
                                .header("traceparent", "00-" + TRACE + "-" + CALLER + "-01")
                                .POST(HttpRequest.BodyPublishers.ofString("[{\"id\":1},{\"id\":2}]"))
                                .build(),
                        HttpResponse.BodyHandlers.ofString());
    }

    @Override
    public void close() {
        telemetry.close();
        GlobalOpenTelemetry.resetForTest();
        SETTINGS.keySet().forEach(System::clearProperty);
        System.clearProperty("otel.exporter.otlp.endpoint");
        collector.close();
    }
}
