package io.tombolo.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.sun.net.httpserver.HttpServer;
import io.tombolo.anchoring.config.AnchoringConfig.WitnessAddress;
import io.tombolo.anchoring.seal.PemLogKeys;
import io.tombolo.consumer.readside.ProvenanceClient;
import io.tombolo.merkle.TreeHead;
import io.tombolo.merkle.checkpoint.Cosignature;
import io.tombolo.merkle.checkpoint.Witness;
import io.tombolo.merkle.note.NoteSigner;
import io.tombolo.merkle.note.NoteVerifier;
import io.tombolo.server.Tombolo;
import io.tombolo.verification.EvidenceVerifier;
import io.tombolo.verification.evidence.EvidenceAnchor;
import io.tombolo.verification.evidence.EvidenceFile;
import io.tombolo.verification.receipt.AnchorTrust;
import io.tombolo.verification.receipt.WitnessTrust;
import io.tombolo.verification.trust.CrossAnchoring;
import io.tombolo.verification.trust.PolicyFile;
import io.tombolo.verification.trust.TrustPolicy;
import io.tombolo.verification.verdict.Level;
import io.tombolo.verification.verdict.Trust;
import io.tombolo.verification.verdict.Verdict;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPairGenerator;
import java.time.Clock;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
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
        NoteVerifier owner = owner(folder.resolve("data/keys"));
        try (CosigningServer one = new CosigningServer("one.example", owner);
                CosigningServer two = new CosigningServer("two.example", owner)) {
            Tombolo.Config config =
                    Tombolo.Config.local(folder.resolve("data")).withWitnesses(List.of(one.address(), two.address()));
            try (Tombolo node = Tombolo.start(config)) {
                produce(node, "first");
                byte[] evidence = evidence(node, 0, FABRIC, one.ledger(), two.ledger());
                TrustPolicy said =
                        new ProvenanceClient(URI.create(node.endpoints().api())).policy();

                assertThat(said.ledgers())
                        .extracting(AnchorTrust::name)
                        .containsExactly(FABRIC, one.ledger(), two.ledger());
                assertThat(level(evidence, policy(said, said.ledgers()))).isEqualTo(Level.CROSS_ANCHORED);
                List<AnchorTrust> withoutLedger = said.ledgers().stream()
                        .filter(WitnessTrust.class::isInstance)
                        .toList();
                assertThat(level(evidence, policy(said, withoutLedger))).isEqualTo(Level.CROSS_ANCHORED);

                two.isAway = true;
                produce(node, "second");
                byte[] meanwhile = evidence(node, 1, FABRIC, one.ledger());
                assertThat(level(meanwhile, policy(said, said.ledgers()))).isEqualTo(Level.CROSS_ANCHORED);
                assertThat(level(meanwhile, policy(said, withoutLedger))).isEqualTo(Level.ANCHORED);
                two.isAway = false;
                evidence(node, 1, FABRIC, one.ledger(), two.ledger());
            }
            // The places in the logs are kept: a witness is asked from where it was.
            try (Tombolo node = Tombolo.start(config)) {
                produce(node, "third");
                evidence(node, 2, FABRIC, one.ledger(), two.ledger());
            }
            assertThat(one.conflicts).isZero();
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
        return await().atMost(Duration.ofMinutes(1))
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

    /** The key with which the server will sign, made before it starts: a witness must know it. */
    private static NoteVerifier owner(Path keys) {
        String key = new PemLogKeys(keys).publicKey("acme.example");
        return NoteVerifier.ed25519("acme.example/orders/0", Base64.getDecoder().decode(key));
    }

    /** The protocol's rules behind HTTP, with a memory that lasts as long as the test. */
    private static final class CosigningServer implements Witness.Memory, AutoCloseable {
        private final HttpServer server;
        private final NoteSigner signer;
        private final Map<String, TreeHead> heads = new ConcurrentHashMap<>();
        private volatile boolean isAway;
        private volatile int conflicts;

        CosigningServer(String name, NoteVerifier owner) throws IOException, GeneralSecurityException {
            signer = Cosignature.signer(
                    name, KeyPairGenerator.getInstance("Ed25519").generateKeyPair(), Clock.systemUTC());
            Witness witness = new Witness(Map.of(owner.name(), List.of(owner)), signer, this);
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
            server.createContext("/add-checkpoint", exchange -> {
                String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
                Witness.Answer answer = witness.addCheckpoint(body);
                conflicts += answer.status() == 409 ? 1 : 0;
                byte[] bytes = answer.body().getBytes(StandardCharsets.UTF_8);
                exchange.sendResponseHeaders(isAway ? 503 : answer.status(), isAway ? -1 : bytes.length);
                if (!isAway) {
                    exchange.getResponseBody().write(bytes);
                }
                exchange.close();
            });
            server.start();
        }

        WitnessAddress address() {
            return new WitnessAddress(
                    "http://127.0.0.1:" + server.getAddress().getPort(),
                    signer.verifier().vkey());
        }

        String ledger() {
            return "witness:" + signer.verifier().name();
        }

        @Override
        public Optional<TreeHead> latest(String origin) {
            return Optional.ofNullable(heads.get(origin));
        }

        @Override
        public synchronized boolean replace(String origin, Optional<TreeHead> expected, TreeHead next) {
            if (!latest(origin).equals(expected)) {
                return false;
            }
            heads.put(origin, next);
            return true;
        }

        @Override
        public void close() {
            server.stop(0);
        }
    }
}
