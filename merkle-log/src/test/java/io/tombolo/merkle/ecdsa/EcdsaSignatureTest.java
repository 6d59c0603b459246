package io.tombolo.merkle.ecdsa;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tombolo.merkle.MalformedException;
import java.math.BigInteger;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.security.interfaces.ECPublicKey;
import java.security.spec.ECGenParameterSpec;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Random;
import org.junit.jupiter.api.Test;

class EcdsaSignatureTest {
    private static final BigInteger P256 =
            new BigInteger("ffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551", 16);

    @Test
    void readsWhatTheJdkSignsOnEveryCurveAndWritesItAgain() throws Exception {
        for (String curve : new String[] {"secp256r1", "secp384r1", "secp521r1"}) {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
            generator.initialize(new ECGenParameterSpec(curve));
            KeyPair keys = generator.generateKeyPair();
            BigInteger order = ((ECPublicKey) keys.getPublic()).getParams().getOrder();
            for (int i = 0; i < 50; i++) {
                Signature signer = Signature.getInstance("SHA256withECDSA");
                signer.initSign(keys.getPrivate());
                signer.update((byte) i);
                byte[] der = signer.sign();

                EcdsaSignature signature = EcdsaSignature.decode(der, order);

                assertThat(signature.encode()).isEqualTo(der);
                assertThat(signature.lowS().isLowS()).isTrue();
                signer.initVerify(keys.getPublic());
                signer.update((byte) i);
                assertThat(signer.verify(signature.lowS().encode())).isTrue();
            }
        }
    }

    @Test
    void refusesEveryOtherEncoding() {
        refuses("", "ends after 0 bytes");
        refuses("30", "ends after 1 bytes");
        refuses("3000", "ends after 2 bytes");
        refuses("30080204010203040200", "an integer of 0 bytes");
        refuses("3006020101020201", "an integer of 2 bytes");
        refuses("3006020101028101", "an integer of 1 bytes");
        refuses("3106020101020101", "not DER of two integers");
        refuses("3006030101020101", "not DER of two integers");
        refuses("3006020101030101", "not DER of two integers");
        refuses("300602010102010100", "not the canonical DER");
        refuses("3007020101020101", "not the canonical DER");
        refuses("308106020101020101", "not the canonical DER");
        refuses("30080202000102020001", "not the canonical DER");
        refuses("30070281010102010a", "not the canonical DER");
        refuses("300602010002010a", "r is not from 1 to");
        refuses("3006020101020100", "s is not from 1 to");
        refuses("3006020101020181", "s is not from 1 to");
    }

    @Test
    void refusesNumbersFromTheOrderOn() {
        String order = "022100ffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551";

        refuses("3026" + order + "020101", "r is not from 1 to");
        refuses("3026020101" + order, "s is not from 1 to");
    }

    @Test
    void refusesMoreBytesThanAnySignatureHas() {
        assertThatThrownBy(() -> EcdsaSignature.decode(new byte[140], P256))
                .isInstanceOf(MalformedException.class)
                .hasMessage("ECDSA signature: 140 bytes, limit 139");
    }

    @Test
    void decodesOrRefusesAnyBytes() {
        Random random = new Random(20261129);
        byte[] good = HexFormat.of()
                .parseHex("3045022100ffff000000000000000000000000000000000000000000000000000000000001"
                        + "02207fff000000000000000000000000000000000000000000000000000000000001");
        assertThat(EcdsaSignature.decode(good, P256).encode()).isEqualTo(good);
        for (int i = 0; i < 200_000; i++) {
            byte[] bytes = Arrays.copyOf(good, random.nextInt(good.length + 4));
            for (int changes = random.nextInt(4); changes > 0 && bytes.length > 0; changes--) {
                bytes[random.nextInt(Math.min(bytes.length, i % 2 == 0 ? 6 : bytes.length))] =
                        (byte) random.nextInt(256);
            }
            try {
                assertThat(EcdsaSignature.decode(bytes, P256).encode()).isEqualTo(bytes);
            } catch (MalformedException refused) {
                // The only other thing that may happen.
            }
        }
    }

    private static void refuses(String hex, String why) {
        assertThatThrownBy(() -> EcdsaSignature.decode(HexFormat.of().parseHex(hex), P256))
                .as(hex)
                .isInstanceOf(MalformedException.class)
                .hasMessageContaining(why);
    }
}
