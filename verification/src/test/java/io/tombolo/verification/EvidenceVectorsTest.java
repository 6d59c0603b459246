package io.tombolo.verification;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;
import static org.junit.jupiter.api.Assumptions.abort;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.tombolo.verification.receipt.fabric.FabricReceiptVerifier;
import io.tombolo.verification.trust.PolicyFile;
import io.tombolo.verification.trust.TrustPolicy;
import io.tombolo.verification.verdict.Verdict;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** The conformance suite, which verifiers in any language are held against. */
class EvidenceVectorsTest {
    private static final Path FOLDER =
            Path.of(System.getProperty("tombolo.root", "..")).resolve("schemas/vectors/evidence");

    @Test
    void givesEveryGoldenFileItsVerdict() throws IOException {
        EvidenceVerifier verifier = new EvidenceVerifier(Map.of("fabric", new FabricReceiptVerifier()));
        JsonNode cases = new ObjectMapper()
                .readTree(Files.readAllBytes(FOLDER.resolve("cases.json")))
                .path("cases");
        assertThat(cases.size()).isGreaterThan(30);
        for (JsonNode one : cases) {
            Optional<TrustPolicy> policy = one.path("policy").isNull()
                    ? Optional.empty()
                    : Optional.of(PolicyFile.read(
                            Files.readAllBytes(FOLDER.resolve(one.path("policy").asText()))));

            Verdict verdict = verifier.verify(
                    Files.readAllBytes(FOLDER.resolve(one.path("file").asText())), policy);

            assertThat(verdict.name())
                    .as("%s: %s", one, verdict)
                    .isEqualTo(one.path("verdict").asText());
        }
    }

    @Test
    void theSecondImplementationGivesTheSameVerdicts() throws IOException, InterruptedException {
        Process probe = python("-c", "import cryptography as c; assert int(c.__version__.split('.')[0]) >= 42");
        assumeThat(probe.waitFor())
                .as("python3 with its package cryptography, 42 or newer, is not here (pip install cryptography)")
                .isZero();

        Process process = python(FOLDER.resolve("verify.py").toString(), "--cases");
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

        assertThat(process.waitFor()).as(said).isZero();
        assertThat(said).endsWith(" cases, 0 differ\n");
    }

    private static Process python(String... arguments) throws IOException {
        List<String> command = new ArrayList<>(List.of("python3"));
        command.addAll(List.of(arguments));
        try {
            return new ProcessBuilder(command).redirectErrorStream(true).start();
        } catch (IOException e) {
            return abort("no python3 here, which the second implementation needs: " + e.getMessage());
        }
    }
}
