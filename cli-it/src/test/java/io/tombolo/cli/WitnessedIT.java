package io.tombolo.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.tombolo.anchoring.config.AnchoringConfig.WitnessAddress;
import io.tombolo.config.ConfigFile.Listener;
import io.tombolo.consumer.readside.ProvenanceClient;
import io.tombolo.http.RawServer;
import io.tombolo.kafka.EmbeddedKafka;
import io.tombolo.ledger.witness.Litewitness;
import io.tombolo.merkle.checkpoint.Cosignature;
import io.tombolo.server.ServerConfig;
import io.tombolo.server.Tombolo;
import io.tombolo.verification.receipt.AnchorTrust;
import io.tombolo.verification.receipt.WitnessTrust;
import io.tombolo.verification.trust.LogKey;
import io.tombolo.verification.trust.TrustPolicy;
import io.tombolo.verification.verdict.Level;
import io.tombolo.witness.WitnessServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A server whose checkpoints two witnesses cosign beside the embedded ledger. */
class WitnessedIT {
    private static final String DATASET = VouchedLog.ORIGIN.substring(0, VouchedLog.ORIGIN.lastIndexOf('/'));
    private static final String FABRIC = "fabric:tombolo/anchors";

    @TempDir
    Path folder;

    @Test
    void twoOfThreeConfirmAHeadAlsoWithoutTheLedgerAndAfterAWitnessWasAway() throws Exception {
        try (RunningWitness one = new RunningWitness(folder, "one.example");
                RunningWitness two = new RunningWitness(folder, "two.example")) {
            ServerConfig config =
                    ServerConfig.local(folder.resolve("data")).withWitnesses(List.of(one.address(), two.address()));
            try (Tombolo node = Tombolo.start(config)) {
                VouchedLog.produce(node, "first");
                VouchedLog.evidence(node, 0, FABRIC);
                // Before the owner's first dataset there is no key that a witness could know.
                TrustPolicy said =
                        new ProvenanceClient(URI.create(node.endpoints().api())).policy();
                one.trust(said.logKeys().get(0));
                two.trust(said.logKeys().get(0));
                byte[] evidence = VouchedLog.evidence(node, 0, FABRIC, one.ledger(), two.ledger());

                assertThat(said.ledgers())
                        .extracting(AnchorTrust::name)
                        .containsExactly(FABRIC, one.ledger(), two.ledger());
                assertThat(VouchedLog.level(evidence, VouchedLog.policy(said, said.ledgers())))
                        .isEqualTo(Level.CROSS_ANCHORED);
                List<AnchorTrust> withoutLedger = said.ledgers().stream()
                        .filter(WitnessTrust.class::isInstance)
                        .toList();
                assertThat(VouchedLog.level(evidence, VouchedLog.policy(said, withoutLedger)))
                        .isEqualTo(Level.CROSS_ANCHORED);

                byte[] compact = compact(node, one.ledger(), two.ledger());
                assertThat(compact.length).isLessThan(1_500).isLessThan(evidence.length / 3);
                assertThat(VouchedLog.level(compact, VouchedLog.policy(said, withoutLedger)))
                        .isEqualTo(Level.CROSS_ANCHORED);

                two.stop();
                VouchedLog.produce(node, "second");
                byte[] meanwhile = VouchedLog.evidence(node, 1, FABRIC, one.ledger());
                assertThat(VouchedLog.level(meanwhile, VouchedLog.policy(said, said.ledgers())))
                        .isEqualTo(Level.CROSS_ANCHORED);
                assertThat(VouchedLog.level(meanwhile, VouchedLog.policy(said, withoutLedger)))
                        .isEqualTo(Level.ANCHORED);
                two.start();
                VouchedLog.evidence(node, 1, FABRIC, one.ledger(), two.ledger());
            }
            // The places in the logs are kept: a witness is asked from where it was.
            try (Tombolo node = Tombolo.start(config)) {
                VouchedLog.produce(node, "third");
                VouchedLog.evidence(node, 2, FABRIC, one.ledger(), two.ledger());
            }
        }
    }

