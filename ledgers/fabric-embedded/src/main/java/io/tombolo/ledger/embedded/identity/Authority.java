package io.tombolo.ledger.embedded.identity;

import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.cert.CertIOException;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/** One simulated organisation's certificate authority; every name it gives says <em>development</em>. */
record Authority(X509Certificate certificate, PrivateKey key) {
    private static final Duration LIFETIME = Duration.ofDays(3650);

    /** A certificate and its key. */
    record Issued(X509Certificate certificate, PrivateKey key) {}

    static Authority create(String organisation, Instant now) {
        X500Name name = name(organisation, "CA", "ca");
        KeyPair keys = newKeys();
        return new Authority(sign(name, keys.getPrivate(), name, keys, true, now), keys.getPrivate());
    }

    /** @param role Fabric's node role, {@code peer} or {@code client}, which becomes the OU */
    Issued issue(String organisation, String role, Instant now) {
        KeyPair keys = newKeys();
        X500Name issuer =
                X500Name.getInstance(certificate.getSubjectX500Principal().getEncoded());
        X500Name subject = name(organisation, role, role);
        return new Issued(sign(issuer, key, subject, keys, false, now), keys.getPrivate());
    }

    private static X500Name name(String organisation, String what, String role) {
        return new X500Name("O=" + organisation + ",OU=" + role + ",CN=development " + what);
    }

    private static X509Certificate sign(
            X500Name issuer, PrivateKey issuerKey, X500Name subject, KeyPair keys, boolean authority, Instant now) {
        try {
            JcaX509v3CertificateBuilder builder = new JcaX509v3CertificateBuilder(
                    issuer,
                    new BigInteger(63, new SecureRandom()).add(BigInteger.ONE),
                    Date.from(now.minusSeconds(300)),
                    Date.from(now.plus(LIFETIME)),
                    subject,
                    keys.getPublic());
            builder.addExtension(
                    Extension.keyUsage,
                    true,
                    new KeyUsage(authority ? KeyUsage.keyCertSign | KeyUsage.cRLSign : KeyUsage.digitalSignature));
            builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(authority));
            return new JcaX509CertificateConverter()
                    .getCertificate(builder.build(new JcaContentSignerBuilder("SHA256withECDSA").build(issuerKey)));
        } catch (CertIOException | OperatorCreationException | GeneralSecurityException e) {
            throw new IllegalStateException("certificate for " + subject, e);
        }
    }

    private static KeyPair newKeys() {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
            generator.initialize(new ECGenParameterSpec("secp256r1"));
            return generator.generateKeyPair();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java platform has P-256", e);
        }
    }
}
