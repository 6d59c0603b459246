package io.tombolo.verification.receipt.fabric;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.tombolo.merkle.MalformedException;
import io.tombolo.verification.receipt.ReceiptCheck;
import io.tombolo.verification.trust.PolicyFile;
import io.tombolo.verification.trust.TrustPolicy;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import org.junit.jupiter.api.Test;

/** The conformance suites of receipts and policies, which verifiers in any language are checked against. */
class ReceiptVectorsTest {
    private static final Path VECTORS =
            Path.of(System.getProperty("tombolo.root", "..")).resolve("schemas/vectors");
    private static final ObjectMapper JSON = new ObjectMapper();

    @Test
    void givesEveryGoldenReceiptItsResult() throws IOException {
        Path folder = VECTORS.resolve("receipts");
        JsonNode cases = cases(folder);
        assertThat(cases.size()).isGreaterThan(100);
        for (JsonNode one : cases) {
            JsonNode file = JSON.readTree(
                    Files.readAllBytes(folder.resolve(one.path("file").asText())));
            TrustPolicy policy = PolicyFile.read(JSON.writeValueAsBytes(file.path("policy")));
            byte[] receipt = Base64.getDecoder().decode(file.path("receipt").asText());

            ReceiptCheck check =
                    new FabricReceiptVerifier().check(receipt, policy.ledgers().get(0));

            assertThat(name(check))
                    .as("%s: %s", one, check.checks())
                    .isEqualTo(one.path("verdict").asText());
        }
    }

    @Test
    void readsEveryGoldenPolicyThatKeepsTheRulesAndNoOther() throws IOException {
        Path folder = VECTORS.resolve("policies");
        JsonNode cases = cases(folder);
        assertThat(cases.size()).isGreaterThan(80);
        for (JsonNode one : cases) {
            byte[] file = Files.readAllBytes(folder.resolve(one.path("file").asText()));

            assertThat(isReadable(file))
                    .as("%s", one)
                    .isEqualTo(one.path("readable").asBoolean());
        }
    }

    private static JsonNode cases(Path folder) throws IOException {
        return JSON.readTree(Files.readAllBytes(folder.resolve("cases.json"))).path("cases");
    }

    private static boolean isReadable(byte[] file) {
        try {
            PolicyFile.read(file);
            return true;
        } catch (MalformedException e) {
            return false;
        }
    }

    private static String name(ReceiptCheck check) {
        if (check instanceof ReceiptCheck.Vouched) {
            return "VOUCHED";
        } else if (check instanceof ReceiptCheck.NotTrusted) {
            return "NOT_TRUSTED";
        }
        return check instanceof ReceiptCheck.Altered ? "ALTERED" : "MALFORMED";
    }
}