    /** The first event's evidence in CBOR, with the receipts of these alone. */
    private byte[] compact(Tombolo node, String... ledgers) throws IOException {
        Path file = folder.resolve("evidence.cbor");
        List<String> command = new ArrayList<>(List.of(
                "evidence", "--server", node.endpoints().api(), "--dataset", DATASET, "--offset=0", "--compact", "-o"));
        command.add(file.toString());
        for (String ledger : ledgers) {
            command.addAll(List.of("--only", ledger));
        }
        Shell.Said said = Shell.run(command.toArray(String[]::new));
        assertThat(said.exitCode()).as(said.err()).isZero();
        command.addAll(List.of("--only", "witness:none.example"));
        Shell.Said unknown = Shell.run(command.toArray(String[]::new));
        assertThat(unknown.exitCode()).isEqualTo(2);
        assertThat(unknown.errLines())
                .singleElement()
                .asString()
                .startsWith(
                        "tombolo: --only witness:none.example: the evidence has no receipt of it, only of [" + FABRIC);
        assertThat(Shell.run("verify", file.toString()).out()).startsWith("INTACT (no policy given");
        return Files.readAllBytes(file);
    }

    @Test
    void aForeignWitnessConfirmsAHeadBesideOneThatIsSilent() throws Exception {
        Litewitness.assumeThere();
        String origin = VouchedLog.ORIGIN;
        String silentKey =
                Cosignature.verifier("silent.example/w1", new byte[32]).vkey();
        try (Litewitness foreign = new Litewitness(folder.resolve("lite"), "lite.example/w1");
                RawServer silent = new RawServer(RawServer.SILENT);
                Tombolo node = Tombolo.start(ServerConfig.local(folder.resolve("data"))
                        .withWitnesses(List.of(
                                new WitnessAddress(silent.uri("").toString(), silentKey),
                                new WitnessAddress(foreign.url(), foreign.vkey()))))) {
            VouchedLog.produce(node, "first");
            VouchedLog.evidence(node, 0, FABRIC);
            TrustPolicy said = new ProvenanceClient(URI.create(node.endpoints().api())).policy();
            foreign.trust(origin, said.logKeys().get(0).verifier(origin).vkey());
            byte[] first = VouchedLog.evidence(node, 0, FABRIC, "witness:lite.example/w1");
            foreign.restart();
            VouchedLog.produce(node, "second");
            byte[] second = VouchedLog.evidence(node, 1, FABRIC, "witness:lite.example/w1");

            List<AnchorTrust> trusted = said.ledgers().stream()
                    .filter(one -> !one.name().contains("silent"))
                    .toList();
            assertThat(trusted).hasSize(2);
            assertThat(VouchedLog.level(first, VouchedLog.policy(said, trusted)))
                    .isEqualTo(Level.CROSS_ANCHORED);
            assertThat(VouchedLog.level(second, VouchedLog.policy(said, trusted)))
                    .isEqualTo(Level.CROSS_ANCHORED);
        }
    }

    /** {@code tombolo witness} in this JVM, on one port whenever it runs. */
    private static final class RunningWitness implements AutoCloseable {
        private final Path folder;
        private final String name;
        private final String vkey;
        private Map<String, List<String>> organisations = Map.of();
        private WitnessServer server;
        private final int port = EmbeddedKafka.freePort(InetAddress.getLoopbackAddress());

        RunningWitness(Path folder, String name) throws IOException {
            this.folder = Files.createDirectories(folder.resolve(name));
            this.name = name;
            this.vkey = WitnessServer.init(config());
            start();
        }

        private WitnessServer.Config config() {
            return new WitnessServer.Config(
                    name,
                    new Listener("127.0.0.1", port),
                    folder.resolve("key.pem"),
                    folder.resolve("state"),
                    Map.of(),
                    organisations,
                    10,
                    new Listener("127.0.0.1", -1));
        }

        void start() {
            server = WitnessServer.start(config(), Clock.systemUTC());
        }

        /** Has it know an organisation's logs by their key; its configuration is read when it starts. */
        void trust(LogKey key) {
            server.close();
            organisations = Map.of(key.organisation(), List.of(key.key().base64()));
            start();
        }

        void stop() {
            server.close();
        }

        WitnessAddress address() {
            return new WitnessAddress("http://127.0.0.1:" + port, vkey);
        }

        String ledger() {
            return "witness:" + name;
        }

        @Override
        public void close() {
            server.close();
        }
    }
}
