package io.tombolo.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tombolo.ledger.embedded.EmbeddedLedger;
import io.tombolo.ledger.embedded.identity.ClientIdentity;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import org.hyperledger.fabric.client.identity.Identities;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class FabricLedgerFileTest {
    private static final String GOOD = """
            channel: tombolo
            chaincode: anchors
            organisations: [acme.example]
            identity:
              member: acme.example
              certificate: client.pem
              private_key: client.key
            gateways:
              - endpoint: peer0.acme.example:7051
                tls_ca: ca.pem
                tls_name: peer0
              - endpoint: 127.0.0.1:7052
            members:
              - member: acme.example
                certificates: [ca.pem]
            quorum: 1
            """;

    @TempDir
    static Path folder = Path.of("unset");

    @BeforeAll
    static void writeIdentity() throws IOException {
        try (EmbeddedLedger ledger = EmbeddedLedger.open(new EmbeddedLedger.Config(
                folder.resolve("ledger"), "127.0.0.1", 0, "c", "a", List.of("acme.example"), Clock.systemUTC()))) {
            ClientIdentity client = ledger.enrol("acme.example");
            Files.writeString(folder.resolve("client.pem"), client.certificatePem());
            Files.writeString(folder.resolve("client.key"), client.privateKeyPem());
            Files.writeString(
                    folder.resolve("ca.pem"),
                    ledger.trustAnchors().values().iterator().next());
        }
    }

    @Test
    void readsPathsRelativeToItself() throws IOException {
        FabricLedgerFile file = read(GOOD);

        assertThat(file.organisations()).containsExactly("acme.example");
        assertThat(file.connection().ledgerName()).isEqualTo("fabric:tombolo/anchors");
        assertThat(file.connection().gateways())
                .extracting("endpoint")
                .containsExactly("peer0.acme.example:7051", "127.0.0.1:7052");
        assertThat(file.connection().gateways().get(0).tlsName()).contains("peer0");
        assertThat(file.connection().identity().mspId()).isEqualTo("acme.example");
        assertThat(file.connection().receiptMembers()).containsExactly("acme.example");
        assertThat(file.connection().patience()).isEqualTo(Duration.ofSeconds(30));
        assertThat(file.trust().members().get("acme.example")).hasSize(1);
        assertThat(file.trust().quorum()).isEqualTo(1);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "channel: tombolo        | chanel: tombolo         | ledger: no member 'channel'",
                "quorum: 1               | quorum: 1~password: x   | ledger: unknown member 'password'",
                "tls_name: peer0         | tls: peer0              | ledger.gateways[0]: unknown member 'tls'",
                "quorum: 1               | quorum: 2               | quorum 2, must be 1 to 1 (its members)",
                "quorum: 1               | quorum: many            | ledger.quorum: must be a whole number",
                "quorum: 1               | quorum: 1~quorum: 1     | no YAML: Duplicate field 'quorum'",
                "organisations: [acme.example] | organisations: []  | organisations: none, at least 1",
                "endpoint: 127.0.0.1:7052 | endpoint: 127.0.0.1:70520 | gateways.endpoint: '127.0.0.1:70520', port must be 1 to 65535",
                "tls_ca: ca.pem          | tls_ca: client.key      | gateways.tls_ca: client.key: no X.509 certificate in PEM",
                "organisations: [acme.example] | organisations: [ACME] | organisations: organisation 'ACME': must be a lower-case domain",
                "quorum: 1               | quorum: 1~receipt_members: [AcmeMPS] | receipt_members: 'AcmeMPS' is not among members [acme.example]",
                "quorum: 1               | quorum: 1~receipt_members: [] | receipt_members: 0, fewer than the quorum of 1",
                "quorum: 1               | quorum: 0               | quorum 0, must be 1 to 1 (its members)",
                "endpoint: 127.0.0.1:7052 | endpoint: 127.0.0.1   | gateways.endpoint: '127.0.0.1', must be HOST:PORT",
                "endpoint: 127.0.0.1:7052 | endpoint: p.example:1 | gateways.tls_ca: missing; without TLS only loopback is talked to, not p.example:1",
                "tls_ca: ca.pem          | tls_ca: none.pem        | gateways.tls_ca: file",
                "certificates: [ca.pem]  | certificates: [client.key] | certificates of acme.example: client.key: no X.509 certificate in PEM",
                "certificates: [ca.pem]  | certificates: [ca.pem]~    revocations: [ca.pem] | revocations of acme.example: ca.pem: no X.509 revocation list in PEM",
                "private_key: client.key | private_key: ca.pem     | identity of acme.example",
                "private_key: client.key | msp_folder: msp         | identity: 2 of msp_folder, pkcs12, token, certificate, must be 1",
                "certificate: client.pem | label: x                | identity: 0 of msp_folder, pkcs12, token, certificate, must be 1",
                "certificate: client.pem | token: {library: none.so, label: x, pin_file: client.pem} | none.so can't be read",
                "quorum: 1               | quorum: 1~patience: 3 s | patience: '3 s', must be a duration as PT30S",
                "channel: tombolo        | [                       | no YAML",
            })
    void namesTheFileTheKeyAndWhatIsWrong(String good, String bad, String said) {
        String text = GOOD.replace(good.strip(), bad.strip().replace("~", "\n"));

        assertThatThrownBy(() -> read(text))
                .isInstanceOf(ServerException.class)
                .hasMessageStartingWith("ledger file " + folder.resolve("ledger.yaml") + ": ")
                .hasMessageContaining(said.strip());
    }

    @Test
    void readsAnIdentityFromAPkcs12File() throws Exception {
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(null, null);
        store.setKeyEntry(
                "client",
                Identities.readPrivateKey(Files.readString(folder.resolve("client.key"))),
                "secret".toCharArray(),
                new Certificate[] {Identities.readX509Certificate(Files.readString(folder.resolve("client.pem")))});
        try (OutputStream out = Files.newOutputStream(folder.resolve("client.p12"))) {
            store.store(out, "secret".toCharArray());
        }
        Files.writeString(folder.resolve("password"), "secret\n");

        FabricLedgerFile file = read(GOOD.replace("certificate: client.pem", "pkcs12: client.p12")
                .replace("private_key: client.key", "password_file: password"));

        assertThat(file.connection().identity().certificate())
                .isEqualTo(Identities.readX509Certificate(Files.readString(folder.resolve("client.pem"))));
    }

    @Test
    void saysThatThereIsNoSuchFile() {
        assertThatThrownBy(() -> FabricLedgerFile.read(folder.resolve("nowhere.yaml"), folder))
                .isInstanceOf(ServerException.class)
                .hasMessageContaining("nowhere.yaml: there is no such file");
    }

    private static FabricLedgerFile read(String text) throws IOException {
        return FabricLedgerFile.read(Files.writeString(folder.resolve("ledger.yaml"), text), folder.resolve("state"));
    }
}
