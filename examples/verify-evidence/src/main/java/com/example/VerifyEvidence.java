package com.example;

import io.tombolo.verification.EvidenceVerifier;
import io.tombolo.verification.decoded.DecodedRecord;
import io.tombolo.verification.trust.PolicyFile;
import io.tombolo.verification.trust.TrustPolicy;
import io.tombolo.verification.verdict.Verdict;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/** Verifies an evidence file: {@code VerifyEvidence POLICY.json EVIDENCE.json}. */
public final class VerifyEvidence {
    public static void main(String[] files) throws IOException {
        TrustPolicy policy = PolicyFile.read(Files.readAllBytes(Path.of(files[0])));
        Verdict verdict = EvidenceVerifier.standard().verify(Files.readAllBytes(Path.of(files[1])), policy);
        if (verdict instanceof Verdict.Accepted accepted) {
            System.out.println(accepted.level() + " " + accepted.subject());
            DecodedRecord.of(verdict)
                    .forEach(event -> System.out.println(event.op().orElse("-") + " " + event.after().orElse(Map.of())));
        } else if (verdict instanceof Verdict.Refused refused) {
            System.out.println(refused.refusal() + ": " + refused.detail());
            System.exit(1);
        }
    }
}
