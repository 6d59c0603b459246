package io.tombolo.server;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tombolo.agreements.Action;
import io.tombolo.agreements.Agreement;
import io.tombolo.agreements.http.AgreementClient;
import io.tombolo.config.ConfigFile.ConfigException;
import io.tombolo.http.BoundedHttp;
import io.tombolo.http.HttpAccess;
import io.tombolo.http.HttpLimits;
import io.tombolo.merkle.note.Ed25519Keys;
import io.tombolo.merkle.note.NoteVerifier;
import io.tombolo.server.DataspaceFile.Participant;
import java.io.IOException;
import java.io.Reader;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpRequest;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.AuthenticationException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** A secured node of acme.example with a connector, which knows partner.example's. */
final class DataspaceNode implements AutoCloseable {
    static final String PARTICIPANT = "did:web:partner.example";
    static final String OWN = "did:web:acme.example";
    /** As it is sent to the partner, which may compare it. */
    static final String TO_PARTNER = "Bearer of-acme";

    private static final String PARTNER = "partner.example";
    private static final JsonMapper JSON = JsonMapper.builder().build();

    private final Tombolo node;
    private final Path authorities;
    private final Map<String, Object> kafka = new HashMap<>();
    private final AgreementClient owner;
    private final AgreementClient partner;
    private final KeyPair key = Ed25519Keys.generate();
    private final String header;

    private DataspaceNode(Tombolo node, Path security, String header) throws IOException {
        this.node = node;
        this.header = header;
        this.authorities = security.resolve("ca.pem");
        String token = Files.readString(security.resolve("node.token")).strip();
        this.owner = new AgreementClient(node.agreements(), http(Optional.of(token)));
        this.partner = new AgreementClient(node.agreements(), http(Optional.empty()));
        Properties file = new Properties();
        try (Reader in = Files.newBufferedReader(security.resolve("client.properties"))) {
            file.load(in);
        }
        file.stringPropertyNames().forEach(name -> kafka.put(name, file.getProperty(name)));
    }

    static DataspaceNode start(Path dir) throws IOException {
        return start(dir, "Bearer of-partner", TO_PARTNER, 0);
    }

    /**
     * A node.
     *
     * @param from the header that the partner sends
     * @param to the header that is sent to it
     */
    static DataspaceNode start(Path dir, String from, String to, int port) throws IOException {
        Path file = Files.writeString(
                dir.resolve("dataspace.yaml"), """
                participantId: %s
                port: %d
                hosts: [127.0.0.1, localhost]
                participants:
                  - id: %s
                    organisation: %s
                    sha256: %s
                    authorization: '%s'
                """.formatted(OWN, port, PARTICIPANT, PARTNER, sha256(from), to));
        Tombolo node = Tombolo.start(ServerConfig.local(dir.resolve("data"))
                .withSecurity(Security.lab())
                .withDataspace(file));
        return new DataspaceNode(node, dir.resolve("data").resolve("security"), from);
    }

    static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    static String sha256(String text) {
        try {
            return HexFormat.of()
                    .formatHex(MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    private BoundedHttp http(Optional<String> token) {
        return new HttpAccess(Optional.of(authorities), token).http(AgreementClient.LIMITS);
    }

    Path authorities() {
        return authorities;
    }

    /** Base of the connector's paths. */
    String address() {
        return node.dataspace().orElseThrow() + "/dsp";
    }

    /** An agreement about acme.example/NAME that both have signed; its identifier. */
    String agree(String name) {
        ObjectNode terms = JSON.createObjectNode();
        Instant now = Instant.now().truncatedTo(ChronoUnit.SECONDS);
        terms.put("dataset", "acme.example/" + name)
                .put("consumer", NoteVerifier.ed25519(PARTNER, key.getPublic()).vkey())
                .put("purpose", "test")
                .put("from", now.minusSeconds(60).toString())
                .put("until", now.plusSeconds(86_400).toString())
                .put("bytes_per_second", 100_000_000);
        Agreement offered = owner.offer(terms);
        return partner.take(
                        offered.id(),
                        offered.next(Action.ACCEPT, Instant.now(), "-").signed(PARTNER, key),
                        Optional.empty())
                .id();
    }

    void end(String agreement) {
        owner.act(agreement, "end", "over");
    }

    void produce(String name, int records) throws Exception {
        try (Admin admin = Admin.create(kafka)) {
            admin.createTopics(List.of(new NewTopic("acme.example." + name, 1, (short) 1)))
                    .all()
                    .get();
        }
        try (KafkaProducer<byte[], byte[]> producer =
                new KafkaProducer<>(kafka, new ByteArraySerializer(), new ByteArraySerializer())) {
            for (int i = 0; i < records; i++) {
                producer.send(new ProducerRecord<>("acme.example." + name, new byte[] {(byte) i}))
                        .get();
            }
        }
    }

    String catalogue() throws IOException, InterruptedException {
        HttpLimits limits = new HttpLimits(Duration.ofMinutes(1), 10_000_000, 0);
        return new HttpAccess(Optional.of(authorities), Optional.empty())
                .http(limits)
                .send(HttpRequest.newBuilder(URI.create(address() + "/catalog/request"))
                        .header("Authorization", header)
                        .build())
                .text();
    }

    /** A consumer with nothing but what a data address says. */
    static Consumer<byte[], byte[]> consumer(JsonNode address) {
        Map<String, String> properties = new HashMap<>();
        address.path("endpointProperties")
                .forEach(one -> properties.put(
                        one.path("name").asText().replace("https://w3id.org/edc/v0.0.1/ns/", ""),
                        one.path("value").asText()));
        return consumer(properties);
    }

    static Consumer<byte[], byte[]> consumer(Map<String, String> properties) {
        Map<String, Object> settings = new HashMap<>();
        properties.forEach((name, value) -> {
            if (name.startsWith("kafka.") && !name.equals("kafka.group.prefix")) {
                settings.put(name.substring("kafka.".length()), value);
            }
        });
        settings.put("group.id", properties.get("kafka.group.prefix") + "reader");
        settings.put("auto.offset.reset", "earliest");
        Consumer<byte[], byte[]> consumer =
                new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer());
        consumer.subscribe(List.of(properties.get("topic")));
        return consumer;
    }

    static int read(Consumer<byte[], byte[]> consumer, int records) {
        int read = 0;
        for (int polls = 0; read < records && polls < 600; polls++) {
            ConsumerRecords<byte[], byte[]> some = consumer.poll(Duration.ofMillis(200));
            read += some.count();
        }
        return read;
    }

    /** What Kafka says to a consumer that may not read any more. */
    static String refusal(Consumer<byte[], byte[]> consumer) {
        for (int polls = 0; polls < 600; polls++) {
            try {
                consumer.poll(Duration.ofMillis(200));
            } catch (KafkaException e) {
                return String.valueOf(e.getMessage());
            }
        }
        return "";
    }

    /** One whose login has ended can't leave its group, and its close reports that. */
    static void close(Consumer<byte[], byte[]> consumer) {
        try {
            consumer.close();
        } catch (KafkaException e) {
            if (!(e.getCause() instanceof AuthenticationException)) {
                throw e;
            }
        }
    }

    static String refusal(String yaml) {
        try {
            return DataspaceFile.FILE.overlay(yaml).toString();
        } catch (ConfigException e) {
            return String.valueOf(e.getMessage());
        }
    }

    /** The partner's file names the node's participant. */
    static Participant own() {
        return new Participant(OWN, "acme.example", sha256(TO_PARTNER), "Bearer of-partner");
    }

    @Override
    public void close() {
        node.close();
    }
}
