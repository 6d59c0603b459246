package io.tombolo.verification.receipt.timestamp;

import io.tombolo.verification.receipt.fabric.TestAuthority;
import java.io.ByteArrayOutputStream;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.MessageDigest;
import java.security.cert.X509CRL;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.bouncycastle.asn1.ASN1EncodableVector;
import org.bouncycastle.asn1.ASN1GeneralizedTime;
import org.bouncycastle.asn1.ASN1Integer;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.DERSet;
import org.bouncycastle.asn1.DERUTF8String;
import org.bouncycastle.asn1.cms.Attribute;
import org.bouncycastle.asn1.cms.AttributeTable;
import org.bouncycastle.asn1.ess.ESSCertID;
import org.bouncycastle.asn1.ess.ESSCertIDv2;
import org.bouncycastle.asn1.ess.SigningCertificate;
import org.bouncycastle.asn1.ess.SigningCertificateV2;
import org.bouncycastle.asn1.nist.NISTObjectIdentifiers;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.asn1.tsp.Accuracy;
import org.bouncycastle.asn1.tsp.MessageImprint;
import org.bouncycastle.asn1.tsp.TSTInfo;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.Extensions;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.cert.jcajce.JcaCertStore;
import org.bouncycastle.cms.CMSProcessableByteArray;
import org.bouncycastle.cms.CMSSignedDataGenerator;
import org.bouncycastle.cms.DefaultSignedAttributeTableGenerator;
import org.bouncycastle.cms.SimpleAttributeTableGenerator;
import org.bouncycastle.cms.jcajce.JcaSimpleSignerInfoGeneratorBuilder;
import org.bouncycastle.jce.provider.BouncyCastleProvider;

/** A time-stamping authority that makes what a test wants, by BouncyCastle: tokens that no honest authority makes too. */
final class TestTimestamps {
    static final ASN1ObjectIdentifier POLICY = new ASN1ObjectIdentifier("1.2.3.4.1");

    private final Instant moment;
    private final TestAuthority root;
    private final TestAuthority intermediate;
    private TestAuthority.Identity signer;
    private List<X509Certificate> certificates;
    private Instant time;
    private Optional<Duration> accuracy = Optional.of(Duration.ofMillis(1_500));
    private String algorithm = "SHA256withECDSA";
    private boolean namesCertificate = true;
    private boolean namesBySha1;
    private boolean unsigned;
    private Optional<X509Certificate> namedInstead = Optional.empty();
    private Optional<Extension> extension = Optional.empty();

    TestTimestamps(String name, Instant moment) {
        this.moment = moment;
        time = moment;
        root = TestAuthority.root("CN=" + name + " root", moment);
        intermediate = root.intermediate("CN=" + name + " authority");
        signer = intermediate.peer("CN=" + name, false, usage(true, KeyPurposeId.id_kp_timeStamping));
        certificates = List.of(signer.certificate(), intermediate.certificate());
    }

    static TestAuthority.Shape usage(boolean critical, KeyPurposeId purpose) {
        return builder -> builder.addExtension(Extension.extendedKeyUsage, critical, new ExtendedKeyUsage(purpose));
    }

    /** The same authority, to be changed. */
    TestTimestamps copy() {
        TestTimestamps copy = new TestTimestamps(this);
        copy.signer = signer;
        copy.certificates = certificates;
        copy.accuracy = accuracy;
        return copy;
    }

    private TestTimestamps(TestTimestamps from) {
        moment = from.moment;
        time = from.time;
        root = from.root;
        intermediate = from.intermediate;
        signer = from.signer;
        certificates = from.certificates;
    }

    TestTimestamps at(Instant other) {
        time = other;
        return this;
    }

    TestTimestamps accuracy(Optional<Duration> other) {
        accuracy = other;
        return this;
    }

    /** Signs with a certificate of another shape. */
    TestTimestamps shaped(TestAuthority.Shape shape) {
        signer = intermediate.peer("CN=shaped", false, shape);
        certificates = List.of(signer.certificate(), intermediate.certificate());
        return this;
    }

