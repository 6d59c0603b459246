package io.tombolo.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.tombolo.cli.shell.Connection;
import io.tombolo.cli.shell.Json;
import io.tombolo.connect.EmbeddedConnect;
import io.tombolo.connectors.protect.KeyTopic;
import io.tombolo.http.HttpAccess;
import io.tombolo.http.HttpLimits;
import io.tombolo.protect.GroupKeys;
import io.tombolo.protect.KeyEncryption;
import io.tombolo.protect.KeyException;
import io.tombolo.publish.ConnectClient;
import io.tombolo.publish.Publication;
import io.tombolo.publish.Publisher;
import io.tombolo.registry.EmbeddedRegistry;
import io.tombolo.schemas.DatasetId;
import io.tombolo.schemas.contract.Topics;
import io.tombolo.server.Endpoints;
import java.net.URI;
import java.net.http.HttpRequest;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.acl.AccessControlEntry;
import org.apache.kafka.common.acl.AclBinding;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.acl.AclPermissionType;
import org.apache.kafka.common.errors.GroupAuthorizationException;
import org.apache.kafka.common.errors.TopicAuthorizationException;
import org.apache.kafka.common.resource.PatternType;
import org.apache.kafka.common.resource.ResourcePattern;
import org.apache.kafka.common.resource.ResourceType;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Registry, Connect, publisher, a connector and a recipient, each with what {@code tombolo acls} gives it and nothing more. */
final class AclsIT {
    private static final String CONNECTOR = "connector/own=owned";
    private static final String CONSUMER = "consumer/acme.example/rows=partner";

    @TempDir
    static Path temp = Path.of("unset");

    private static SecuredCluster cluster;
    private static EmbeddedRegistry registry;
    private static EmbeddedConnect connect;
    private static Path rows;

    @BeforeAll
    static void start() throws Exception {
        cluster = SecuredCluster.start(temp, "registry", "connect", "publisher", CONNECTOR, CONSUMER);
        registry = EmbeddedRegistry.start(
                new EmbeddedRegistry.Config("127.0.0.1", 0, cluster.user("tombolo-registry"), Topics.SCHEMAS));
        connect = EmbeddedConnect.start(worker(temp.resolve("worker")));
        rows = Files.writeString(temp.resolve("rows.csv"), "id,name\n1,a\n2,b\n3,c\n");
    }

    @AfterAll
    static void stop() {
        connect.close();
        registry.close();
        cluster.close();
    }

    private static EmbeddedConnect.Config worker(Path folder) throws Exception {
        return new EmbeddedConnect.Config(
                folder,
                "127.0.0.1",
                0,
                cluster.user("tombolo-connect"),
                Map.of("schema.registry.url", registry.uri().toString()),
                Map.of(),
                Optional.empty());
    }

    private static Map<String, Object> client(String name, String group) throws Exception {
        Map<String, Object> settings = new HashMap<>(cluster.user(name));
        settings.put("group.id", group);
        settings.put("auto.offset.reset", "earliest");
        return settings;
    }

    private static Publisher publisher(Path file) throws Exception {
        Endpoints where = new Endpoints(
                cluster.settings().get("bootstrap.servers"),
                registry.uri().toString(),
                connect.uri().toString(),
                "http://127.0.0.1:1",
                "http://127.0.0.1:1");
        return new Publisher(where, Connection.read(file));
    }

    private static Publisher.Published publish(String dataset) throws Exception {
        return publisher(cluster.file("tombolo-publisher"))
                .publish(
                        Publication.csv(DatasetId.parse(dataset), rows, List.of("id"), Publication.INFER, "", 1),
                        step -> {});
    }

