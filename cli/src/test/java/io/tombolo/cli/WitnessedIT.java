package io.tombolo.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.tombolo.anchoring.config.AnchoringConfig.WitnessAddress;
import io.tombolo.config.ConfigFile.Listener;
import io.tombolo.consumer.readside.ProvenanceClient;
import io.tombolo.kafka.EmbeddedKafka;
import io.tombolo.server.Tombolo;
import io.tombolo.verification.EvidenceVerifier;
import io.tombolo.verification.evidence.EvidenceAnchor;
import io.tombolo.verification.evidence.EvidenceFile;
import io.tombolo.verification.receipt.AnchorTrust;
import io.tombolo.verification.receipt.WitnessTrust;
import io.tombolo.verification.trust.CrossAnchoring;
import io.tombolo.verification.trust.LogKey;
import io.tombolo.verification.trust.PolicyFile;
import io.tombolo.verification.trust.TrustPolicy;
import io.tombolo.verification.verdict.Level;
import io.tombolo.verification.verdict.Trust;
import io.tombolo.verification.verdict.Verdict;
import io.tombolo.witness.WitnessServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A server whose checkpoints two witnesses cosign beside the embedded ledger. */
class WitnessedIT {
    private static final String TOPIC = "acme.example.orders";
    private static final String FABRIC = "fabric:tombolo/anchors";

    @TempDir
    Path folder;

    @Test
    void twoOfThreeConfirmAHeadAlsoWithoutTheLedgerAndAfterAWitnessWasAway() throws Exception {
        try (RunningWitness one = new RunningWitness(folder, "one.example");
                RunningWitness two = new RunningWitness(folder, "two.example")) {
            Tombolo.Config config =
                    Tombolo.Config.local(folder.resolve("data")).withWitnesses(List.of(one.address(), two.address()));
            try (Tombolo node = Tombolo.start(config)) {
                produce(node, "first");
                evidence(node, 0, FABRIC);
                // Before the owner's first dataset there is no key that a witness could know.
                TrustPolicy said =
                        new ProvenanceClient(URI.create(node.endpoints().api())).policy();
                one.trust(said.logKeys().get(0));
                two.trust(said.logKeys().get(0));
                byte[] evidence = evidence(node, 0, FABRIC, one.ledger(), two.ledger());

                assertThat(said.ledgers())
                        .extracting(AnchorTrust::name)
                        .containsExactly(FABRIC, one.ledger(), two.ledger());
                assertThat(level(evidence, policy(said, said.ledgers()))).isEqualTo(Level.CROSS_ANCHORED);
                List<AnchorTrust> withoutLedger = said.ledgers().stream()
                        .filter(WitnessTrust.class::isInstance)
                        .toList();
                assertThat(level(evidence, policy(said, withoutLedger))).isEqualTo(Level.CROSS_ANCHORED);

                two.stop();
                produce(node, "second");
                byte[] meanwhile = evidence(node, 1, FABRIC, one.ledger());
                assertThat(level(meanwhile, policy(said, said.ledgers()))).isEqualTo(Level.CROSS_ANCHORED);
                assertThat(level(meanwhile, policy(said, withoutLedger))).isEqualTo(Level.ANCHORED);
                two.start();
                evidence(node, 1, FABRIC, one.ledger(), two.ledger());
            }
            // The places in the logs are kept: a witness is asked from where it was.
            try (Tombolo node = Tombolo.start(config)) {
                produce(node, "third");
                evidence(node, 2, FABRIC, one.ledger(), two.ledger());
            }
        }
    }

    private static TrustPolicy policy(TrustPolicy said, List<AnchorTrust> ledgers) {
        CrossAnchoring twoOfThem = new CrossAnchoring.Group(
                2, ledgers.stream().map(AnchorTrust::name).toList(), List.of());
        TrustPolicy policy = new TrustPolicy(Trust.POLICY, said.logKeys(), ledgers, twoOfThem, Optional.empty());
        return PolicyFile.read(PolicyFile.write(policy));
    }

    private static Level level(byte[] evidence, TrustPolicy policy) {
        Verdict verdict = EvidenceVerifier.standard().verify(evidence, policy);
        assertThat(verdict).isInstanceOf(Verdict.Accepted.class);
        return ((Verdict.Accepted) verdict).level();
    }

    /** The evidence of a record, once it has an anchor on each of these. */
    private static byte[] evidence(Tombolo node, long offset, String... ledgers) {
        ProvenanceClient readSide =
                new ProvenanceClient(URI.create(node.endpoints().api()));
        return await().atMost(Duration.ofMinutes(3))
                .until(
                        () -> readSide.evidence("acme.example/orders", 0, offset),
                        found -> found.isPresent()
                                && EvidenceFile.read(found.get()).anchors().stream()
                                        .map(EvidenceAnchor::ledger)
                                        .toList()
                                        .containsAll(List.of(ledgers)))
                .orElseThrow();
    }

    private static void produce(Tombolo node, String value) throws Exception {
        Map<String, Object> settings =
                Map.of("bootstrap.servers", node.endpoints().kafka());
        try (Admin admin = Admin.create(settings)) {
            if (!admin.listTopics().names().get().contains(TOPIC)) {
                admin.createTopics(List.of(new NewTopic(TOPIC, 1, (short) 1)))
                        .all()
                        .get();
            }
        }
        try (var producer = new KafkaProducer<>(settings, new StringSerializer(), new StringSerializer())) {
            producer.send(new ProducerRecord<>(TOPIC, "1", value)).get();
        }
    }

    /** {@code tombolo witness} in this JVM, on one port whenever it runs. */
    private static final class RunningWitness implements AutoCloseable {
        private final Path folder;
        private final String name;
        private final String vkey;
        private Map<String, List<String>> organisations = Map.of();
        private WitnessServer server;
        private final int port = EmbeddedKafka.freePort(InetAddress.getLoopbackAddress());

        RunningWitness(Path folder, String name) throws IOException {
            this.folder = Files.createDirectories(folder.resolve(name));
            this.name = name;
            this.vkey = WitnessServer.init(config());
            start();
        }

        private WitnessServer.Config config() {
            return new WitnessServer.Config(
                    name,
                    new Listener("127.0.0.1", port),
                    folder.resolve("key.pem"),
                    folder.resolve("state"),
                    Map.of(),
                    organisations,
                    10,
                    new Listener("127.0.0.1", -1));
        }

        void start() {
            server = WitnessServer.start(config(), Clock.systemUTC());
        }

        /** Has it know an organisation's logs by their key; its configuration is read when it starts. */
        void trust(LogKey key) {
            server.close();
            organisations = Map.of(key.organisation(), List.of(key.key().base64()));
            start();
        }

        void stop() {
            server.close();
        }

        WitnessAddress address() {
            return new WitnessAddress("http://127.0.0.1:" + port, vkey);
        }

        String ledger() {
            return "witness:" + name;
        }

        @Override
        public void close() {
            server.close();
        }
    }
}