    /** New keys of 2048 bits: {@code RSA}, or {@code RSASSA-PSS} for keys that are for it alone. */
    static KeyPair rsa(String kind) {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance(kind);
            generator.initialize(2048);
            return generator.generateKeyPair();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Signs with another kind of key, by an algorithm as BouncyCastle names it. */
    TestTimestamps signing(KeyPair keys, String other) {
        signer = intermediate.peer("CN=other key", keys, false, usage(true, KeyPurposeId.id_kp_timeStamping));
        certificates = List.of(signer.certificate(), intermediate.certificate());
        algorithm = other;
        return this;
    }

    /** Names its certificate as RFC 2634 does, and as RFC 5816 does too unless {@link #without}. */
    TestTimestamps namingBySha1() {
        namesBySha1 = true;
        return this;
    }

    TestTimestamps certificates(List<X509Certificate> other) {
        certificates = other;
        return this;
    }

    TestTimestamps without() {
        namesCertificate = false;
        return this;
    }

    TestTimestamps withUnsignedAttribute() {
        unsigned = true;
        return this;
    }

    TestTimestamps naming(X509Certificate other) {
        namedInstead = Optional.of(other);
        return this;
    }

    TestTimestamps with(Extension other) {
        extension = Optional.of(other);
        return this;
    }

    X509Certificate root() {
        return root.certificate();
    }

    X509Certificate intermediate() {
        return intermediate.certificate();
    }

    X509Certificate signer() {
        return signer.certificate();
    }

    X509CRL revokesSigner(Instant since, int reason) {
        return intermediate.revokes(signer.certificate(), since, reason);
    }

    X509CRL revokesIntermediate(Instant since, int reason) {
        return root.revokes(intermediate.certificate(), since, reason);
    }

    /** A receipt of a checkpoint's text. */
    byte[] receipt(String text) {
        return receipt(text, token(text));
    }

    static byte[] receipt(String text, byte[] token) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.writeBytes(text.getBytes(StandardCharsets.UTF_8));
        out.write('\n');
        out.writeBytes(token);
        return out.toByteArray();
    }

    byte[] token(String text) {
        try {
            byte[] hash = sha256(text.getBytes(StandardCharsets.UTF_8));
            AlgorithmIdentifier sha256 = new AlgorithmIdentifier(NISTObjectIdentifiers.id_sha256);
            TSTInfo info = new TSTInfo(
                    POLICY,
                    new MessageImprint(sha256, hash),
                    new ASN1Integer(4711),
                    new ASN1GeneralizedTime(DateTimeFormatter.ofPattern("yyyyMMddHHmmss'Z'")
                            .withZone(ZoneOffset.UTC)
                            .format(time)),
                    accuracy.map(one -> new Accuracy(
                                    new ASN1Integer(one.toSeconds()),
                                    one.toMillisPart() == 0 ? null : new ASN1Integer(one.toMillisPart()),
                                    null))
                            .orElse(null),
                    null,
                    new ASN1Integer(BigInteger.TEN),
                    null,
                    extension.map(Extensions::new).orElse(null));
            CMSSignedDataGenerator generator = new CMSSignedDataGenerator();
            JcaSimpleSignerInfoGeneratorBuilder builder = new JcaSimpleSignerInfoGeneratorBuilder();
            // The JDK's names for RSASSA-PSS are not BouncyCastle's.
            builder.setProvider(new BouncyCastleProvider());
            builder.setSignedAttributeGenerator(new DefaultSignedAttributeTableGenerator(attributes()));
            if (unsigned) {
                ASN1EncodableVector more = new ASN1EncodableVector();
                more.add(new Attribute(POLICY, new DERSet(new DERUTF8String("bound by nothing"))));
                builder.setUnsignedAttributeGenerator(new SimpleAttributeTableGenerator(new AttributeTable(more)));
            }
            generator.addSignerInfoGenerator(
                    builder.build(algorithm, signer.keys().getPrivate(), signer.certificate()));
            generator.addCertificates(new JcaCertStore(certificates));
            return generator
                    .generate(
                            new CMSProcessableByteArray(PKCSObjectIdentifiers.id_ct_TSTInfo, info.getEncoded("DER")),
                            true)
                    .toASN1Structure()
                    .getEncoded("DER");
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    private AttributeTable attributes() throws GeneralSecurityException {
        ASN1EncodableVector attributes = new ASN1EncodableVector();
        if (namesBySha1) {
            byte[] encoded = namedInstead.orElse(signer.certificate()).getEncoded();
            attributes.add(new Attribute(
                    PKCSObjectIdentifiers.id_aa_signingCertificate,
                    new DERSet(new SigningCertificate(
                            new ESSCertID(MessageDigest.getInstance("SHA-1").digest(encoded))))));
        }
        if (namesCertificate) {
            byte[] hash = sha256(namedInstead.orElse(signer.certificate()).getEncoded());
            attributes.add(new Attribute(
                    PKCSObjectIdentifiers.id_aa_signingCertificateV2,
                    new DERSet(new SigningCertificateV2(new ESSCertIDv2(hash)))));
        }
        return new AttributeTable(attributes);
    }

    private static byte[] sha256(byte[] bytes) throws GeneralSecurityException {
        return MessageDigest.getInstance("SHA-256").digest(bytes);
    }

    /** The signer's certificate and those over it, and one that nobody needs. */
    List<X509Certificate> oneTooMany() {
        List<X509Certificate> many = new ArrayList<>(certificates);
        many.add(TestAuthority.root("CN=nobody", moment).certificate());
        return many;
    }
}
