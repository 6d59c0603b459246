package io.tombolo.ledger.fabric;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tombolo.ledger.AnchorOutcome;
import io.tombolo.ledger.Ledger;
import io.tombolo.ledger.kit.OwnedLog;
import java.math.BigInteger;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.Provider;
import java.security.Security;
import java.security.Signature;
import java.security.cert.Certificate;
import java.security.interfaces.ECPublicKey;
import java.util.List;
import org.bouncycastle.crypto.signers.StandardDSAEncoding;
import org.hyperledger.fabric.client.identity.Identities;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A key in a token, by SoftHSM: it signs there and is never seen here. */
class TokenIdentityTest {
    private static final String LABEL = "anchoring";

    @TempDir
    private static Path directory;

    private static SoftHsm hsm;
    private static EmbeddedNetwork network;

    @BeforeAll
    static void moveAMembersKeyIntoAToken() throws Exception {
        hsm = SoftHsm.initialised();
        network = EmbeddedNetwork.start(directory.resolve("ledger"));
        var client = network.ledger().enrol("acme.example");
        PrivateKey key = Identities.readPrivateKey(client.privateKeyPem());
        KeyStore store = KeyStore.getInstance("PKCS11", provider());
        store.load(null, SoftHsm.PIN.toCharArray());
        store.setKeyEntry(
                LABEL, key, null, new Certificate[] {Identities.readX509Certificate(client.certificatePem())});
    }

    @AfterAll
    static void stop() {
        if (network != null) {
            network.close();
        }
    }

    @Test
    void anchorsWithAKeyThatStaysInItsToken() throws Exception {
        KeyStore store = KeyStore.getInstance("PKCS11", provider());
        store.load(null, SoftHsm.PIN.toCharArray());
        assertThat(store.getKey(LABEL, null).getEncoded()).isNull();

        try (Ledger ledger = network.connect(tokenIdentity(), directory.resolve("state"))) {
            OwnedLog log = OwnedLog.of("acme.example", "token");
            ledger.register(log.registration());

            AnchorOutcome outcome = ledger.anchor(List.of(log.head(0, 7))).get(0);

            assertThat(outcome).isInstanceOf(AnchorOutcome.Committed.class);
            assertThat(ledger.receipt(log.origin(), 7)).isPresent();
        }
    }

    @Test
    void makesOnlySignaturesThatFabricTakes() throws Exception {
        FabricIdentity identity = tokenIdentity();
        ECPublicKey key = (ECPublicKey) identity.certificate().getPublicKey();
        BigInteger order = key.getParams().getOrder();
        byte[] digest = new byte[32];
        for (int i = 0; i < 40; i++) {
            digest[0] = (byte) i;

            byte[] signature = identity.signer().sign(digest);

            Signature verifier = Signature.getInstance("NONEwithECDSA");
            verifier.initVerify(key);
            verifier.update(digest);
            assertThat(verifier.verify(signature)).isTrue();
            assertThat(StandardDSAEncoding.INSTANCE.decode(order, signature)[1])
                    .isLessThanOrEqualTo(order.shiftRight(1));
        }
    }

    @Test
    void signsDigestsAndNothingElse() {
        assertThatThrownBy(() -> tokenIdentity().signer().sign(new byte[20]))
                .hasMessage("digest of 20 bytes, must be 32");
    }

    @Test
    void saysWhatIsMissing() {
        assertThatThrownBy(() -> FabricIdentity.ofToken("acme.example", token(), "other", SoftHsm.PIN.toCharArray()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("token " + hsm.library()
                        + " slot 0: no private key with its certificate under 'other', found [anchoring]");
        assertThatThrownBy(() -> FabricIdentity.ofToken(
                        "acme.example", new Pkcs11Token(hsm.library(), 99), LABEL, SoftHsm.PIN.toCharArray()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("slot 99 can't be opened");
        assertThatThrownBy(() -> new Pkcs11Token(Path.of("/no/such.so"), 0))
                .hasMessage("PKCS#11 library /no/such.so can't be read");
    }

    private static FabricIdentity tokenIdentity() {
        return FabricIdentity.ofToken("acme.example", token(), LABEL, SoftHsm.PIN.toCharArray());
    }

    private static Pkcs11Token token() {
        return new Pkcs11Token(hsm.library(), 0);
    }

    private static Provider provider() {
        return Security.getProvider("SunPKCS11")
                .configure(
                        "--name=setup\nlibrary=\"" + hsm.library() + "\"\nslotListIndex=0\n"
                                + "attributes(*,CKO_PRIVATE_KEY,*) = {\n  CKA_SENSITIVE = true\n  CKA_EXTRACTABLE = false\n}\n");
    }
}
