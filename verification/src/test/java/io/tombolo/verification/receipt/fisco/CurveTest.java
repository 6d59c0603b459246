package io.tombolo.verification.receipt.fisco;

import static org.assertj.core.api.Assertions.assertThat;

import io.tombolo.merkle.Hash;
import io.tombolo.verification.receipt.FiscoTrust.Cryptography;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.bouncycastle.crypto.digests.SM3Digest;
import org.junit.jupiter.api.Test;

/** Compared with BouncyCastle. */
class CurveTest {
    private static final BigInteger ORDER =
            new BigInteger("fffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141", 16);

    @Test
    void theHashIsThatOfTheStandardAndOfBouncyCastle() {
        assertThat(Sm3.hash("abc".getBytes(StandardCharsets.US_ASCII)).hex())
                .isEqualTo("66c7f0f462eeedd9d1f2d46bdc10e4e24167c4875cf2f7a2297da02b8f4ba8e0");
        for (int length = 0; length < 200; length++) {
            byte[] message = new byte[length];
            Arrays.fill(message, (byte) length);
            SM3Digest digest = new SM3Digest();
            digest.update(message, 0, length);
            byte[] due = new byte[32];
            digest.doFinal(due, 0);

            assertThat(Sm3.hash(message)).isEqualTo(Hash.of(due));
        }
    }

    @Test
    void signaturesOfBouncyCastleFitTheirMessageAndNoOther() {
        for (Cryptography cryptography : Cryptography.values()) {
            TestChain chain = new TestChain(cryptography, 3);
            for (int i = 0; i < 30; i++) {
                Hash message = Sm3.hash(new byte[] {(byte) i});
                FiscoReceipt.Seal seal = chain.seal(i % 3, message);

                assertThat(FiscoReceiptVerifier.isSealed(message, seal, cryptography))
                        .isTrue();
                assertThat(FiscoReceiptVerifier.isSealed(Sm3.hash(message.toBytes()), seal, cryptography))
                        .isFalse();
            }
        }
    }

    @Test
    void noByteOfASignatureOrAKeyMayChange() {
        Hash message = Sm3.hash(new byte[0]);
        for (Cryptography cryptography : Cryptography.values()) {
            FiscoReceipt.Seal seal = new TestChain(cryptography, 1).seal(0, message);
            for (int i = 0; i < 64; i++) {
                byte[] node = seal.node().toArray();
                byte[] signature = seal.signature().toArray();
                assertThat(isValid(cryptography, flipped(node, i), message, signature))
                        .isFalse();
                assertThat(isValid(cryptography, node, message, flipped(signature, i)))
                        .isFalse();
            }
        }
    }

    @Test
    void numbersThatAreNoneAreRefused() {
        Hash message = Sm3.hash(new byte[0]);
        byte[] largest = new byte[32];
        Arrays.fill(largest, (byte) 0xff);
        for (Cryptography cryptography : Cryptography.values()) {
            byte[] node = new TestChain(cryptography, 1).node(0);
            byte[] good =
                    new TestChain(cryptography, 1).seal(0, message).signature().toArray();
            for (byte[] part : new byte[][] {new byte[32], largest}) {
                byte[] r = good.clone();
                byte[] s = good.clone();
                System.arraycopy(part, 0, r, 0, 32);
                System.arraycopy(part, 0, s, 32, 32);
                assertThat(isValid(cryptography, node, message, r)).isFalse();
                assertThat(isValid(cryptography, node, message, s)).isFalse();
            }
            assertThat(isValid(cryptography, new byte[64], message, good)).isFalse();
        }
    }

    /** For each signature there is a second one with the other s, which fits too by the standard. */
    @Test
    void onlyTheSmallerOfTwoValuesOfSIsTaken() {
        Hash message = Sm3.hash(new byte[0]);
        FiscoReceipt.Seal seal = new TestChain(Cryptography.STANDARD, 1).seal(0, message);
        byte[] other = seal.signature().toArray();
        byte[] s = ORDER.subtract(new BigInteger(1, Arrays.copyOfRange(other, 32, 64)))
                .toByteArray();
        System.arraycopy(s, s.length - 32, other, 32, 32);

        assertThat(Curve.SECP256K1.isEcdsa(seal.node().toArray(), message, other))
                .isFalse();
    }

    private static boolean isValid(Cryptography cryptography, byte[] node, Hash message, byte[] signature) {
        return cryptography == Cryptography.STANDARD
                ? Curve.SECP256K1.isEcdsa(node, message, signature)
                : Curve.SM2.isSm2(node, message, signature);
    }

    private static byte[] flipped(byte[] bytes, int at) {
        byte[] changed = bytes.clone();
        changed[at] ^= 1;
        return changed;
    }
}
