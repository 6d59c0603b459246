package io.tombolo.cli.bench;

import io.tombolo.verification.EvidenceVerifier;
import io.tombolo.verification.trust.PolicyFile;
import io.tombolo.verification.trust.TrustPolicy;
import io.tombolo.verification.verdict.Verdict;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.file.Files;
import java.nio.file.Path;

/** The first verification of a JVM, for its parent to read: the thread's CPU time in ns, and that of the JVM before and after. */
final class ColdVerification {
    private ColdVerification() {}

    public static void main(String[] arguments) throws IOException {
        byte[] file = Files.readAllBytes(Path.of(arguments[0]));
        byte[] policyFile = Files.readAllBytes(Path.of(arguments[1]));
        ThreadMXBean threads = ManagementFactory.getThreadMXBean();
        threads.getCurrentThreadCpuTime();
        long begun = threads.getCurrentThreadCpuTime();
        TrustPolicy policy = PolicyFile.read(policyFile);
        Verdict verdict = EvidenceVerifier.standard().verify(file, policy);
        long ended = threads.getCurrentThreadCpuTime();
        if (!(verdict instanceof Verdict.Accepted)) {
            throw new IllegalStateException(verdict.toString());
        }
        System.out.println(ended - begun);
    }
}
