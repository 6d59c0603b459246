package io.tombolo.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.tombolo.cli.shell.Json;
import io.tombolo.cli.shell.Server;
import io.tombolo.verification.receipt.LedgerTrust;
import io.tombolo.verification.trust.PolicyFile;
import io.tombolo.verification.trust.TrustPolicy;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A server that anchors on a consortium's network, from the first row to a verdict that rests on the consortium's word. */
final class UpOnFabricIT {
    @TempDir
    Path temp = Path.of("unset");

    @Test
    void anchorsOnTheConsortiumsNetworkAndVerifiesAgainstItsPolicy() throws Exception {
        Path rows = Files.writeString(temp.resolve("rows.csv"), "id,name\n1,one\n2,two\n3,three\n");
        Path evidence = temp.resolve("evidence.json");
        Path data = temp.resolve("data");
        try (FabricNetwork network = FabricNetwork.up(temp.resolve("network"))) {
            Path ledgerFile = network.file("carriers.yaml");
            try (ServerProcess server =
                    ServerProcess.up(data, "--ledger", "fabric", "--ledger-config", ledgerFile.toString())) {
                Shell.Said stranger = Shell.run(publish(server, "acme.example", rows));
                Shell.Said published = Shell.run(publish(server, "carriers.example", rows));
                Shell.Said status = Shell.run("status", "--server", server.api());
                Shell.Said wrote = Shell.run(
                        "evidence",
                        "--server",
                        server.api(),
                        "--dataset",
                        "carriers.example/rows",
                        "--offset",
                        "1",
                        "-o",
                        evidence.toString());
                Path policy = policy(server, network, "carriers", "weather", "registry");
                Shell.Said trusted = Shell.run("verify", "--json", "--policy", policy.toString(), evidence.toString());
                Shell.Said others = Shell.run(
                        "verify",
                        "--policy",
                        policy(server, network, "carriers").toString(),
                        evidence.toString());
                Shell.Said audit = Shell.run(
                        "audit",
                        "--server",
                        server.api(),
                        "--dataset",
                        "carriers.example/rows",
                        "--policy",
                        policy.toString());

                assertThat(server.said()).contains("Ledger           fabric:tombolo/anchors by 127.0.0.1:");
                assertThat(stranger.exitCode()).isEqualTo(2);
                assertThat(stranger.err()).contains("anchors for carriers.example only, not for acme.example");
                assertThat(published.err()).isEmpty();
                assertThat(published.out()).contains("Anchored: 3 events of carriers.example/rows.");
                assertThat(status.out()).contains("fabric:tombolo/anchors");
                assertThat(wrote.exitCode()).isZero();
                JsonNode verdict = Json.MAPPER.readTree(trusted.out());
                assertThat(trusted.exitCode()).isZero();
                assertThat(verdict.path("verdict").asText()).isEqualTo("ANCHORED");
                assertThat(verdict.path("trust").asText()).isEqualTo("POLICY");
                assertThat(verdict.path("development").asBoolean(true)).isFalse();
                assertThat(others.exitCode()).isEqualTo(1);
                assertThat(others.out()).startsWith("NOT_TRUSTED").contains("quorum");
                assertThat(audit.out()).doesNotContain("development");
                assertThat(audit.exitCode()).isZero();
                assertThat(server.stop()).isEqualTo(143);
            }
            assertGoesOnUnderANewLogKeyAndAnIdentityOnAToken(network, data, rows, evidence);
            Shell.Said embedded = Shell.run(
                    "up",
                    "--data",
                    data.toString(),
                    "--kafka-port=0",
                    "--registry-port=0",
                    "--connect-port=0",
                    "--api-port=0");
            Shell.Said denied = Shell.run(
                    "up",
                    "--data",
                    temp.resolve("other").toString(),
                    "--kafka-port=0",
                    "--registry-port=0",
                    "--connect-port=0",
                    "--api-port=0",
                    "--ledger",
                    "fabric",
                    "--ledger-config",
                    asAnotherMember(ledgerFile).toString());

            assertThat(embedded.exitCode()).isEqualTo(2);
            assertThat(embedded.err())
                    .contains("anchors on the ledger (fabric:tombolo/anchors), not on (embedded, for development)");
            assertThat(denied.exitCode()).isEqualTo(2);
            assertThat(denied.errLines())
                    .hasSize(1)
                    .allMatch(line -> line.contains("denies the identity of WeatherMSP"));
        }
    }

