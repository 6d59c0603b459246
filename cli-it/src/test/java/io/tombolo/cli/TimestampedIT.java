package io.tombolo.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.tombolo.anchoring.config.AnchoringConfig.TimestampAuthority;
import io.tombolo.consumer.readside.ProvenanceClient;
import io.tombolo.ledger.timestamp.OpensslAuthority;
import io.tombolo.server.ServerConfig;
import io.tombolo.server.Tombolo;
import io.tombolo.verification.EvidenceVerifier;
import io.tombolo.verification.explain.Explanation;
import io.tombolo.verification.receipt.AnchorTrust;
import io.tombolo.verification.receipt.TimestampTrust;
import io.tombolo.verification.trust.TrustPolicy;
import io.tombolo.verification.verdict.Level;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A server whose checkpoints two foreign authorities time-stamp beside the embedded ledger. */
class TimestampedIT {
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
            ServerConfig config = ServerConfig.local(folder.resolve("data"))
                    .withTimestamps(List.of(address("one.example", one), address("two.example", two)));
            try (Tombolo node = Tombolo.start(config)) {
                VouchedLog.produce(node, "first");
                byte[] evidence = VouchedLog.evidence(node, 0, FABRIC, ONE, TWO);
                TrustPolicy said =
                        new ProvenanceClient(URI.create(node.endpoints().api())).policy();

                assertThat(said.ledgers()).extracting(AnchorTrust::name).containsExactly(FABRIC, ONE, TWO);
                List<AnchorTrust> withoutLedger = said.ledgers().stream()
                        .filter(TimestampTrust.class::isInstance)
                        .toList();
                assertThat(VouchedLog.level(evidence, VouchedLog.policy(said, said.ledgers())))
                        .isEqualTo(Level.CROSS_ANCHORED);
                assertThat(VouchedLog.level(evidence, VouchedLog.policy(said, withoutLedger)))
                        .isEqualTo(Level.CROSS_ANCHORED);
                assertThat(Explanation.of(
                                        evidence,
                                        Optional.of(VouchedLog.policy(said, withoutLedger)),
                                        EvidenceVerifier.standard())
                                .lines())
                        .anyMatch(line -> line.startsWith("   " + ONE + ": a receipt of "))
                        .anyMatch(line -> line.startsWith("   ok   time-stamp signature: by CN=tsa,O=Example"));

                two.answers(503, reply -> new byte[0]);
                VouchedLog.produce(node, "second");
                byte[] meanwhile = VouchedLog.evidence(node, 1, FABRIC, ONE);
                assertThat(VouchedLog.level(meanwhile, VouchedLog.policy(said, withoutLedger)))
                        .isEqualTo(Level.ANCHORED);
                two.answers(200, reply -> reply);
                VouchedLog.evidence(node, 1, FABRIC, ONE, TWO);
            }
            try (Tombolo node = Tombolo.start(config)) {
                VouchedLog.produce(node, "third");
                VouchedLog.evidence(node, 2, FABRIC, ONE, TWO);
            }
        }
    }

    private static TimestampAuthority address(String name, OpensslAuthority authority) {
        return new TimestampAuthority(name, List.of(authority.url()), authority.roots(), 10_000_000);
    }
}
