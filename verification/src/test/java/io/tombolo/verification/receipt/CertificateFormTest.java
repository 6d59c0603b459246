package io.tombolo.verification.receipt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tombolo.merkle.MalformedException;
import java.math.BigInteger;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.SecureRandom;
import java.security.spec.ECGenParameterSpec;
import java.time.Instant;
import java.util.Date;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.DERNull;
import org.bouncycastle.asn1.DEROctetString;
import org.bouncycastle.asn1.DERSequence;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.CertificatePolicies;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.asn1.x509.PolicyInformation;
import org.bouncycastle.cert.jcajce.JcaX509ExtensionUtils;
import org.bouncycastle.cert.jcajce.JcaX509v1CertificateBuilder;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.jce.provider.BouncyCastleProvider;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.junit.jupiter.api.Test;

/** Which certificates every verifier takes. */
class CertificateFormTest {
    private static final int MUTATIONS = 10_000 * Integer.getInteger("tombolo.rounds", 1);
    private static final Date FROM = Date.from(Instant.parse("2026-01-01T00:00:00Z"));
    private static final Date TO = Date.from(Instant.parse("2036-01-01T00:00:00Z"));
    private static final X500Name NAME = new X500Name("CN=root,OU=peer+OU=one,O=Carriers,C=NO");
    private static final KeyPair P256 = keys("EC", "secp256r1");

    private record Extra(ASN1ObjectIdentifier oid, boolean critical, ASN1Encodable value) {}

    private static final List<Extra> USUAL = List.of(
            new Extra(Extension.basicConstraints, true, new BasicConstraints(3)),
            new Extra(Extension.keyUsage, true, new KeyUsage(KeyUsage.keyCertSign | KeyUsage.digitalSignature)),
            new Extra(Extension.extendedKeyUsage, false, new ExtendedKeyUsage(KeyPurposeId.id_kp_serverAuth)),
            new Extra(
                    Extension.subjectAlternativeName,
                    false,
                    new GeneralNames(new GeneralName(GeneralName.dNSName, "one.example"))),
            new Extra(
                    Extension.certificatePolicies,
                    true,
                    new CertificatePolicies(new PolicyInformation(new ASN1ObjectIdentifier("1.2.3.4")))),
            new Extra(new ASN1ObjectIdentifier("1.2.3.4.5"), false, DERNull.INSTANCE));

    @Test
    void takesTheAlgorithmsAndExtensionsThatPeersAndAuthoritiesHave() throws Exception {
        takes(certificate(P256, "SHA256withECDSA", USUAL));
        takes(certificate(keys("EC", "secp384r1"), "SHA384withECDSA", List.of()));
        takes(certificate(keys("EC", "secp521r1"), "SHA512withECDSA", List.of()));
        takes(certificate(keys("Ed25519", ""), "Ed25519", USUAL));
        takes(certificate(keys("RSA", "2048"), "SHA256withRSA", USUAL));
        takes(certificate(keys("RSA", "2048"), "SHA512withRSAandMGF1", USUAL));
        takes(certificate(keys("RSA", "1024"), "SHA1withRSA", List.of()));
        takes(new JcaX509v1CertificateBuilder(NAME, BigInteger.ONE, FROM, TO, NAME, P256.getPublic())
                .build(new JcaContentSignerBuilder("SHA256withECDSA").build(P256.getPrivate()))
                .getEncoded());
    }

    @Test
    void refusesOtherAlgorithmsByName() throws Exception {
        refuses(
                certificate(P256, "SHA224withECDSA", List.of()),
                "signature algorithm 300a06082a8648ce3d040301 is not accepted");
        refuses(
                certificate(keys("RSA", "2048"), "MD5withRSA", List.of()),
                "signature algorithm 300d06092a864886f70d0101040500 is not accepted");
        String otherKey =
                "a key that is not of ECDSA on P-256, P-384 or P-521, RSA of 1,024 to 16,384 bits, or Ed25519";
        refuses(certificate(keys("RSA", "768"), "SHA256withRSA", List.of()), otherKey);
        refuses(certificate(keys("DSA", "2048"), P256, List.of()), otherKey);
        refuses(certificate(keys("RSASSA-PSS", "2048"), P256, List.of()), otherKey);
        refuses(certificate(keys("Ed448", ""), P256, List.of()), otherKey);
    }

    @Test
    void refusesWhatReadersPassOverInDifferentWays() throws Exception {
        byte[] usual = certificate(P256, "SHA256withECDSA", USUAL);

        refuses(changed(usual, "a003020102", "a003020101"), "must be version 3, or 1 without a number");
        refuses(changed(usual, "06082a8648ce3d040302", "06082a8648ce3d040303"), "two signature algorithms");
        refuses(changed(usual, "0c08", "1c08"), "a name's value of tag 1c that is not such a text");
        refuses(changed(usual, "0c08" + hex("Carriers"), "0c08" + hex("Carrier") + "ff"), "a name's value of tag 0c");
        refuses(changed(usual, "0c08" + hex("Carriers"), "0c08" + hex("Carrier") + "00"), "a name's value of tag 0c");
        refuses(changed(usual, hex("260101000000Z"), hex("260230000000Z")), "not a time in seconds, in UTC");
        refuses(changed(usual, hex("260101000000Z"), hex("260101000060Z")), "not a time in seconds, in UTC");
        refuses(changed(usual, "0603551d130101ff", "0603551d13010101"), "a flag that is neither true nor false");
        refuses(
                changed(usual, "0603551d0f", "0603551d13"),
                "extension 0603551d13 twice, critical, or not evaluated here");
        refuses(changed(usual, "0603551d0f0101ff040403020284", "0603551d0f0101ff040403020285"), "not a key usage");
        refuses(changed(usual, "30060101ff020103", "30060101ff020183"), "a path length of -125");
        refuses(changed(usual, "06042a030405", "060480030405"), "an object identifier that is empty, cut off");
    }

