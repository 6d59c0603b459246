package io.tombolo.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.tombolo.anchoring.config.AnchoringConfig.TimestampAuthority;
import io.tombolo.consumer.readside.ProvenanceClient;
import io.tombolo.ledger.timestamp.OpensslAuthority;
import io.tombolo.server.Tombolo;
import io.tombolo.verification.EvidenceVerifier;
import io.tombolo.verification.evidence.EvidenceAnchor;
import io.tombolo.verification.evidence.EvidenceFile;
import io.tombolo.verification.explain.Explanation;
import io.tombolo.verification.receipt.AnchorTrust;
import io.tombolo.verification.receipt.TimestampTrust;
import io.tombolo.verification.trust.CrossAnchoring;
import io.tombolo.verification.trust.PolicyFile;
import io.tombolo.verification.trust.TrustPolicy;
import io.tombolo.verification.verdict.Level;
import io.tombolo.verification.verdict.Trust;
import io.tombolo.verification.verdict.Verdict;
import java.net.URI;
import java.nio.file.Path;
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

/** A server whose checkpoints two foreign authorities time-stamp beside the embedded ledger. */
class TimestampedIT {
    private static final String TOPIC = "acme.example.orders";
    private static final String FABRIC = "fabric:tombolo/anchors";
    private static final String ONE = "rfc3161:one.example";
    private static final String TWO = "rfc3161:two.example";

    @TempDir
    Path folder;

    @Test
    void timestampsConfirmAHeadAlsoWithoutTheLedgerAndOneThatIsAwayHoldsUpNothing() throws Exception {
        OpensslAuthority.assumeOpenssl();
        try (OpensslAuthority one = new OpensslAuthority(folder.resolve("one"), "RSA");
                OpensslAuthority two = new OpensslAuthority(folder.resolve("two"), "EC")) {
            Tombolo.Config config = Tombolo.Config.local(folder.resolve("data"))
                    .withTimestamps(List.of(address("one.example", one), address("two.example", two)));
            try (Tombolo node = Tombolo.start(config)) {
                produce(node, "first");
                byte[] evidence = evidence(node, 0, FABRIC, ONE, TWO);
                TrustPolicy said =
                        new ProvenanceClient(URI.create(node.endpoints().api())).policy();

                assertThat(said.ledgers()).extracting(AnchorTrust::name).containsExactly(FABRIC, ONE, TWO);
                List<AnchorTrust> withoutLedger = said.ledgers().stream()
                        .filter(TimestampTrust.class::isInstance)
                        .toList();
                assertThat(level(evidence, policy(said, said.ledgers()))).isEqualTo(Level.CROSS_ANCHORED);
                assertThat(level(evidence, policy(said, withoutLedger))).isEqualTo(Level.CROSS_ANCHORED);
                assertThat(Explanation.of(
                                        evidence, Optional.of(policy(said, withoutLedger)), EvidenceVerifier.standard())
                                .lines())
                        .anyMatch(line -> line.startsWith("   " + ONE + ": a receipt of "))
                        .anyMatch(line -> line.startsWith("   ok   time-stamp signature: by CN=tsa,O=Example"));

                two.answers(503, reply -> new byte[0]);
                produce(node, "second");
                byte[] meanwhile = evidence(node, 1, FABRIC, ONE);
                assertThat(level(meanwhile, policy(said, withoutLedger))).isEqualTo(Level.ANCHORED);
                two.answers(200, reply -> reply);
                evidence(node, 1, FABRIC, ONE, TWO);
            }
            try (Tombolo node = Tombolo.start(config)) {
                produce(node, "third");
                evidence(node, 2, FABRIC, ONE, TWO);
            }
        }
    }

    private static TimestampAuthority address(String name, OpensslAuthority authority) {
        return new TimestampAuthority(name, List.of(authority.url()), authority.roots(), 10_000_000);
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
        return await().atMost(Duration.ofMinutes(2))
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
}
