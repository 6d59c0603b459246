package io.tombolo.verification.receipt.fabric;

import static java.nio.charset.StandardCharsets.US_ASCII;

import com.google.protobuf.ByteString;
import com.google.protobuf.CodedOutputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.security.cert.X509CRL;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Base64;
import java.util.Date;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.UnaryOperator;
import javax.security.auth.x500.X500Principal;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.cert.X509v3CertificateBuilder;
import org.bouncycastle.cert.jcajce.JcaX509CRLConverter;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509v2CRLBuilder;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.ContentSigner;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/** An authority that issues what a test wants, valid from a day before a moment until a year after it. */
public final class TestAuthority {
    private static final AtomicLong SERIALS = new AtomicLong(1);

    private final Instant moment;
    private final KeyPair keys;
    private final X509Certificate certificate;

    private TestAuthority(Instant moment, KeyPair keys, X509Certificate certificate) {
        this.moment = moment;
        this.keys = keys;
        this.certificate = certificate;
    }

    /** A key and what an authority says of it. */
    public record Identity(KeyPair keys, X509Certificate certificate) {}

    public static TestAuthority root(String name, Instant moment) {
        KeyPair keys = newKeys();
        X500Principal subject = new X500Principal(name);
        return new TestAuthority(
                moment, keys, issue(subject, keys, subject, keys, true, days(moment, -1), days(moment, 365)));
    }

    public TestAuthority intermediate(String name) {
        return intermediate(name, true, days(moment, 365));
    }

    public TestAuthority intermediate(String name, boolean isAuthority, Instant until) {
        KeyPair own = newKeys();
        return new TestAuthority(
                moment,
                own,
                issue(
                        certificate.getSubjectX500Principal(),
                        keys,
                        new X500Principal(name),
                        own,
                        isAuthority,
                        days(moment, -1),
                        until));
    }

    public Identity peer(String name) {
        return peer(name, newKeys(), days(moment, 365));
    }

    public Identity peer(String name, KeyPair own, Instant until) {
        return new Identity(
                own,
                issue(
                        certificate.getSubjectX500Principal(),
                        keys,
                        new X500Principal(name),
                        own,
                        false,
                        days(moment, -1),
                        until));
    }

    /** Adds extensions to what is issued. */
    public interface Shape {
        void to(X509v3CertificateBuilder builder) throws IOException;
    }

    /** The same authority with a certificate of another shape. */
    TestAuthority shaped(Shape shape) {
        X500Principal name = certificate.getSubjectX500Principal();
        return new TestAuthority(
                moment, keys, issue(name, keys, name, keys, true, days(moment, -1), days(moment, 365), shape));
    }

    TestAuthority intermediate(String name, Shape shape) {
        KeyPair own = newKeys();
        X500Principal issuer = certificate.getSubjectX500Principal();
        X500Principal subject = new X500Principal(name);
        return new TestAuthority(
                moment, own, issue(issuer, keys, subject, own, true, days(moment, -1), days(moment, 365), shape));
    }

    public Identity peer(String name, boolean isAuthority, Shape shape) {
        return peer(name, newKeys(), isAuthority, shape);
    }

    public Identity peer(String name, KeyPair own, boolean isAuthority, Shape shape) {
        X500Principal issuer = certificate.getSubjectX500Principal();
        X500Principal subject = new X500Principal(name);
        return new Identity(
                own, issue(issuer, keys, subject, own, isAuthority, days(moment, -1), days(moment, 365), shape));
    }

    public X509Certificate certificate() {
        return certificate;
    }

    /** A list with an entry for each reason, all about one certificate. */
    X509CRL revokes(X509Certificate revoked, Instant since, List<Integer> reasons) {
        try {
            JcaX509v2CRLBuilder list = new JcaX509v2CRLBuilder(certificate.getSubjectX500Principal(), Date.from(since));
            list.setNextUpdate(Date.from(days(moment, 30)));
            reasons.forEach(reason -> list.addCRLEntry(revoked.getSerialNumber(), Date.from(since), reason));
            return new JcaX509CRLConverter().getCRL(list.build(signer(keys)));
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    /** A list with one entry; the reason as BouncyCastle numbers them. */
    public X509CRL revokes(X509Certificate revoked, Instant since, int reason) {
        try {
            JcaX509v2CRLBuilder list = new JcaX509v2CRLBuilder(certificate.getSubjectX500Principal(), Date.from(since));
            list.setNextUpdate(Date.from(days(moment, 30)));
            list.addCRLEntry(revoked.getSerialNumber(), Date.from(since), reason);
            return new JcaX509CRLConverter().getCRL(list.build(signer(keys)));
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    public static KeyPair newKeys() {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
            generator.initialize(new ECGenParameterSpec("secp256r1"));
            return generator.generateKeyPair();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    public static Instant days(Instant moment, int days) {
        return moment.plus(days, ChronoUnit.DAYS);
    }

    private static X509Certificate issue(
            X500Principal issuer,
            KeyPair issuersKeys,
            X500Principal subject,
            KeyPair own,
            boolean isAuthority,
            Instant from,
            Instant until) {
        return issue(issuer, issuersKeys, subject, own, isAuthority, from, until, builder -> {});
    }

    private static X509Certificate issue(
            X500Principal issuer,
            KeyPair issuersKeys,
            X500Principal subject,
            KeyPair own,
            boolean isAuthority,
            Instant from,
            Instant until,
            Shape shape) {
        try {
            var builder = new JcaX509v3CertificateBuilder(
                    issuer,
                    BigInteger.valueOf(SERIALS.getAndIncrement()),
                    Date.from(from),
                    Date.from(until),
                    subject,
                    own.getPublic());
            builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(isAuthority));
            shape.to(builder);
            return new JcaX509CertificateConverter().getCertificate(builder.build(signer(issuersKeys)));
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    private static ContentSigner signer(KeyPair keys) throws Exception {
        return new JcaContentSignerBuilder("SHA256withECDSA").build(keys.getPrivate());
    }

    /** What a peer of this member would have signed of a receipt's answer. */
    static FabricReceipt.Endorsement endorsement(FabricReceipt recorded, String member, Identity peer) {
        return endorsement(recorded, member, peer, pem -> pem);
    }

    /** As {@link #endorsement(FabricReceipt, String, Identity)}, with the certificate's text changed before it is signed. */
    static FabricReceipt.Endorsement endorsement(
            FabricReceipt recorded, String member, Identity peer, UnaryOperator<String> change) {
        try {
            String pem = "-----BEGIN CERTIFICATE-----\n"
                    + Base64.getMimeEncoder(64, new byte[] {'\n'})
                            .encodeToString(peer.certificate().getEncoded())
                    + "\n-----END CERTIFICATE-----\n";
            ByteArrayOutputStream identity = new ByteArrayOutputStream();
            CodedOutputStream out = CodedOutputStream.newInstance(identity);
            out.writeString(1, member);
            out.writeByteArray(2, change.apply(pem).getBytes(US_ASCII));
            out.flush();
            Signature signer = Signature.getInstance("SHA256withECDSA");
            signer.initSign(peer.keys().getPrivate());
            signer.update(recorded.responsePayload().toByteArray());
            signer.update(identity.toByteArray());
            return new FabricReceipt.Endorsement(
                    ByteString.copyFrom(identity.toByteArray()), Repacked.lowS(ByteString.copyFrom(signer.sign())));
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }
}
