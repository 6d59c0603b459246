package io.tombolo.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.tombolo.anchoring.AnchoringService;
import io.tombolo.anchoring.config.AnchoringConfig;
import io.tombolo.anchoring.seal.PemLogKeys;
import io.tombolo.http.HttpAccess;
import io.tombolo.http.HttpAnswer;
import io.tombolo.http.HttpLimits;
import io.tombolo.http.server.Protection;
import io.tombolo.http.server.Tokens;
import io.tombolo.ledger.memory.InMemoryConsortium;
import io.tombolo.registry.EmbeddedRegistry;
import io.tombolo.schemas.contract.Topics;
import io.tombolo.schemas.registry.Compatibility;
import io.tombolo.verification.trust.PolicyFile;
import io.tombolo.verification.trust.TrustPolicy;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.resource.ResourceType;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * {@code tombolo push}, the anchoring service and {@code tombolo read-side}, each as a process of its own with its own user, certificate and
 * tokens, against an operator's cluster.
 */
final class SecuredPartsIT {
    private static final HttpLimits LIMITS = new HttpLimits(Duration.ofMinutes(1), 1 << 20, 0);

    @TempDir
    static Path temp = Path.of("unset");

    private static SecuredCluster cluster;
    private static EmbeddedRegistry registry;
    private static Map<String, String> registrySettings;
    private static String reader;

    @BeforeAll
    static void start() throws Exception {
        cluster = SecuredCluster.start(temp, "registry", "push", "anchoring", "read-side");
        Tokens tokens = new Tokens(temp.resolve("tokens.json"), Clock.systemUTC());
        reader = tokens.create("reader", Tokens.Scope.READ).text();
        String writer = tokens.create("parts", Tokens.Scope.WRITE).text();
        registry = EmbeddedRegistry.start(new EmbeddedRegistry.Config(
                "127.0.0.1",
                0,
                cluster.user("tombolo-registry"),
                Topics.SCHEMAS,
                Compatibility.BACKWARD,
                Protection.of(
                        false,
                        cluster.tls("server.pem").toString(),
                        cluster.tls("server-key.pem").toString(),
                        temp.resolve("tokens.json").toString(),
                        "",
                        Clock.systemUTC())));
        registrySettings = Map.of(
                "schema.registry.url",
                registry.uri().toString(),
                "bearer.auth.credentials.source",
                "STATIC_TOKEN",
                "bearer.auth.token",
                writer,
                "schema.registry.ssl.truststore.type",
                "PEM",
                "schema.registry.ssl.truststore.location",
                cluster.tls("ca.pem").toString());
    }

    @AfterAll
    static void stop() {
        registry.close();
        cluster.close();
    }

    /** Plain YAML: a scalar in single quotes takes every character but that quote. */
    private static String yaml(String key, Map<String, String> settings) {
        StringBuilder text = new StringBuilder(key + ":\n");
        settings.forEach((name, value) -> text.append("  ")
                .append(name)
                .append(": '")
                .append(value.replace("'", "''"))
                .append("'\n"));
        return text.toString();
    }

    private static String listener(String name, int port) {
        Map<String, String> settings = new LinkedHashMap<>();
        settings.put("certificate", cluster.tls("server.pem").toString());
        settings.put("privateKey", cluster.tls("server-key.pem").toString());
        settings.put("access", temp.resolve("tokens.json").toString());
        return yaml(name, settings) + "  port: " + port + "\n";
    }

    /** A part's Kafka settings with its password left in the file that {@code tombolo acls} wrote, as the cluster's containers have it. */
    private static Map<String, String> fromFile(String user) throws IOException {
        Map<String, String> settings = new LinkedHashMap<>(cluster.user(user));
        settings.put("sasl.jaas.config", "${file:" + cluster.file(user) + ":sasl.jaas.config}");
        settings.put("config.providers", "file");
        settings.put("config.providers.file.class", "org.apache.kafka.common.config.provider.FileConfigProvider");
        return settings;
    }

    private static ServerProcess begin(String part, List<Integer> ports, String more) throws IOException {
        Path config = Files.writeString(
                temp.resolve(part + ".yaml"),
                listener("http", ports.get(0))
                        + listener("operations", ports.get(1))
                        + yaml("kafka", fromFile("tombolo-" + part))
                        + yaml("registry", registrySettings)
                        + more);
        return ServerProcess.start(temp.resolve(part + ".out"), temp, part, "--config", config.toString());
    }

    private static HttpAnswer get(int port, String path, String token) throws Exception {
        return send(
                HttpRequest.newBuilder(URI.create("https://127.0.0.1:" + port + path))
                        .build(),
                token);
    }

    private static HttpAnswer send(HttpRequest request, String token) throws Exception {
        return new HttpAccess(
                        Optional.of(cluster.tls("ca.pem")), Optional.of(token).filter(text -> !text.isEmpty()))
                .http(LIMITS)
                .send(request);
    }

    private static void awaitReady(ServerProcess process, int port) throws IOException {
        try {
            await().atMost(Duration.ofMinutes(5))
                    .ignoreExceptions()
                    .until(() -> get(port, "/ready", reader).status() == 200);
        } catch (org.awaitility.core.ConditionTimeoutException e) {
            throw new AssertionError(process.said(), e);
        }
    }

