package io.tombolo.verification;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tombolo.verification.evidence.Evidence;
import io.tombolo.verification.evidence.EvidenceAnchor;
import io.tombolo.verification.evidence.EvidenceFile;
import io.tombolo.verification.json.JsonText;
import io.tombolo.verification.receipt.AnchorTrust;
import io.tombolo.verification.trust.CrossAnchoring;
import io.tombolo.verification.trust.PolicyFile;
import io.tombolo.verification.trust.TrustPolicy;
import io.tombolo.verification.verdict.Trust;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Adds to {@code schemas/vectors/evidence} one file with receipts of all five kinds, put together from cases of each kind, which are about
 * the same record and checkpoint.
 */
final class GoldenKinds {
    private static final List<String> CASES =
            List.of("forms-avro", "evm-one", "fisco-standard", "witness-one-of-three", "timestamp-one");

    private GoldenKinds() {}

    public static void main(String[] args) throws IOException {
        Path folder = Path.of(args[0]);
        ObjectNode index = JsonText.read(Files.readAllBytes(folder.resolve("cases.json")), "cases", 1 << 20);
        List<EvidenceAnchor> anchors = new ArrayList<>();
        List<AnchorTrust> ledgers = new ArrayList<>();
        for (String one : CASES) {
            EvidenceAnchor anchor = read(folder, one).anchors().get(0);
            anchors.add(anchor);
            policy(folder, one).ledgers().stream()
                    .filter(ledger -> ledger.name().equals(anchor.ledger()))
                    .forEach(ledgers::add);
        }
        write(folder, index, "all-five-kinds", anchors, ledgers, "CROSS_ANCHORED");
        write(folder, index, "four-kinds-of-five", anchors.subList(0, 4), ledgers, "ANCHORED");
        Files.write(folder.resolve("cases.json"), JsonText.write(index).getBytes(UTF_8));
    }

    private static Evidence read(Path folder, String name) throws IOException {
        return EvidenceFile.read(Files.readAllBytes(folder.resolve(name + ".json")));
    }

    private static TrustPolicy policy(Path folder, String name) throws IOException {
        return PolicyFile.read(Files.readAllBytes(folder.resolve("policy-" + name + ".json")));
    }

    private static void write(
            Path folder,
            ObjectNode index,
            String name,
            List<EvidenceAnchor> anchors,
            List<AnchorTrust> ledgers,
            String verdict)
            throws IOException {
        Evidence good = read(folder, CASES.get(0));
        TrustPolicy all = new TrustPolicy(
                Trust.POLICY,
                policy(folder, CASES.get(0)).logKeys(),
                ledgers,
                new CrossAnchoring.Any(ledgers.size()),
                Optional.empty());
        Evidence evidence = new Evidence(
                good.origin(), good.record(), good.entry(), good.inclusion(), good.checkpoint(), anchors, all);
        Files.write(folder.resolve(name + ".json"), EvidenceFile.write(evidence));
        Files.write(folder.resolve("policy-" + name + ".json"), PolicyFile.write(all));
        List<ObjectNode> kept = new ArrayList<>();
        index.path("cases").forEach(known -> {
            if (!known.path("file").asText().equals(name + ".json")) {
                kept.add((ObjectNode) known);
            }
        });
        ArrayNode cases = index.putArray("cases");
        kept.forEach(cases::add);
        cases.addObject()
                .put("file", name + ".json")
                .put("policy", "policy-" + name + ".json")
                .put("verdict", verdict);
    }
}