    @Test
    void aWorkerKeepsTheKeysOfProtectedFieldsAndARecipientNeverSeesThem() throws Exception {
        Path keyset = temp.resolve("keyset.json");
        KeyEncryption.create(keyset);

        byte[] made = keys("tombolo-connect", keyset).toBytes();

        assertThat(keys("owned", keyset).toBytes()).isEqualTo(made);
        assertThatThrownBy(() -> keys("partner", keyset))
                .isInstanceOf(KeyException.class)
                .hasMessageStartingWith("topic tombolo.keys: can't be used: ")
                .hasMessageContaining("uthoriz");
        cluster.without(
                "tombolo-connect",
                AclOperation.READ,
                ResourceType.TOPIC,
                Topics.KEYS,
                () -> assertThatThrownBy(() -> keys("tombolo-connect", keyset))
                        .hasMessageContaining("Not authorized to access topics: [tombolo.keys]"));
    }

    private static GroupKeys keys(String user, Path keyset) throws Exception {
        return new KeyTopic(cluster.user(user), KeyEncryption.of(keyset.toString()))
                .keys(DatasetId.parse("acme.example/rows"), "clinical");
    }

    @Test
    void aRecipientReadsItsDatasetInItsGroupsAndNothingElse() throws Exception {
        assertThat(publish("acme.example/rows").rows()).isEqualTo(3);
        publish("acme.example/others");

        assertThat(read("partner-1", "acme.example.rows")).isEqualTo(3);
        try (Admin partner = Admin.create(Map.copyOf(cluster.user("partner")))) {
            assertThat(partner.listTopics().names().get()).isEqualTo(Set.of("acme.example.rows"));
        }
        assertThatThrownBy(() -> read("partner-1", "acme.example.others"))
                .isInstanceOf(TopicAuthorizationException.class)
                .hasMessage("Not authorized to access topics: [acme.example.others]");
        assertThatThrownBy(() -> read("other-1", "acme.example.rows"))
                .isInstanceOf(GroupAuthorizationException.class)
                .hasMessage("Not authorized to access group: other-1");
        cluster.without(
                "partner",
                AclOperation.READ,
                ResourceType.TOPIC,
                "acme.example.rows",
                () -> assertThatThrownBy(() -> read("partner-2", "acme.example.rows"))
                        .hasMessage("Not authorized to access topics: [acme.example.rows]"));
        cluster.without(
                "partner",
                AclOperation.READ,
                ResourceType.GROUP,
                "partner-",
                () -> assertThatThrownBy(() -> read("partner-3", "acme.example.rows"))
                        .hasMessage("Not authorized to access group: partner-3"));
        assertThat(cluster.acls("--check").out())
                .isEqualToIgnoringNewLines("Nothing is missing, and nothing is surplus.");
    }

