package io.tombolo.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.tombolo.consumer.readside.ProvenanceClient;
import io.tombolo.ledger.evm.DevelopmentChain;
import io.tombolo.merkle.note.Ed25519Keys;
import io.tombolo.server.Ledgers;
import io.tombolo.server.ServerConfig;
import io.tombolo.server.Tombolo;
import io.tombolo.verification.receipt.AnchorTrust;
import io.tombolo.verification.trust.TrustPolicy;
import io.tombolo.verification.verdict.Level;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A server that anchors on a contract of an EVM chain beside the embedded ledger, or brings its heads there. */
class EvmChainIT {
    private static final String FABRIC = "fabric:tombolo/anchors";

    @TempDir
    Path folder;

    @Test
    void aChainConfirmsHeadsBesideTheLedgerAndHoldsUpNothingWhenItIsAway() throws Exception {
        try (DevelopmentChain anvil = DevelopmentChain.anvil()) {
            ServerConfig config = ServerConfig.local(folder.resolve("data"))
                    .withLedgers(
                            new Ledgers(Ledgers.EMBEDDED, List.of(file(anvil, 0).toString()), Optional.empty()));
            String chain;
            try (Tombolo node = Tombolo.start(config)) {
                VouchedLog.produce(node, "first");
                chain = said(node).ledgers().get(1).name();
                byte[] evidence = VouchedLog.evidence(node, 0, FABRIC, chain);
                TrustPolicy said = said(node);

                assertThat(chain).startsWith("evm:31337/0x");
                assertThat(said.ledgers()).extracting(AnchorTrust::name).containsExactly(FABRIC, chain);
                assertThat(VouchedLog.level(evidence, VouchedLog.policy(said, said.ledgers())))
                        .isEqualTo(Level.CROSS_ANCHORED);
            }
            try (Tombolo node = Tombolo.start(config)) {
                VouchedLog.produce(node, "second");
                VouchedLog.evidence(node, 1, FABRIC, chain);
                anvil.stop();
                VouchedLog.produce(node, "third");
                byte[] meanwhile = VouchedLog.evidence(node, 2, FABRIC);

                TrustPolicy said = said(node);
                assertThat(VouchedLog.level(meanwhile, VouchedLog.policy(said, said.ledgers())))
                        .isEqualTo(Level.ANCHORED);
            }
        }
    }

    @Test
    void headsAreBroughtToAChain() throws Exception {
        try (DevelopmentChain anvil = DevelopmentChain.anvil()) {
            Path file = file(anvil, 0);
            Path data = folder.resolve("data");
            try (Tombolo node = Tombolo.start(ServerConfig.local(data))) {
                VouchedLog.produce(node, "first");
                VouchedLog.evidence(node, 0, FABRIC);

                Shell.Said said = Shell.run(
                        "reanchor",
                        "--to",
                        file.toString(),
                        "--server",
                        node.endpoints().api(),
                        "--data",
                        data.toString());

                assertThat(said.exitCode()).as(said.err()).isZero();
                assertThat(said.out())
                        .containsPattern("evm:31337/0x[0-9a-f]{40}: 1 logs, \\d+ heads brought, 0 were there");
            }
        }
    }

    private static TrustPolicy said(Tombolo node) throws IOException, InterruptedException {
        return new ProvenanceClient(URI.create(node.endpoints().api())).policy();
    }

    /** A ledger file without a contract: it is deployed at the first start. */
    private Path file(DevelopmentChain anvil, int blocks) throws IOException {
        Files.writeString(folder.resolve("account.key"), DevelopmentChain.KEYS.get(0) + "\n");
        Files.writeString(folder.resolve("header.pem"), Ed25519Keys.toPem(Ed25519Keys.generate()));
        String yaml = "evm: " + DevelopmentChain.CHAIN_ID
                + "\nnodes: [\"" + anvil.node() + "\"]"
                + "\naccount_key: account.key"
                + "\norganisations: [acme.example]"
                + "\nfinality: \"" + blocks + "\""
                + "\ngas_per_day: 100000000"
                + "\nmembers: [{member: acme.example, key_file: header.pem}]"
                + "\nquorum: 1\n";
        return Files.writeString(folder.resolve("chain.yaml"), yaml);
    }
}
