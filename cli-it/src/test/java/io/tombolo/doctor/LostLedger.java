package io.tombolo.doctor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.groups.Tuple.tuple;
import static org.awaitility.Awaitility.await;

import io.tombolo.anchoring.AnchoringService;
import io.tombolo.anchoring.config.AnchoringConfig;
import io.tombolo.anchoring.process.ServiceHttp;
import io.tombolo.anchoring.seal.PemLogKeys;
import io.tombolo.config.ConfigFile.Listener;
import io.tombolo.http.HttpAccess;
import io.tombolo.http.server.Protection;
import io.tombolo.ledger.Ledger;
import io.tombolo.ledger.embedded.EmbeddedLedger;
import io.tombolo.ledger.embedded.identity.ClientIdentity;
import io.tombolo.ledger.fabric.FabricIdentity;
import io.tombolo.ledger.fabric.FabricLedger;
import io.tombolo.ledger.fabric.GatewayPeer;
import io.tombolo.registry.EmbeddedRegistry;
import io.tombolo.schemas.contract.Topics;
import io.tombolo.schemas.registry.Compatibility;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** An anchoring service that loses its ledger, then the key of their log. The ledger is the embedded one, by its gateway. */
final class LostLedger {
    private static final Clock NOW = Clock.systemUTC();
    private static final Duration PATIENCE = Duration.ofMinutes(5);
    private static final String LEDGER = "fabric:lost/anchors";

    private final Path dir;
    private final Map<String, String> kafka;
    private final String topic;

    LostLedger(Path dir, String bootstrapServers, String topic) {
        this.dir = dir;
        this.kafka = Map.of("bootstrap.servers", bootstrapServers);
        this.topic = topic;
    }

    void isFoundWithItsPeersAndItsLogs() throws Exception {
        try (EmbeddedRegistry registry = EmbeddedRegistry.start(new EmbeddedRegistry.Config(
                "127.0.0.1", 0, kafka, Topics.SCHEMAS, Compatibility.FULL, Protection.NONE))) {
            Map<String, String> settings =
                    Map.of("schema.registry.url", registry.uri().toString());
            AnchoringConfig config = AnchoringConfig.FILE
                    .defaults()
                    .modest()
                    .withDataDir(dir.resolve("state"))
                    .withKafka(kafka)
                    .withRegistry(settings)
                    .withReady(new AnchoringConfig.Ready(10_000, 1_000))
                    .withHttp(new Listener("127.0.0.1", 0));
            theLedgerIsLost(config);
            theLogKeyIsLost(config);
        }
    }

    private void theLedgerIsLost(AnchoringConfig config) throws Exception {
        try (EmbeddedLedger ledger = ledger();
                Ledger connected = connect(ledger);
                AnchoringService service =
                        AnchoringService.start(config, new PemLogKeys(dir.resolve("keys")), any -> connected);
                ServiceHttp http = ServiceHttp.start(config.http(), service)) {
            write();
            await().atMost(PATIENCE).until(() -> service.state().anchored() == 1);
            await().atMost(PATIENCE).until(() -> anchoring(http).isEmpty());

            String peer = ledger.endpoint();
            stop(ledger);
            write();

            await().atMost(PATIENCE).untilAsserted(() -> {
                assertThat(anchoring(http))
                        .extracting(Finding::fault, Finding::subject)
                        .contains(
                                tuple(Fault.ANCHORING_NOT_READY, http.address()),
                                tuple(Fault.LEDGER_AWAY, LEDGER),
                                tuple(Fault.PEER_AWAY, LEDGER + ", " + peer));
            });
        }
    }

    private static void stop(EmbeddedLedger ledger) {
        ledger.close();
    }

    /** A folder with another key: the ledger knows the log by its former one. */
    private void theLogKeyIsLost(AnchoringConfig config) throws Exception {
        PemLogKeys others = new PemLogKeys(dir.resolve("other-keys"));
        others.of("acme.example");
        try (EmbeddedLedger ledger = ledger();
                Ledger connected = connect(ledger);
                AnchoringService service = AnchoringService.start(config, others, any -> connected);
                ServiceHttp http = ServiceHttp.start(config.http(), service)) {
            write();

            await().atMost(PATIENCE).untilAsserted(() -> {
                assertThat(anchoring(http)).extracting(Finding::fault).contains(Fault.LOG_SET_ASIDE);
            });
        }
    }

    private EmbeddedLedger ledger() {
        return EmbeddedLedger.open(new EmbeddedLedger.Config(
                dir.resolve("ledger"),
                "127.0.0.1",
                0,
                "lost",
                "anchors",
                List.of("one.development", "two.development", "three.development"),
                NOW));
    }

    private Ledger connect(EmbeddedLedger ledger) {
        ClientIdentity identity = ledger.enrol("acme.example");
        return FabricLedger.connect(new FabricLedger.Config(
                List.of(GatewayPeer.plainText(ledger.endpoint())),
                "lost",
                "anchors",
                FabricIdentity.ofPem(identity.mspId(), identity.certificatePem(), identity.privateKeyPem()),
                ledger.config().members(),
                dir.resolve("connection"),
                Duration.ofSeconds(5)));
    }

    private void write() throws Exception {
        try (KafkaProducer<byte[], byte[]> producer =
                new KafkaProducer<>(Map.copyOf(kafka), new ByteArraySerializer(), new ByteArraySerializer())) {
            producer.send(new ProducerRecord<>(topic, new byte[] {1}, new byte[] {2}))
                    .get();
        }
    }

    private List<Finding> anchoring(ServiceHttp http) throws Exception {
        try (Patient patient = patient(http.address())) {
            return new AnchoringCheck().look(patient);
        }
    }

    private Patient patient(String anchoring) {
        return new Patient(
                new Patient.Where(kafka, List.of(), List.of(anchoring), List.of(), List.of(), List.of(dir), ""),
                HttpAccess.OPEN,
                NOW);
    }
}
