package io.tombolo.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.tombolo.anchoring.config.AnchoringConfig;
import io.tombolo.anchoring.seal.PemLogKeys;
import io.tombolo.config.ConfigFile.ConfigException;
import io.tombolo.ledger.DatasetRegistration;
import io.tombolo.ledger.Ledger;
import io.tombolo.ledger.LedgerException;
import io.tombolo.ledger.RegistrationOutcome;
import io.tombolo.ledger.embedded.EmbeddedLedger;
import io.tombolo.ledger.embedded.identity.ClientIdentity;
import io.tombolo.server.Consortium;
import io.tombolo.verification.receipt.AnchorTrust;
import io.tombolo.verification.trust.LogKey;
import io.tombolo.verification.trust.PolicyFile;
import io.tombolo.verification.trust.TrustPolicy;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.time.Clock;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.hyperledger.fabric.client.identity.Identities;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The ledger of {@code tombolo anchoring}, as its configuration names it; a Gateway in this JVM answers. */
final class AnchoringLedgerTest {
    private static final String KEY = Base64.getEncoder().encodeToString(new byte[32]);

    @TempDir
    static Path folder = Path.of("unset");

    private static EmbeddedLedger peer;
    private static ClientIdentity client;

    @BeforeAll
    static void startPeer() throws Exception {
        peer = EmbeddedLedger.open(new EmbeddedLedger.Config(
                folder.resolve("chain"),
                "127.0.0.1",
                0,
                "tombolo",
                "anchors",
                List.of("one.example"),
                Clock.systemUTC()));
        client = peer.enrol("acme.example");
        Files.writeString(
                folder.resolve("ca.pem"),
                peer.trustAnchors().values().iterator().next());
    }

    @AfterAll
    static void stopPeer() {
        peer.close();
    }

    @Test
    void transactsAsTheClientOfAnMspFolder() throws Exception {
        Path msp = folder.resolve("msp");
        Files.createDirectories(msp.resolve("signcerts"));
        Files.createDirectories(msp.resolve("keystore"));
        Files.writeString(msp.resolve("signcerts/cert.pem"), client.certificatePem());
        Files.writeString(msp.resolve("keystore/priv_sk"), client.privateKeyPem());

        assertThat(registers("msp_folder: msp")).isTrue();
    }

    @Test
    void transactsAsTheClientOfAPkcs12File() throws Exception {
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(null, null);
        store.setKeyEntry(
                "client", Identities.readPrivateKey(client.privateKeyPem()), "secret".toCharArray(), new Certificate[] {
                    Identities.readX509Certificate(client.certificatePem())
                });
        try (OutputStream out = Files.newOutputStream(folder.resolve("client.p12"))) {
            store.store(out, "secret".toCharArray());
        }
        Files.writeString(folder.resolve("password"), "secret\n");

        assertThat(registers("pkcs12: client.p12\n  password_file: password")).isTrue();
    }

    @Test
    void transactsAsTheClientWhoseKeyIsInAToken() throws Exception {
        assumeTrue(SoftToken.isPossible(), "NOT RUN: " + SoftToken.MISSING);
        SoftToken token = SoftToken.holding(folder.resolve("pin"), client.privateKeyPem(), client.certificatePem());

        assertThat(registers(token.asYaml())).isTrue();
    }

    @Test
    void refusesOrganisationsThatTheFileDoesNotName() throws Exception {
        Files.writeString(folder.resolve("client.pem"), client.certificatePem());
        Files.writeString(folder.resolve("client.key"), client.privateKeyPem());
        Path file = ledgerFile("certificate: client.pem\n  private_key: client.key");

        Ledger others = AnchoringCommand.ledgers(config(file, "")).apply("other.example");

        assertThatThrownBy(() -> others.register(new DatasetRegistration("other.example", "flights", KEY)))
                .isInstanceOf(LedgerException.class)
                .hasMessageContaining("organisation other.example is not among the organisations [acme.example]");
    }

    @Test
    void namesWhatIsWrongWithTheConfiguration() throws Exception {
        Path file = ledgerFile("token: {library: none.so, label: x, pin_file: ca.pem}");

        assertThatThrownBy(() -> AnchoringCommand.ledgers(config(file, "")))
                .isInstanceOf(ConfigException.class)
                .hasMessageStartingWith("ledger.config: ledger file " + file + ": ")
                .hasMessageContaining("none.so can't be read");
        assertThatThrownBy(() -> AnchoringCommand.ledgers(AnchoringConfig.FILE.defaults()))
                .isInstanceOf(ConfigException.class)
                .hasMessageStartingWith("ledger.config: missing; it names the consortium's ledger file");
        assertThatThrownBy(() -> AnchoringCommand.ledgers(config(file, ", quorum: 2")))
                .isInstanceOf(ConfigException.class)
                .hasMessageStartingWith(
                        "ledger.quorum: unknown key; known are certificate, chaincode, channel, config, ");
        assertThatThrownBy(() -> AnchoringCommand.ledgers(config(file, ", msp: AcmeMSP")))
                .isInstanceOf(ConfigException.class)
                .hasMessage("ledger.msp: beside ledger.config, which says it");
    }

