package io.tombolo.verification;

import static org.assertj.core.api.Assertions.assertThat;

import io.tombolo.merkle.checkpoint.TlogProof;
import io.tombolo.verification.evidence.Evidence;
import io.tombolo.verification.evidence.EvidenceExport;
import io.tombolo.verification.evidence.EvidenceFile;
import io.tombolo.verification.explain.Explanation;
import io.tombolo.verification.trust.PolicyReview;
import io.tombolo.verification.trust.TrustPolicy;
import io.tombolo.verification.verdict.Check;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ExplanationTest {
    private final SampleLog log = new SampleLog(300);
    private final EvidenceVerifier verifier = new EvidenceVerifier(Map.of("plain", new PlainReceipts()));

    @Test
    void climbsFromAnyLeafToTheSignedRoot() {
        for (int size : new int[] {1, 2, 3, 7, 8, 255, 300}) {
            for (int index = 0; index < size; index += 1 + size / 13) {
                Evidence evidence = log.evidence(index, size, 0);

                List<String> lines = explain(EvidenceFile.write(evidence), Optional.of(log.policy()));

                String root = log.head(size).root().hex();
                int checkpoint = indexOf(lines, "5. ");
                assertThat(lines.get(checkpoint)).contains(root);
                assertThat(lines.get(checkpoint - 1))
                        .as("leaf %d of %d", index, size)
                        .endsWith(root);
                assertThat(lines).contains("Verdict: SEALED");
            }
        }
    }

    @Test
    void explainsWhatIsNoEvidenceByItsVerdict() {
        assertThat(explain(new byte[] {1, 2, 3}, Optional.empty()))
                .contains("Verdict: MALFORMED")
                .anyMatch(line -> line.contains("FAIL"));
    }

    @Test
    void showsTheFieldsOfWhatWasVerifiedByName() {
        byte[] file = EvidenceFile.write(log.evidence(3, 8, 8));

        List<String> lines = explain(file, Optional.of(log.policy()));

        assertThat(lines.subList(indexOf(lines, "What was verified"), lines.size()))
                .containsExactly(
                        "What was verified: leaf 3, offset 6, timestamp 2023-11-14T22:13:20.003Z",
                        "   key: \"dx\"",
                        "   value",
                        "      delay: 3");
    }

    @Test
    void showsNoFieldsOfWhatNobodyVouchesFor() {
        byte[] file = EvidenceFile.write(log.evidence(3, 8, 8));

        assertThat(explain(file, Optional.empty())).noneMatch(line -> line.startsWith("What was verified"));
    }

    private List<String> explain(byte[] file, Optional<TrustPolicy> policy) {
        return Explanation.of(file, policy, verifier).lines();
    }

    @Test
    void exportsAProofThatLogToolsRead() {
        Evidence evidence = log.evidence(17, 100, 0);

        TlogProof proof = TlogProof.parse(EvidenceExport.tlogProof(evidence));

        assertThat(proof.proof()).isEqualTo(evidence.inclusion());
        assertThat(proof.extraBytes().orElseThrow()).isEqualTo(log.entries.get(17));
        assertThat(proof.checkpoint().format()).isEqualTo(evidence.checkpoint());
    }

    @Test
    void looksAPolicyOver() {
        assertThat(PolicyReview.of(log.policy(), Instant.EPOCH))
                .filteredOn(check -> !check.passed())
                .extracting(Check::name)
                .containsExactly("certificates of AMSP", "certificates of BMSP");
    }

    private static int indexOf(List<String> lines, String start) {
        for (int i = 0; i < lines.size(); i++) {
            if (lines.get(i).startsWith(start)) {
                return i;
            }
        }
        throw new AssertionError(start);
    }
}
