package io.tombolo.verification;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.tombolo.verification.evidence.EvidenceFile;
import io.tombolo.verification.receipt.AnchorTrust;
import io.tombolo.verification.receipt.ReceiptCheck;
import io.tombolo.verification.receipt.ReceiptVerifier;
import io.tombolo.verification.receipt.fabric.FabricReceiptVerifier;
import io.tombolo.verification.trust.PolicyFile;
import io.tombolo.verification.trust.TrustPolicy;
import io.tombolo.verification.verdict.Level;
import io.tombolo.verification.verdict.Verdict;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What a verifier remembers changes no verdict, no matter who made the files before. */
class RememberedHeadsTest {
    private static final Path FOLDER =
            Path.of(System.getProperty("tombolo.root", "..")).resolve("schemas/vectors/evidence");

    private final SampleLog log = new SampleLog(300);
    private final List<byte[]> asked = new ArrayList<>();
    private final RememberingVerifier remembering = new RememberingVerifier(Map.of("plain", counting()), 4);
    private final EvidenceVerifier plain = new EvidenceVerifier(Map.of("plain", new PlainReceipts()));
    private final TrustPolicy policy = log.policy();

    @Test
    void givesEveryGoldenFileTheVerdictAndTheChecksOfAVerifierWithoutMemory() throws IOException {
        Map<String, ReceiptVerifier> fabric = Map.of("fabric", new FabricReceiptVerifier());
        RememberingVerifier withMemory = new RememberingVerifier(fabric, 100);
        EvidenceVerifier without = new EvidenceVerifier(fabric);
        JsonNode cases = new ObjectMapper()
                .readTree(Files.readAllBytes(FOLDER.resolve("cases.json")))
                .path("cases");
        Map<String, TrustPolicy> policies = new HashMap<>();
        for (int round = 0; round < 2; round++) {
            for (JsonNode one : cases) {
                byte[] file = Files.readAllBytes(FOLDER.resolve(one.path("file").asText()));
                if (one.path("policy").isNull()) {
                    continue;
                }
                TrustPolicy by = policies.computeIfAbsent(one.path("policy").asText(), RememberedHeadsTest::policy);

                assertThat(withMemory.verify(file, by)).as(one.toString()).isEqualTo(without.verify(file, by));
            }
        }
    }

    @Test
    void asksAboutAReceiptOnceForAllRecordsThatShareIt() {
        for (int leaf = 0; leaf < 100; leaf++) {
            byte[] file = EvidenceFile.write(log.evidence(leaf, 100, 100));

            assertThat(remembering.verify(file, policy)).isEqualTo(plain.verify(file, policy));
        }

        assertThat(asked).hasSize(1);
    }

    @Test
    void refusesWhatIsAlteredInAnyByteThoughItKnowsTheOriginal() {
        byte[] good = EvidenceFile.write(log.evidence(17, 100, 200));
        assertThat(remembering.verify(good, policy).isAccepted()).isTrue();
        for (int i : Sweep.of(good)) {
            byte[] altered = good.clone();
            altered[i] ^= 1;

            Verdict verdict = remembering.verify(altered, policy);

            assertThat(verdict.isAccepted()).as("byte " + i).isFalse();
            assertThat(verdict).as("byte " + i).isEqualTo(plain.verify(altered, policy));
        }
    }

    @Test
    void refusesARecordOfAnotherLogUnderAHeadThatItKnows() {
        String good = text(EvidenceFile.write(log.evidence(17, 100, 100)));
        SampleLog stranger = new SampleLog(300);
        String theirs = text(EvidenceFile.write(stranger.evidence(17, 100, 100)));
        String cut = "  \"checkpoint\": ";
        byte[] mixed = (theirs.substring(0, theirs.indexOf(cut)) + good.substring(good.indexOf(cut)))
                .getBytes(StandardCharsets.UTF_8);

        assertThat(remembering
                        .verify(good.getBytes(StandardCharsets.UTF_8), policy)
                        .isAccepted())
                .isTrue();
        assertThat(remembering.verify(mixed, policy)).isEqualTo(plain.verify(mixed, policy));
    }

    @Test
    void remembersForOnePolicyWhatItDoesNotForAnother() {
        byte[] file = EvidenceFile.write(log.evidence(17, 100, 100));
        TrustPolicy sealedOnly = TrustPolicy.of(log.policy().logKeys(), List.of());

        assertThat(remembering.verify(file, policy).isAccepted()).isTrue();
        assertThat(remembering.verify(file, sealedOnly).isAccepted()).isFalse();
        assertThat(remembering.verify(file, new SampleLog(1).policy()).isAccepted())
                .isFalse();
    }

    @Test
    void keepsNoMoreThanItMayAndGoesOnAllTheSame() {
        for (int round = 0; round < 2; round++) {
            for (int size = 50; size < 60; size++) {
                Verdict verdict = remembering.verify(EvidenceFile.write(log.evidence(7, size, size)), policy);

                assertThat(verdict)
                        .isInstanceOfSatisfying(
                                Verdict.Accepted.class,
                                accepted -> assertThat(accepted.level()).isEqualTo(Level.ANCHORED));
            }
        }

        assertThat(asked).hasSize(20);
    }

    private ReceiptVerifier counting() {
        return new ReceiptVerifier() {
            private final ReceiptVerifier receipts = new PlainReceipts();

            @Override
            public ReceiptCheck check(byte[] receipt, AnchorTrust trust) {
                asked.add(receipt);
                return receipts.check(receipt, trust);
            }
        };
    }

    private static TrustPolicy policy(String name) {
        try {
            return PolicyFile.read(Files.readAllBytes(FOLDER.resolve(name)));
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String text(byte[] bytes) {
        return new String(bytes, StandardCharsets.UTF_8);
    }
}
