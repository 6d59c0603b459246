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
import java.util.Objects;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.stream.Stream;

/** Spans of a node that runs in this JVM, from a request and from a file to the ledger and to a recipient. */
final class TracedSources implements AutoCloseable {
    private static final String TRACE = "4bf92f3577b34da6a3ce929d0e0e4736";
    private static final String CALLER = "00f067aa0ba902b7";
    private static final Map<String, String> SETTINGS = Map.of(
            "otel.traces.sampler", "parentbased_always_on",
            "otel.bsp.schedule.delay", "100",
            // A span that a busy machine takes long to send is neither dropped nor sent again.
            "otel.bsp.export.timeout", "300000",
            "otel.exporter.otlp.timeout", "300000");

    private final SpanCollector collector = SpanCollector.start();
    private final Telemetry telemetry;

    /** To be made before the node. */
    TracedSources() throws IOException {
        SETTINGS.forEach(System::setProperty);
        System.setProperty("otel.exporter.otlp.endpoint", collector.address());
        // A library may have asked for it in the node of a class that ran before in this JVM: then it is set, and does
        // nothing.
        GlobalOpenTelemetry.resetForTest();
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

        HttpResponse<String> pushed = SourcesIT.answered(() -> push(server, key));
        Shell.Said published = SourcesIT.publish(server, "traced-file", "--key=id", rows.toString());
        Shell.Said consumed = Shell.run(
                "consume",
                "--verify",
                "--level=ANCHORED",
                "--patience=300",
                "--server",
                server.api(),
                "--dataset=acme.example/traced");

        assertThat(pushed.statusCode()).as(pushed.body()).isEqualTo(201);
        assertThat(published.out()).as(published.err()).contains("Anchored: 2 events");
        assertThat(consumed.err()).contains("2 events, each of them at least ANCHORED");
        Map<String, Received> appended = byOffset("append acme.example.traced");
        String sender = appended.values().iterator().next().parent();
        Received send = one("send acme.example.traced", span -> span.id().equals(sender));
        Received post = one(
                "POST /v1/datasets/{organisation}/{dataset}/events",
                span -> span.id().equals(send.parent()));
        Map<String, Received> verified = byOffset("verify acme.example.traced");
        assertThat(post.trace()).isEqualTo(TRACE);
        assertThat(post.parent()).isEqualTo(CALLER);
        assertThat(send.attributes()).containsEntry("messaging.batch.message_count", "2");
        assertThat(appended.values()).extracting(Received::parent).containsOnly(send.id());
        assertThat(appended.values())
                .extracting(span -> span.attributes().get("tombolo.leaf.index"))
                .containsExactly("0", "1");
        assertThat(verified.values()).allSatisfy(span -> {
            assertThat(span.parent()).isEqualTo(send.id());
            assertThat(span.attributes()).containsEntry("tombolo.level", "ANCHORED");
        });
        appended.values().forEach(this::anchored);
        for (Received leaf : byOffset("append acme.example.traced-file").values()) {
            Received created =
                    one("create acme.example.traced-file", span -> span.id().equals(leaf.parent()));
            assertThat(created.parent()).isEmpty();
            anchored(leaf);
        }
        assertThat(collector.spans())
                .allSatisfy(span -> assertThat(span.service()).isEqualTo("tombolo"));
        SpansPage.assertAreThese(collector.spans());
    }

    /** Follows parents and links to the ledger's receipt. What was done again, as a call that the ledger did not answer in time, has further spans. */
    private void anchored(Received leaf) {
        List<Received> way = await().atMost(Duration.ofMinutes(5))
                .until(
                        () -> named("seal", leadsFrom(leaf))
                                .flatMap(seal -> named("anchor fabric:tombolo/anchors", leadsFrom(seal))
                                        .flatMap(anchor -> named(
                                                        "receipt fabric:tombolo/anchors", isReceipt(anchor, seal))
                                                .map(receipt -> List.of(anchor, receipt))))
                                .findFirst()
                                .orElse(List.of()),
                        found -> !found.isEmpty());
        assertThat(way.get(0).attributes().get("tombolo.transaction.id")).isNotEmpty();
        assertThat(way.get(1).trace()).isEqualTo(way.get(0).trace());
    }

    private static Predicate<Received> leadsFrom(Received before) {
        return span -> span.parent().equals(before.id()) || span.links().contains(before.id());
    }

    private static Predicate<Received> isReceipt(Received anchor, Received seal) {
        return span -> span.parent().equals(anchor.id())
                && Objects.equals(
                        span.attributes().get("tombolo.origin"),
                        seal.attributes().get("tombolo.origin"));
    }

    private Stream<Received> named(String name, Predicate<Received> is) {
        return collector.spans().stream().filter(span -> span.name().equals(name) && is.test(span));
    }

    private Received one(String name, Predicate<Received> is) {
        return await().atMost(Duration.ofMinutes(5))
                .until(() -> named(name, is).toList(), found -> !found.isEmpty())
                .get(0);
    }

    /** The spans of both records, by offset: one each, also where a record was read again. */
    private Map<String, Received> byOffset(String name) {
        return await().atMost(Duration.ofMinutes(5))
                .until(
                        () -> {
                            Map<String, Received> found = new TreeMap<>();
                            named(name, span -> true)
                                    .forEach(span -> found.put(span.attributes().get("messaging.kafka.offset"), span));
                            return found;
                        },
                        found -> found.size() == 2);
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