    /** What is anchored stays good by a policy with both log keys, and the server's identity may move into a token meanwhile. */
    private void assertGoesOnUnderANewLogKeyAndAnIdentityOnAToken(
            FabricNetwork network, Path data, Path rows, Path before) throws Exception {
        Path formerPolicy = Files.copy(temp.resolve("policy-3.json"), temp.resolve("former-policy.json"));
        Path after = temp.resolve("after.json");
        Path tokenFile = onToken(network);
        Shell.Said rotated =
                Shell.run("keys", "rotate", "--organisation", "carriers.example", "--data", data.toString());
        Files.writeString(rows, "4,four\n", StandardOpenOption.APPEND);
        Path policy;
        try (ServerProcess server =
                ServerProcess.up(data, "--ledger", "fabric", "--ledger-config", tokenFile.toString())) {
            Shell.Said published = Shell.run(publish(server, "carriers.example", rows));
            assertThat(published.out()).as(published.err()).contains("Anchored: ");
            Shell.run(
                    "evidence",
                    "--server",
                    server.api(),
                    "--dataset",
                    "carriers.example/rows",
                    "--key",
                    "{\"id\": 4}",
                    "-o",
                    after.toString());
            policy = policy(server, network, "carriers", "weather", "registry");
            assertThat(server.stop()).isEqualTo(143);
        }
        Shell.Said onLedger = Shell.run(
                "keys",
                "list",
                "--dataset",
                "carriers.example/rows",
                "--ledger-config",
                network.file("carriers.yaml").toString(),
                "--json");

        assertThat(rotated.exitCode()).as(rotated.err()).isZero();
        assertThat(Json.MAPPER.readTree(onLedger.out()).path("keys")).hasSize(2);
        assertThat(verify(before, policy).out()).startsWith("ANCHORED  carriers.example/rows/0");
        assertThat(verify(after, policy).out()).startsWith("ANCHORED  carriers.example/rows/0");
        assertThat(verify(before, formerPolicy).out()).startsWith("ANCHORED  carriers.example/rows/0");
        assertThat(verify(after, formerPolicy).out()).startsWith("NOT_TRUSTED");
    }

    private static Shell.Said verify(Path evidence, Path policy) {
        return Shell.run("verify", "--policy", policy.toString(), evidence.toString());
    }

    /** The member's ledger file with its client's key in a token; as it is where there is no token to be had. */
    private Path onToken(FabricNetwork network) throws Exception {
        String text = Files.readString(network.file("carriers.yaml"));
        Path msp = network.file("crypto/peerOrganizations/carriers.example/users/User1@carriers.example/msp");
        if (!SoftToken.isPossible()) {
            System.out.println("NOT RUN: " + SoftToken.MISSING + "; the identity stays in its folder");
            return network.file("carriers.yaml");
        }
        SoftToken token = SoftToken.holding(
                temp.resolve("pin"), onlyFileOf(msp.resolve("keystore")), onlyFileOf(msp.resolve("signcerts")));
        return Files.writeString(
                network.file("token.yaml"),
                text.replaceFirst(
                        "identity: \\{member: CarriersMSP.*}",
                        Matcher.quoteReplacement("identity: {member: CarriersMSP, " + token.asYaml() + "}")));
    }

    private static String onlyFileOf(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return Files.readString(files.findFirst().orElseThrow());
        }
    }

    private static String[] publish(ServerProcess server, String organisation, Path file) throws Exception {
        return new String[] {
            "publish",
            "--server",
            server.api(),
            "--organisation",
            organisation,
            "--dataset",
            "rows",
            "--key",
            "id",
            file.toString()
        };
    }

    private static Path asAnotherMember(Path ledgerFile) throws Exception {
        String text = Files.readString(ledgerFile).replace("{member: CarriersMSP, msp", "{member: WeatherMSP, msp");
        return Files.writeString(ledgerFile.resolveSibling("wrong.yaml"), text);
    }

    /** The owner's log keys as the server says them; whom to trust on the ledger as the consortium says it. */
    private Path policy(ServerProcess server, FabricNetwork network, String... members) throws Exception {
        TrustPolicy said = PolicyFile.read(new Server().at(server.api()).getBytes("/api/v1/policy"));
        SortedMap<String, List<X509Certificate>> authorities = new TreeMap<>();
        for (String member : members) {
            String msp = member.substring(0, 1).toUpperCase(java.util.Locale.ROOT) + member.substring(1) + "MSP";
            authorities.put(msp, List.of(authority(network, member)));
        }
        LedgerTrust trust = new LedgerTrust(
                "fabric:tombolo/anchors", "tombolo", "anchors", authorities, Math.max(1, members.length - 1));
        if (members.length == 1) {
            // A member that signed nothing: another network's authority of the same name would do as well.
            authorities.put("StrangerMSP", List.of(authority(network, "weather")));
            trust = new LedgerTrust(trust.name(), trust.channel(), trust.chaincode(), authorities, 2);
        }
        TrustPolicy policy = TrustPolicy.of(said.logKeys(), List.of(trust));
        return Files.write(temp.resolve("policy-" + members.length + ".json"), PolicyFile.write(policy));
    }

    private static X509Certificate authority(FabricNetwork network, String member) throws Exception {
        Path folder = network.file("crypto/peerOrganizations/" + member + ".example/msp/cacerts");
        try (Stream<Path> files = Files.list(folder);
                var in = Files.newInputStream(files.findFirst().orElseThrow())) {
            return (X509Certificate) CertificateFactory.getInstance("X.509").generateCertificate(in);
        }
    }
}
