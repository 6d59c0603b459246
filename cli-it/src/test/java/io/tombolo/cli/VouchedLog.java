package io.tombolo.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.tombolo.consumer.readside.ProvenanceClient;
import io.tombolo.server.Tombolo;
import io.tombolo.verification.EvidenceVerifier;
import io.tombolo.verification.evidence.EvidenceAnchor;
import io.tombolo.verification.evidence.EvidenceFile;
import io.tombolo.verification.receipt.AnchorTrust;
import io.tombolo.verification.trust.CrossAnchoring;
import io.tombolo.verification.trust.PolicyFile;
import io.tombolo.verification.trust.TrustPolicy;
import io.tombolo.verification.verdict.Level;
import io.tombolo.verification.verdict.Trust;
import io.tombolo.verification.verdict.Verdict;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.StringSerializer;

/** One log of a node whose heads others confirm beside the ledger. */
final class VouchedLog {
    static final String ORIGIN = "acme.example/orders/0";

    private static final String TOPIC = "acme.example.orders";

    private VouchedLog() {}

    /** Of these ledgers, any two of which make a head cross-anchored; as it comes back from its file. */
    static TrustPolicy policy(TrustPolicy said, List<AnchorTrust> ledgers) {
        CrossAnchoring twoOfThem = new CrossAnchoring.Group(
                2, ledgers.stream().map(AnchorTrust::name).toList(), List.of());
        TrustPolicy policy = new TrustPolicy(Trust.POLICY, said.logKeys(), ledgers, twoOfThem, Optional.empty());
        return PolicyFile.read(PolicyFile.write(policy));
    }

    static Level level(byte[] evidence, TrustPolicy policy) {
        Verdict verdict = EvidenceVerifier.standard().verify(evidence, policy);
        assertThat(verdict).isInstanceOf(Verdict.Accepted.class);
        return ((Verdict.Accepted) verdict).level();
    }

    /** The evidence of a record, once it has an anchor on each of these. */
    static byte[] evidence(Tombolo node, long offset, String... ledgers) {
        ProvenanceClient readSide =
                new ProvenanceClient(URI.create(node.endpoints().api()));
        return await().atMost(Duration.ofMinutes(5))
                .until(
                        () -> readSide.evidence("acme.example/orders", 0, offset),
                        found -> found.isPresent()
                                && EvidenceFile.read(found.get()).anchors().stream()
                                        .map(EvidenceAnchor::ledger)
                                        .toList()
                                        .containsAll(List.of(ledgers)))
                .orElseThrow();
    }

    static void produce(Tombolo node, String value) throws Exception {
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
}