    @Test
    void opensFurtherLedgersByTheirFilesAlone() throws Exception {
        Files.writeString(folder.resolve("client.pem"), client.certificatePem());
        Files.writeString(folder.resolve("client.key"), client.privateKeyPem());
        Path file = ledgerFile("certificate: client.pem\n  private_key: client.key");
        AnchoringConfig config = AnchoringConfig.FILE.load(Files.writeString(
                folder.resolve("further.yaml"),
                "furtherLedgers: [{config: " + file + ", stateDir: " + folder.resolve("further-state") + "}]\n"));

        try (Consortium further =
                AnchoringCommand.furtherLedger(config.furtherLedgers().get(0))) {
            assertThat(further.name()).isEqualTo("fabric:tombolo/anchors");
            assertThat(further.as("acme.example").latest("acme.example/none/0")).isEmpty();
        }
        assertThatThrownBy(() -> AnchoringCommand.furtherLedger(Map.of("config", "x.yaml", "msp", "AcmeMSP")))
                .isInstanceOf(ConfigException.class)
                .hasMessage("furtherLedgers.msp: unknown key; known are config, stateDir");
        assertThatThrownBy(() -> AnchoringCommand.furtherLedger(Map.of("config", "x.yaml")))
                .isInstanceOf(ConfigException.class)
                .hasMessage("furtherLedgers.stateDir: missing");
    }

    @Test
    void reanchoringWithTheServicesFileMakesNothingInAServersFolder() throws Exception {
        Files.writeString(folder.resolve("client.pem"), client.certificatePem());
        Files.writeString(folder.resolve("client.key"), client.privateKeyPem());
        Path service = folder.resolve("service");
        Path file = Files.writeString(
                folder.resolve("reanchor.yaml"),
                "{dataDir: " + service + ", keysDir: " + folder
                        + ", kafka: {bootstrap.servers: '127.0.0.1:1', max.block.ms: 1000}}\n");

        Shell.Said said = Shell.run(
                "reanchor",
                "--to",
                ledgerFile("certificate: client.pem\n  private_key: client.key").toString(),
                "--config",
                file.toString(),
                "--data",
                folder.resolve("elsewhere").toString());

        assertThat(said.exitCode()).isEqualTo(2);
        assertThat(folder.resolve("elsewhere")).doesNotExist();
        assertThat(service.resolve("ledgers"))
                .isDirectoryContaining(one -> one.getFileName().toString().startsWith("fabric-"));
    }

    @Test
    void aPolicyIsMadeFromTheOwnersOwnFiles() throws Exception {
        Files.writeString(folder.resolve("client.pem"), client.certificatePem());
        Files.writeString(folder.resolve("client.key"), client.privateKeyPem());
        Path file = ledgerFile("certificate: client.pem\n  private_key: client.key");
        Path keys = folder.resolve("log-keys");
        PemLogKeys owned = new PemLogKeys(keys);
        String key = owned.publicKey("acme.example");
        Path policy = folder.resolve("own-policy.json");
        List<String> command = List.of("policy", "init", "-o", policy.toString(), "--keys", keys.toString());

        Shell.Said said = policyInit(command, "--ledger-config", file.toString(), "--organisation", "acme.example");

        assertThat(said.err()).isEmpty();
        assertThat(said.out()).startsWith("Policy by the keys in " + keys + ": " + policy);
        TrustPolicy made = PolicyFile.read(Files.readAllBytes(policy));
        assertThat(made.logKeys())
                .containsExactly(LogKey.ofRaw("acme.example", key, Optional.empty(), Optional.empty()));
        assertThat(made.ledgers()).extracting(AnchorTrust::name).containsExactly("fabric:tombolo/anchors");
        assertThat(policyInit(command).err())
                .contains("give both --keys DIR and --ledger-config FILE: a policy names log keys and a ledger");
        assertThat(policyInit(command, "--ledger-config", file.toString(), "--organisation", "b.example")
                        .err())
                .contains("--organisation b.example: the folder has keys of [acme.example]");
    }

    private static Shell.Said policyInit(List<String> command, String... more) {
        return Shell.run(Stream.concat(command.stream(), Stream.of(more)).toArray(String[]::new));
    }

    private boolean registers(String identity) throws Exception {
        try (Ledger ledger =
                AnchoringCommand.ledgers(config(ledgerFile(identity), "")).apply("acme.example")) {
            return ledger.register(new DatasetRegistration("acme.example", "flights", KEY))
                    instanceof RegistrationOutcome.Registered;
        }
    }

    private AnchoringConfig config(Path ledgerFile, String more) throws Exception {
        return AnchoringConfig.FILE.load(Files.writeString(
                folder.resolve("anchoring.yaml"),
                "ledger: {config: " + ledgerFile + ", stateDir: " + folder.resolve("state") + more + "}\n"));
    }

    private Path ledgerFile(String identity) throws Exception {
        return Files.writeString(folder.resolve("ledger.yaml"), """
                channel: tombolo
                chaincode: anchors
                organisations: [acme.example]
                identity:
                  member: acme.example
                  %s
                gateways: [{endpoint: '%s'}]
                members: [{member: one.example, certificates: [ca.pem]}]
                quorum: 1
                """.formatted(identity, peer.endpoint()));
    }
}
