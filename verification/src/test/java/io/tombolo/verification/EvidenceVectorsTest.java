package io.tombolo.verification;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;
import static org.junit.jupiter.api.Assumptions.abort;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.tombolo.verification.trust.PolicyFile;
import io.tombolo.verification.verdict.Inspection;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The conformance suite, which verifiers in any language are checked against. */
class EvidenceVectorsTest {
    private static final Path FOLDER =
            Path.of(System.getProperty("tombolo.root", "..")).resolve("schemas/vectors/evidence");

    @Test
    void givesEveryGoldenFileItsVerdict() throws IOException {
        EvidenceVerifier verifier = EvidenceVerifier.standard();
        JsonNode cases = new ObjectMapper()
                .readTree(Files.readAllBytes(FOLDER.resolve("cases.json")))
                .path("cases");
        assertThat(cases.size()).isGreaterThan(30);
        for (JsonNode one : cases) {
            byte[] file = Files.readAllBytes(FOLDER.resolve(one.path("file").asText()));

            assertThat(one.path("policy").isNull() ? claimed(verifier.inspect(file)) : name(verifier, file, one))
                    .as("%s", one)
                    .isEqualTo(one.path("verdict").asText());
        }
    }

    private static String name(EvidenceVerifier verifier, byte[] file, JsonNode one) throws IOException {
        byte[] policy = Files.readAllBytes(FOLDER.resolve(one.path("policy").asText()));
        return verifier.verify(file, PolicyFile.read(policy)).name();
    }

    /** A case without a policy says what the file claims. */
    private static String claimed(Inspection inspection) {
        return inspection instanceof Inspection.Intact intact ? intact.claimed().name() : inspection.name();
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