    private static int read(String group, String topic) throws Exception {
        try (var consumer = new KafkaConsumer<>(
                client("partner", group), new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
            consumer.subscribe(List.of(topic));
            return await().atMost(Duration.ofMinutes(5))
                    .until(() -> consumer.poll(Duration.ofSeconds(1)).count(), count -> count > 0);
        }
    }

    @Test
    void aPublisherThatMayNotMakeTopicsSaysSo() throws Exception {
        cluster.without(
                "tombolo-publisher",
                AclOperation.CREATE,
                ResourceType.TOPIC,
                "acme.example.",
                () -> assertThatThrownBy(() -> publish("acme.example/new"))
                        .hasMessageContaining("topic acme.example.new can't be made at ")
                        .hasMessageContaining("TopicAuthorizationException"));
        cluster.without(
                "tombolo-publisher",
                AclOperation.READ,
                ResourceType.TOPIC,
                "tombolo.rejected",
                () -> assertThatThrownBy(() -> publish("acme.example/new"))
                        .hasMessageContaining("topic tombolo.rejected can't be read: ")
                        .hasMessageContaining("TopicAuthorizationException"));
    }

    @Test
    void aRegistryThatMayNotWriteRegistersNothing() throws Exception {
        cluster.without("tombolo-registry", AclOperation.WRITE, ResourceType.TOPIC, "tombolo.schemas", () -> {
            var answer = HttpAccess.OPEN
                    .http(new HttpLimits(Duration.ofMinutes(1), 1 << 20, 0))
                    .send(HttpRequest.newBuilder(URI.create(registry.uri() + "/subjects/x-value/versions"))
                            .header("Content-Type", "application/json")
                            .POST(HttpRequest.BodyPublishers.ofString("{\"schema\":\"\\\"string\\\"\"}"))
                            .build());
            assertThat(answer.text()).contains("50001").contains("Not authorized to access topics: [tombolo.schemas]");
        });
    }

    @Test
    void aConnectorWithAUserOfItsOwnNeedsItsOwnRights() throws Exception {
        publish("acme.example/copied");
        ConnectClient client = new ConnectClient(connect.uri().toString());
        String source = client.names().stream()
                .filter(name -> client.config(name).orElseThrow().containsValue("acme.example/copied"))
                .findFirst()
                .orElseThrow();
        Map<String, String> config = new HashMap<>(client.config(source).orElseThrow());
        config.replaceAll((key, value) -> value.replace("acme.example/copied", "acme.example/own")
                .replace("acme.example.copied", "acme.example.own"));
        config.put("name", "own");
        for (String part : List.of("producer", "consumer", "admin")) {
            config.put(
                    part + ".override.sasl.jaas.config", cluster.user("owned").get("sasl.jaas.config"));
        }

        client.put("own", config);
        await().atMost(Duration.ofMinutes(5)).until(() -> end("acme.example.own") >= 3);
        client.remove("own");
        cluster.without("owned", AclOperation.WRITE, ResourceType.TRANSACTIONAL_ID, "tombolo-connect-own-", () -> {
            client.put("own", config);
            await().atMost(Duration.ofMinutes(5))
                    .until(() -> client.status("own").failed());
            assertThat(client.status("own").trouble()).contains("Transactional Id authorization failed.");
            client.remove("own");
        });
    }

    private static long end(String topic) throws Exception {
        Map<String, Object> settings = new HashMap<>(cluster.settings());
        try (var consumer = new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
            var partition = new TopicPartition(topic, 0);
            return consumer.partitionsFor(topic).isEmpty()
                    ? 0
                    : consumer.endOffsets(List.of(partition)).get(partition);
        }
    }

    @Test
    void aWorkerOutsideItsGroupDoesNotStart() throws Exception {
        cluster.without("tombolo-connect", AclOperation.WRITE, ResourceType.TOPIC, "connect-configs", () -> {
            Map<String, Object> settings = new HashMap<>(cluster.user("tombolo-connect"));
            try (Admin admin = Admin.create(settings)) {
                assertThat(admin.listTopics().names().get()).contains("connect-configs");
            }
            ConnectClient client = new ConnectClient(connect.uri().toString());
            assertThatThrownBy(() -> client.put("x", Map.of("connector.class", "none", "name", "x")))
                    .isInstanceOf(RuntimeException.class);
        });
    }

    @Test
    void surplusAccessListsAreNamed() throws Exception {
        AclBinding everybody = new AclBinding(
                new ResourcePattern(ResourceType.TOPIC, "acme.example.", PatternType.PREFIXED),
                new AccessControlEntry("User:*", "*", AclOperation.READ, AclPermissionType.ALLOW));
        try (Admin admin = Admin.create(new HashMap<>(cluster.settings()))) {
            admin.createAcls(List.of(everybody)).all().get();
            try {
                Shell.Said checked = cluster.acls("--check");
                Shell.Said json = cluster.acls("--check", "--json");

                assertThat(checked.exitCode()).isEqualTo(1);
                assertThat(checked.out()).isEqualToIgnoringNewLines("surplus  User:* may read topic acme.example.*");
                assertThat(Json.MAPPER
                                .readTree(json.out())
                                .path("surplus")
                                .get(0)
                                .path("principal")
                                .asText())
                        .isEqualTo("User:*");
            } finally {
                admin.deleteAcls(List.of(everybody.toFilter())).all().get();
            }
        }
    }
}
