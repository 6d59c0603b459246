package io.tombolo.anchoring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.tombolo.anchoring.config.AnchoringConfig;
import io.tombolo.anchoring.seal.PemLogKeys;
import io.tombolo.kafka.EmbeddedKafka;
import io.tombolo.ledger.memory.InMemoryConsortium;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SecuredKafkaIT {
    private static final String PLAIN = "org.apache.kafka.common.security.plain.PlainLoginModule required ";

    @TempDir
    Path dir;

    @Test
    void anchorsThroughTlsAndSaslByKafkasOwnSettings() throws Exception {
        keytool("-genkeypair", "-alias", "broker", "-keyalg", "EC", "-dname", "CN=broker", "-ext", "san=ip:127.0.0.1");
        keytool("-exportcert", "-rfc", "-alias", "broker", "-file", file("broker.pem"));
        try (EmbeddedKafka kafka =
                EmbeddedKafka.start(new EmbeddedKafka.Config(dir.resolve("kafka"), "127.0.0.1", 0, brokerSettings()))) {
            Map<String, String> settings = clientSettings(kafka.bootstrapServers(), "right");
            share(settings);
            AnchoringConfig config = AnchoringConfig.FILE
                    .defaults()
                    .modest()
                    .withDataDir(dir.resolve("anchoring"))
                    .withDatasets(List.of(
                            AnchoringConfig.DatasetRule.raw("(?<organisation>acme\\.example)\\.(?<dataset>secret)")))
                    .withKafka(settings);
            InMemoryConsortium consortium = new InMemoryConsortium("test", Clock.systemUTC());
            PemLogKeys keys = new PemLogKeys(dir.resolve("keys"));

            try (AnchoringService service =
                    AnchoringService.start(config, keys, consortium::ledger, Cluster.registry())) {
                await().atMost(Duration.ofMinutes(5))
                        .until(() -> service.state().anchored() == 20);
                assertThat(service.state().notReady()).isEmpty();
            }
            assertThatThrownBy(() -> AnchoringService.start(
                            config.withKafka(clientSettings(kafka.bootstrapServers(), "wrong")),
                            keys,
                            consortium::ledger,
                            Cluster.registry()))
                    .hasMessageContaining("own topics can't be made")
                    .hasMessageContaining("Authentication failed")
                    .hasMessageNotContaining("wrong");
        }
    }

    private Map<String, String> brokerSettings() {
        return Map.of(
                "listener.security.protocol.map",
                "PLAINTEXT:SASL_SSL,CONTROLLER:PLAINTEXT",
                "sasl.enabled.mechanisms",
                "PLAIN",
                "sasl.mechanism.inter.broker.protocol",
                "PLAIN",
                "listener.name.plaintext.plain.sasl.jaas.config",
                PLAIN + "username=\"broker\" password=\"inner\" user_broker=\"inner\" user_anchoring=\"right\";",
                "ssl.keystore.type",
                "PKCS12",
                "ssl.keystore.location",
                file("broker.p12"),
                "ssl.keystore.password",
                "only-for-this-test",
                "ssl.truststore.type",
                "PEM",
                "ssl.truststore.location",
                file("broker.pem"));
    }

    private Map<String, String> clientSettings(String bootstrapServers, String password) {
        return Map.of(
                "bootstrap.servers",
                bootstrapServers,
                "security.protocol",
                "SASL_SSL",
                "sasl.mechanism",
                "PLAIN",
                "sasl.jaas.config",
                PLAIN + "username=\"anchoring\" password=\"" + password + "\";",
                "ssl.truststore.type",
                "PEM",
                "ssl.truststore.location",
                file("broker.pem"));
    }

    private static void share(Map<String, String> settings) throws Exception {
        try (Admin admin = Admin.create(new HashMap<>(settings))) {
            admin.createTopics(List.of(new NewTopic("acme.example.secret", Optional.of(1), Optional.empty())))
                    .all()
                    .get();
        }
        try (KafkaProducer<byte[], byte[]> producer =
                new KafkaProducer<>(new HashMap<>(settings), new ByteArraySerializer(), new ByteArraySerializer())) {
            for (int i = 0; i < 20; i++) {
                producer.send(new ProducerRecord<>(
                                "acme.example.secret", ("row " + i).getBytes(StandardCharsets.UTF_8)))
                        .get();
            }
        }
    }

    private String file(String name) {
        return dir.resolve(name).toString();
    }

    private void keytool(String... arguments) throws Exception {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString()));
        command.addAll(List.of(arguments));
        command.addAll(
                List.of("-storetype", "PKCS12", "-keystore", file("broker.p12"), "-storepass", "only-for-this-test"));
        Process process = new ProcessBuilder(command).inheritIO().start();
        assertThat(process.waitFor()).isZero();
    }
}