    private static HttpRequest event(int port, int number) {
        return HttpRequest.newBuilder(
                        URI.create("https://127.0.0.1:" + port + "/v1/datasets/acme.example/orders/events"))
                .header("Idempotency-Key", Integer.toString(number))
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString("{\"id\":" + number + "}"))
                .build();
    }

    private static AnchoringConfig anchoring() throws IOException {
        return AnchoringConfig.FILE
                .defaults()
                .modest()
                .withDataDir(temp.resolve("anchoring"))
                .withKafka(fromFile("tombolo-anchoring"))
                .withRegistry(registrySettings);
    }

    @Test
    void shareAnchorAndServeUnderTheirOwnUsersOverTls() throws Exception {
        List<Integer> ports = ServerProcess.freePorts(4);
        Path keys = temp.resolve("keys.json");
        String key = Shell.run(
                        "push-key",
                        "add",
                        "erp",
                        "--organisation=acme.example",
                        "--dataset=orders",
                        "--key=id",
                        "--keys=" + keys)
                .out()
                .lines()
                .findFirst()
                .orElseThrow();
        Path policy = Files.write(temp.resolve("policy.json"), PolicyFile.write(TrustPolicy.of(List.of(), List.of())));
        InMemoryConsortium consortium = new InMemoryConsortium("test", Clock.systemUTC());
        PemLogKeys logKeys = new PemLogKeys(temp.resolve("log-keys"));
        String more = "policy: " + policy + "\ndataDir: " + temp.resolve("read-side") + "\n";
        try (ServerProcess push = begin("push", ports, "keys: " + keys + "\n");
                ServerProcess readSide = begin("read-side", ports.subList(2, 4), more)) {
            awaitReady(push, ports.get(1));
            // As a client that comes back after 503, which a busy machine may cause.
            await().atMost(Duration.ofMinutes(5))
                    .until(() -> send(event(ports.get(0), 1), key).status() == 201);
            assertThat(send(event(ports.get(0), 2), "").status()).isEqualTo(401);
            try (AnchoringService service = AnchoringService.start(anchoring(), logKeys, consortium::ledger)) {
                await().atMost(Duration.ofMinutes(5))
                        .until(() -> service.state().anchored() == 1);
                assertThat(service.state().notReady()).isEmpty();
            }
            awaitReady(readSide, ports.get(3));
            await().atMost(Duration.ofMinutes(5))
                    .until(() ->
                            get(ports.get(3), "/metrics", reader).text().contains("tombolo_read_side_entries 1.0"));
            String evidence = "/api/v1/evidence?dataset=acme.example/orders&partition=0&offset=0";
            assertThat(get(ports.get(2), evidence, reader).status()).isEqualTo(200);
            HttpAnswer refused = get(ports.get(2), "/api/v1/status", "");
            assertThat(refused.status()).isEqualTo(401);
            assertThat(refused.text()).contains("give a token as Authorization: Bearer TOKEN");
            for (int port : ports) {
                HttpRequest plain = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/ready"))
                        .build();
                assertThatThrownBy(() -> HttpAccess.OPEN.http(LIMITS).send(plain))
                        .isInstanceOf(IOException.class);
            }
            assertThat(cluster.acls("--check").out())
                    .isEqualToIgnoringNewLines("Nothing is missing, and nothing is surplus.");
            refusals(ports, key, logKeys, consortium);
        }
    }

    /** One access list less for each. */
    private static void refusals(List<Integer> ports, String key, PemLogKeys logKeys, InMemoryConsortium consortium)
            throws Exception {
        cluster.without("tombolo-push", AclOperation.WRITE, ResourceType.TOPIC, "acme.example.", () -> {
            HttpAnswer refused = send(event(ports.get(0), 3), key);
            assertThat(refused.status()).isEqualTo(503);
            assertThat(refused.text()).contains("A part of the server is away");
        });
        cluster.without("tombolo-read-side", AclOperation.READ, ResourceType.TOPIC, "acme.example.", () -> {
            String evidence = "/api/v1/evidence?dataset=acme.example/orders&partition=0&offset=0";
            assertThat(get(ports.get(2), evidence, reader).text()).contains("Not authorized to access topics");
        });
        Path ofAReader = Files.writeString(
                temp.resolve("doctor.yaml"),
                yaml("kafka", cluster.user("tombolo-read-side")) + yaml("registry", registrySettings));
        assertThat(Shell.run("doctor", "--config", ofAReader.toString()).out())
                .contains("FAULT   KAFKA_REFUSED Kafka: Cluster authorization failed");
        cluster.without(
                "tombolo-anchoring",
                AclOperation.CREATE,
                ResourceType.TOPIC,
                "tombolo.state",
                () -> assertThatThrownBy(() -> AnchoringService.start(anchoring(), logKeys, consortium::ledger))
                        .hasMessageContaining("own topics can't be made")
                        .hasMessageContaining("TopicAuthorizationException"));
        cluster.without(
                "tombolo-anchoring",
                AclOperation.READ,
                ResourceType.TOPIC,
                "tombolo.state",
                () -> assertThatThrownBy(() -> AnchoringService.start(anchoring(), logKeys, consortium::ledger))
                        .hasMessageContaining("Not authorized to access topics: [tombolo.state]"));
    }
}
