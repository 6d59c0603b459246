package io.tombolo.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.tombolo.consumer.readside.ProvenanceClient;
import io.tombolo.ledger.evm.DevelopmentChain;
import io.tombolo.merkle.note.Ed25519Keys;
import io.tombolo.merkle.note.NoteSigner;
import io.tombolo.server.Consortium;
import io.tombolo.server.Ledgers;
import io.tombolo.server.ServerConfig;
import io.tombolo.server.Tombolo;
import io.tombolo.verification.receipt.AnchorTrust;
import io.tombolo.verification.receipt.EvmTrust;
import io.tombolo.verification.trust.PolicyFile;
import io.tombolo.verification.trust.TrustPolicy;
import io.tombolo.verification.verdict.Level;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.time.Clock;
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

    @Test
    void aChainIsTheFirstLedgerAndAnotherMemberSignsItsHeaders() throws Exception {
        KeyPair rival = Ed25519Keys.generate();
        String vkey = NoteSigner.ed25519("rival.example", rival).verifier().vkey();
        try (DevelopmentChain anvil = DevelopmentChain.anvil()) {
            String contract = anvil.deploy(folder.resolve("deploying"));
            Path theirs = Files.createDirectory(folder.resolve("rival"));
            Files.writeString(theirs.resolve("account.key"), DevelopmentChain.KEYS.get(1) + "\n");
            Files.writeString(theirs.resolve("header.pem"), Ed25519Keys.toPem(rival));
            Files.writeString(
                    theirs.resolve("chain.yaml"),
                    yaml(anvil, 0)
                                    .replace("[acme.example]", "[rival.example]")
                                    .replace("member: acme.example", "member: rival.example")
                            + "contract: '" + contract + "'\nsigns_at: {host: 127.0.0.1, port: 0}\n");
            try (Consortium answering = Consortium.further(
                    folder.resolve("theirs"), theirs.resolve("chain.yaml").toString(), Clock.systemUTC())) {
                String url = answering.answerMembers().orElseThrow().toString();
                Path file = file(anvil, 0);
                Files.writeString(
                        file,
                        yaml(anvil, 0)
                                        .replace(
                                                "key_file: header.pem}",
                                                "key_file: header.pem}, {member: rival.example, keys: ['" + vkey
                                                        + "'], url: '" + url + "'}")
                                        .replace("quorum: 1", "quorum: 2")
                                + "contract: '" + contract + "'\n");
                ServerConfig config = ServerConfig.local(folder.resolve("data"))
                        .withLedgers(new Ledgers(file.toString(), List.of(), Optional.empty()));
                try (Tombolo node = Tombolo.start(config)) {
                    VouchedLog.produce(node, "first");
                    TrustPolicy said = said(node);
                    String chain = said.ledgers().get(0).name();
                    byte[] evidence = VouchedLog.evidence(node, 0, chain);

                    assertThat(chain).isEqualTo("evm:31337/" + contract);
                    assertThat(((EvmTrust) said.ledgers().get(0)).quorum()).isEqualTo(2);
                    assertThat(VouchedLog.level(evidence, PolicyFile.read(PolicyFile.write(said(node)))))
                            .isEqualTo(Level.ANCHORED);
                }
            }
        }
    }

    @Test
    void namesAreApprovedOnAChain() throws Exception {
        String account = "0xf39fd6e51aad88f6f4ce6ab8827279cfffb92266";
        try (DevelopmentChain anvil = DevelopmentChain.anvil()) {
            Path file = file(anvil, 0);
            Shell.Said undeployed = Shell.run("names", "show", "--ledger-config", file.toString());
            assertThat(undeployed.exitCode()).isEqualTo(2);
            assertThat(undeployed.err()).contains("contract: missing; it is in the file `contract` of the folder");
            Files.writeString(file, yaml(anvil, 0) + "contract: '" + anvil.deploy(folder.resolve("deploying")) + "'\n");

            Shell.Said rule =
                    Shell.run("names", "rule", "--need", "1", "--member", account, "--ledger-config", file.toString());
            assertThat(rule.out()).contains("Rule for names: 1 of [" + account + "] must approve");
            Shell.Said approved =
                    Shell.run("names", "approve", "new.example", "--for", account, "--ledger-config", file.toString());
            assertThat(approved.out()).contains("  " + account + " approved it for " + account);
            Shell.Said refused = Shell.run(
                    "names", "approve", "new.example", "--for", "Org1MSP", "--ledger-config", file.toString());
            assertThat(refused.exitCode()).isEqualTo(1);
            assertThat(refused.out() + refused.err())
                    .contains("membership 'Org1MSP', must be an account, 0x and 40 lower-case hex digits");
        }
    }

    private static TrustPolicy said(Tombolo node) throws IOException, InterruptedException {
        return new ProvenanceClient(URI.create(node.endpoints().api())).policy();
    }

    /** A ledger file without a contract: it is deployed at the first start. */
    private Path file(DevelopmentChain anvil, int blocks) throws IOException {
        Files.writeString(folder.resolve("account.key"), DevelopmentChain.KEYS.get(0) + "\n");
        Files.writeString(folder.resolve("header.pem"), Ed25519Keys.toPem(Ed25519Keys.generate()));
        return Files.writeString(folder.resolve("chain.yaml"), yaml(anvil, blocks));
    }

    private static String yaml(DevelopmentChain anvil, int blocks) {
        return "evm: " + DevelopmentChain.CHAIN_ID
                + "\nnodes: [\"" + anvil.node() + "\"]"
                + "\naccount_key: account.key"
                + "\norganisations: [acme.example]"
                + "\nfinality: \"" + blocks + "\""
                + "\ngas_per_day: 100000000"
                + "\nmembers: [{member: acme.example, key_file: header.pem}]"
                + "\nquorum: 1\n";
    }
}