    @Test
    void refusesExtensionsThatLimitWhatIsNotEvaluated() throws Exception {
        ASN1Encodable constraints = new DERSequence();
        GeneralNames names = new GeneralNames(new GeneralName(GeneralName.dNSName, "one.example"));
        List<Extra> refused = List.of(
                new Extra(Extension.policyConstraints, false, constraints),
                new Extra(Extension.policyMappings, false, constraints),
                new Extra(Extension.inhibitAnyPolicy, true, constraints),
                new Extra(Extension.nameConstraints, true, constraints),
                new Extra(Extension.subjectAlternativeName, true, names),
                new Extra(
                        Extension.subjectKeyIdentifier,
                        true,
                        new JcaX509ExtensionUtils().createSubjectKeyIdentifier(P256.getPublic())));

        for (Extra one : refused) {
            refuses(certificate(P256, "SHA256withECDSA", List.of(one)), " twice, critical, or not evaluated here");
        }
        refuses(
                certificate(
                        P256,
                        "SHA256withECDSA",
                        List.of(new Extra(Extension.certificatePolicies, true, new DEROctetString(new byte[1])))),
                "extension 0603551d20, byte 1: tag 04, must be 30");
    }

    /** Otherwise another verifier would take what Java does not. */
    @Test
    void whatHasTheFormIsReadByTheJdk() throws Exception {
        List<byte[]> all = List.of(
                certificate(P256, "SHA256withECDSA", USUAL),
                certificate(keys("Ed25519", ""), "Ed25519", USUAL),
                certificate(keys("RSA", "1024"), "SHA256withRSA", USUAL));
        Random random = new Random(1);
        int taken = 0;
        for (int i = 0; i < MUTATIONS; i++) {
            byte[] der = all.get(i % all.size()).clone();
            der[random.nextInt(der.length)] ^= (byte) (1 << random.nextInt(8));
            try {
                Certificates.certificate(der, "certificate");
                taken++;
            } catch (MalformedException e) {
                assertThat(e.getMessage())
                        .as(HexFormat.of().formatHex(der))
                        .startsWith("certificate: not an X.509 certificate in DER (");
            }
        }
        assertThat(taken).isBetween(MUTATIONS / 4, MUTATIONS - MUTATIONS / 10);
    }

    private static void takes(byte[] der) throws Exception {
        assertThat(Certificates.certificate(der, "certificate").getEncoded()).isEqualTo(der);
    }

    private static void refuses(byte[] der, String why) {
        assertThatThrownBy(() -> Certificates.certificate(der, "certificate of one.example"))
                .isInstanceOf(MalformedException.class)
                .hasMessageStartingWith("certificate of one.example: not an X.509 certificate in DER (")
                .hasMessageContaining(why);
    }

    /** The first of these bytes. */
    private static byte[] changed(byte[] der, String from, String to) {
        String before = HexFormat.of().formatHex(der);
        assertThat(before).contains(from);
        return HexFormat.of().parseHex(before.replaceFirst(from, to));
    }

    private static String hex(String text) {
        return HexFormat.of().formatHex(text.getBytes(java.nio.charset.StandardCharsets.US_ASCII));
    }

    private static byte[] certificate(KeyPair own, String algorithm, List<Extra> extras) throws Exception {
        return certificate(own, own, algorithm, extras);
    }

    private static byte[] certificate(KeyPair subject, KeyPair issuer, List<Extra> extras) throws Exception {
        return certificate(subject, issuer, "SHA256withECDSA", extras);
    }

    private static byte[] certificate(KeyPair subject, KeyPair issuer, String algorithm, List<Extra> extras)
            throws Exception {
        var builder = new JcaX509v3CertificateBuilder(NAME, BigInteger.TEN, FROM, TO, NAME, subject.getPublic());
        for (Extra extra : extras) {
            builder.addExtension(extra.oid(), extra.critical(), extra.value());
        }
        JcaContentSignerBuilder signer = new JcaContentSignerBuilder(algorithm);
        if (algorithm.endsWith("MGF1")) {
            // The JDK has no name for it.
            signer.setProvider(new BouncyCastleProvider());
        }
        return builder.build(signer.build(issuer.getPrivate())).getEncoded();
    }

    private static KeyPair keys(String algorithm, String size) {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance(algorithm);
            if (size.startsWith("secp")) {
                generator.initialize(new ECGenParameterSpec(size));
            } else if (!size.isEmpty()) {
                generator.initialize(Integer.parseInt(size), new SecureRandom());
            }
            return generator.generateKeyPair();
        } catch (java.security.GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }
}
