package io.tombolo.ledger.fabric;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tombolo.ledger.Ledger;
import io.tombolo.ledger.RegistrationOutcome;
import io.tombolo.ledger.embedded.identity.ClientIdentity;
import io.tombolo.ledger.kit.OwnedLog;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.cert.Certificate;
import org.hyperledger.fabric.client.identity.Identities;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The same member, its key and certificate in each of the usual containers. */
class FabricIdentityTest {
    private static final char[] PASSWORD = "correct horse".toCharArray();

    @TempDir
    private static Path directory;

    private static EmbeddedNetwork network;
    private static ClientIdentity client;

    @TempDir
    private Path folder;

    @BeforeAll
    static void start() {
        network = EmbeddedNetwork.start(directory.resolve("ledger"));
        client = network.ledger().enrol("acme.example");
    }

    @AfterAll
    static void stop() {
        network.close();
    }

    @Test
    void registersWithAPemCertificateAndKey() {
        registers(FabricIdentity.ofPem("acme.example", client.certificatePem(), client.privateKeyPem()));
    }

    @Test
    void registersWithAPkcs12File() throws Exception {
        registers(FabricIdentity.ofPkcs12("acme.example", pkcs12(), PASSWORD));
    }

    @Test
    void registersWithAnMspFolder() throws Exception {
        registers(FabricIdentity.ofMspFolder("acme.example", msp()));
    }

    @Test
    void refusesAPkcs12FileUnderAnotherPassword() throws Exception {
        Path file = pkcs12();

        assertThatThrownBy(() -> FabricIdentity.ofPkcs12("acme.example", file, "wrong".toCharArray()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("identity of acme.example in " + file + ": ")
                .hasMessageContaining("password");
    }

    @Test
    void refusesAPkcs12FileWithoutAKey() throws Exception {
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(null, null);
        store.setCertificateEntry("only", Identities.readX509Certificate(client.certificatePem()));
        Path file = write(store);

        assertThatThrownBy(() -> FabricIdentity.ofPkcs12("acme.example", file, PASSWORD))
                .hasMessage("identity of acme.example: no key with a certificate in " + file);
    }

    @Test
    void refusesAnMspFolderWithTwoKeys() throws Exception {
        Path msp = msp();
        Files.writeString(msp.resolve("keystore/second_sk"), client.privateKeyPem(), US_ASCII);

        assertThatThrownBy(() -> FabricIdentity.ofMspFolder("acme.example", msp))
                .hasMessage("identity of acme.example in " + msp + ": " + msp.resolve("keystore")
                        + " holds 2 files, must be 1");
    }

    private void registers(FabricIdentity identity) {
        try (Ledger ledger = network.connect(identity, folder.resolve("state"))) {
            OwnedLog log = OwnedLog.of("acme.example", "identity-" + System.nanoTime());

            assertThat(ledger.register(log.registration())).isInstanceOf(RegistrationOutcome.Registered.class);
        }
    }

    private Path pkcs12() throws Exception {
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(null, null);
        store.setKeyEntry("client", Identities.readPrivateKey(client.privateKeyPem()), PASSWORD, new Certificate[] {
            Identities.readX509Certificate(client.certificatePem())
        });
        return write(store);
    }

    private Path write(KeyStore store) throws Exception {
        Path file = folder.resolve("identity.p12");
        try (OutputStream out = Files.newOutputStream(file)) {
            store.store(out, PASSWORD);
        }
        return file;
    }

    private Path msp() throws Exception {
        Path msp = folder.resolve("msp");
        Files.createDirectories(msp.resolve("signcerts"));
        Files.createDirectories(msp.resolve("keystore"));
        Files.writeString(msp.resolve("signcerts/cert.pem"), client.certificatePem(), US_ASCII);
        Files.writeString(msp.resolve("keystore/priv_sk"), client.privateKeyPem(), US_ASCII);
        return msp;
    }
}
