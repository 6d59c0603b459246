package io.tombolo.verification;

import static org.assertj.core.api.Assertions.assertThat;

import io.tombolo.verification.trust.PolicyFile;
import io.tombolo.verification.trust.TrustPolicy;
import io.tombolo.verification.verdict.Inspection;
import io.tombolo.verification.verdict.Level;
import io.tombolo.verification.verdict.Verdict;
import java.io.IOException;
import java.io.InputStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Files that the program itself wrote in November 2026, before the verifier was rearranged: they stay what they are. */
class EvidenceFromBeforeTest {

    @ParameterizedTest
    @CsvSource({"evidence-one.json, 3, 3, 1", "evidence-run.json, 2, 9, 8", "evidence-key.json, 6, 6, 1"})
    void evidenceAndPolicyFromBeforeGiveTheSameVerdict(String name, long first, long last, long records)
            throws IOException {
        TrustPolicy policy = PolicyFile.read(resource("policy.json"));

        Verdict verdict = EvidenceVerifier.standard().verify(resource(name), policy);
        Inspection inspection = EvidenceVerifier.standard().inspect(resource(name));

        assertThat(verdict).isInstanceOfSatisfying(Verdict.Accepted.class, accepted -> {
            assertThat(accepted.level()).isEqualTo(Level.ANCHORED);
            assertThat(accepted.development()).isTrue();
            assertThat(accepted.subject().origin()).isEqualTo("acme.example/orders/0");
            assertThat(accepted.subject().index()).isEqualTo(first);
            assertThat(accepted.subject().lastIndex()).isEqualTo(last);
            assertThat(accepted.subject().records()).isEqualTo(records);
            assertThat(accepted.times().anchor()).hasToString("Optional[2026-11-29T12:52:05.293Z]");
        });
        assertThat(inspection.isIntact()).isTrue();
        assertThat(PolicyFile.write(policy)).isEqualTo(resource("policy.json"));
    }

    private static byte[] resource(String name) throws IOException {
        try (InputStream in = EvidenceFromBeforeTest.class.getResourceAsStream("before/" + name)) {
            assertThat(in).as(name).isNotNull();
            return in.readAllBytes();
        }
    }
}
