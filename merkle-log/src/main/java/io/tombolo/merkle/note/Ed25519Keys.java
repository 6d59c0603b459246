package io.tombolo.merkle.note;

import io.tombolo.merkle.MalformedException;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.MessageDigest;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.spec.EdECPrivateKeySpec;
import java.security.spec.NamedParameterSpec;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;

/** Ed25519 keys that sign (RFC 8032) by the JDK. What verifies is {@link Ed25519}. */
public final class Ed25519Keys {
    /** What precedes the 32-byte seed in an Ed25519 PrivateKeyInfo (RFC 8410, section 7). */
    private static final byte[] PKCS8_PREFIX = HexFormat.of().parseHex("302e020100300506032b657004220420");

    private static final int KEY_LENGTH = 32;
    private static final byte[] PROBE = "tombolo: is this key pair one?".getBytes(StandardCharsets.US_ASCII);

    private Ed25519Keys() {}

    /** A new key pair. */
    public static KeyPair generate() {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("Ed25519");
            return generator.generateKeyPair();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("Java 17 has Ed25519", e);
        }
    }

    /**
     * The key pair of a 32-byte private key, for keys kept as seeds and for test vectors. The public key is computed as RFC 8032, section
     * 5.1.5 describes, and the pair signs and verifies once before it is given out: a pair whose halves did not belong together would
     * sign what nobody can verify.
     *
     * @throws MalformedException for another length
     * @throws IllegalStateException when the JDK's signature by the private key does not verify with the public one
     */
    public static KeyPair fromSeed(byte[] seed) {
        if (seed.length != KEY_LENGTH) {
            throw new MalformedException("Ed25519 private key: " + seed.length + " bytes, must be " + KEY_LENGTH);
        }
        try {
            PrivateKey secret = KeyFactory.getInstance("Ed25519")
                    .generatePrivate(new EdECPrivateKeySpec(NamedParameterSpec.ED25519, seed.clone()));
            PublicKey open = Ed25519.publicKey(publicBytes(seed));
            if (!Ed25519.verify(open, PROBE, sign(secret, PROBE))) {
                throw new IllegalStateException("Ed25519: a signature by a key does not verify with its public key");
            }
            return new KeyPair(open, secret);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("Java 17 has Ed25519", e);
        }
    }

    /**
     * The key pair of a file that holds one PRIVATE KEY in PEM (PKCS#8), as {@code openssl genpkey -algorithm ed25519} writes it.
     *
     * @throws MalformedException for anything else
     */
    public static KeyPair fromPem(String pem) {
        String base64 = pem.replaceAll("-----(BEGIN|END) PRIVATE KEY-----", "").replaceAll("\\s", "");
        byte[] encoded;
        try {
            encoded = Base64.getDecoder().decode(base64);
        } catch (IllegalArgumentException e) {
            throw new MalformedException("not one PRIVATE KEY in PEM");
        }
        if (encoded.length != PKCS8_PREFIX.length + KEY_LENGTH
                || !Arrays.equals(PKCS8_PREFIX, Arrays.copyOf(encoded, PKCS8_PREFIX.length))) {
            throw new MalformedException("no Ed25519 key in PKCS#8");
        }
        return fromSeed(Arrays.copyOfRange(encoded, PKCS8_PREFIX.length, encoded.length));
    }

    /** What {@link #fromPem} reads. */
    public static String toPem(KeyPair pair) {
        return "-----BEGIN PRIVATE KEY-----\n"
                + Base64.getEncoder().encodeToString(pair.getPrivate().getEncoded())
                + "\n-----END PRIVATE KEY-----\n";
    }

    /** The 64-byte signature over {@code message}. */
    public static byte[] sign(PrivateKey key, byte[] message) {
        try {
            Signature ed25519 = Signature.getInstance("Ed25519");
            ed25519.initSign(key);
            ed25519.update(message);
            return ed25519.sign();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("Ed25519 signing failed with a key of " + key.getAlgorithm(), e);
        }
    }

    /** RFC 8032, section 5.1.5: the first half of SHA-512 of the seed, pruned, times the base point. */
    private static byte[] publicBytes(byte[] seed) throws GeneralSecurityException {
        byte[] half = Arrays.copyOf(MessageDigest.getInstance("SHA-512").digest(seed), KEY_LENGTH);
        half[0] &= (byte) 0xF8;
        half[KEY_LENGTH - 1] = (byte) ((half[KEY_LENGTH - 1] & 0x7F) | 0x40);
        return EdwardsPoint.BASE.times(new BigInteger(1, reversed(half))).encode();
    }

    private static byte[] reversed(byte[] bytes) {
        byte[] other = new byte[bytes.length];
        for (int i = 0; i < bytes.length; i++) {
            other[i] = bytes[bytes.length - 1 - i];
        }
        return other;
    }
}
