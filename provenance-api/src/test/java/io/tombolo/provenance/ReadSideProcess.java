package io.tombolo.provenance;

import io.tombolo.verification.EvidenceVerifier;
import io.tombolo.verification.trust.LogKey;
import io.tombolo.verification.trust.TrustPolicy;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;

/** The read side as a process of its own, to be killed: writes its address into a file. */
final class ReadSideProcess {
    private ReadSideProcess() {}

    public static void main(String[] arguments) throws Exception {
        TrustPolicy policy = TrustPolicy.of(List.of(LogKey.ofVkey(arguments[3])), List.of());
        ProvenanceApi api = ProvenanceApi.start(new ProvenanceApi.Config(
                "127.0.0.1",
                0,
                Path.of(arguments[0]),
                Map.of("bootstrap.servers", arguments[1]),
                URI.create(arguments[2]),
                () -> policy,
                new EvidenceVerifier(Map.of()),
                Map::of));
        Files.writeString(Path.of(arguments[4]), api.uri().toString());
        new CountDownLatch(1).await();
    }
}
