package io.tombolo.server;

import java.io.IOException;
import java.math.BigInteger;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.security.spec.ECGenParameterSpec;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Date;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x500.X500NameBuilder;
import org.bouncycastle.asn1.x500.style.BCStyle;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.cert.jcajce.JcaX509ExtensionUtils;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.jspecify.annotations.Nullable;

/** An authority of a lab and a server's certificate of it, as PEM files. The authority's key is not kept, so it signs nothing else. */
public final class LabCertificates {
    /** The authority, for clients to rely on. */
    public static final String AUTHORITY = "ca.pem";

    public static final String CERTIFICATE = "server.pem";
    public static final String PRIVATE_KEY = "server-key.pem";

    private static final Pattern ADDRESS = Pattern.compile("[0-9]{1,3}(\\.[0-9]{1,3}){3}|[0-9a-fA-F:]*:[0-9a-fA-F:.]*");
    private static final Pattern DNS = Pattern.compile("(\\*\\.)?[a-zA-Z0-9_]([a-zA-Z0-9_.-]{0,251}[a-zA-Z0-9])?");
    private static final Duration LONGEST = Duration.ofDays(3_650);

    private LabCertificates() {}

    /**
     * Makes both, with keys on P-256.
     *
     * @param folder made when missing; gets {@value #AUTHORITY}, {@value #CERTIFICATE} and {@value #PRIVATE_KEY}
     * @param names DNS names and addresses of the server, at least one
     * @param valid from now on, 1 hour to 3650 days
     * @throws ServerException when one of the files is there already or can't be written, or a name or the time can't be
     */
    public static void create(Path folder, List<String> names, Duration valid, Clock clock) {
        if (names.isEmpty()) {
            throw new ServerException("certificates: no name, at least 1");
        }
        if (valid.compareTo(Duration.ofHours(1)) < 0 || valid.compareTo(LONGEST) > 0) {
            throw new ServerException("certificates: valid for " + valid + ", limits 1 hour and 3650 days");
        }
        GeneralName[] alternatives = names.stream().map(LabCertificates::name).toArray(GeneralName[]::new);
        for (String file : List.of(AUTHORITY, CERTIFICATE, PRIVATE_KEY)) {
            if (Files.exists(folder.resolve(file))) {
                throw new ServerException("certificates: " + folder.resolve(file)
                        + " is there already and is not overwritten: move it away, or choose another folder");
            }
        }
        Instant now = clock.instant();
        X500Name authority = new X500Name("CN=Tombolo lab authority " + now.getEpochSecond());
        KeyPair authorityKeys = newKeys();
        KeyPair keys = newKeys();
        byte[] issuer =
                sign(authority, authorityKeys.getPrivate(), authority, authorityKeys.getPublic(), null, now, valid);
        byte[] certificate = sign(
                authority,
                authorityKeys.getPrivate(),
                subject(names.get(0)),
                keys.getPublic(),
                new GeneralNames(alternatives),
                now,
                valid);
        try {
            Files.createDirectories(folder);
            write(folder.resolve(AUTHORITY), "CERTIFICATE", issuer, false);
            write(folder.resolve(PRIVATE_KEY), "PRIVATE KEY", keys.getPrivate().getEncoded(), true);
            write(folder.resolve(CERTIFICATE), "CERTIFICATE", certificate, false);
        } catch (IOException e) {
            throw new ServerException("certificates: " + folder + " can't be written (" + e + ")", e);
        }
    }

    private static X500Name subject(String name) {
        return new X500NameBuilder().addRDN(BCStyle.CN, name).build();
    }

    private static GeneralName name(String name) {
        try {
            if (ADDRESS.matcher(name).matches()) {
                return new GeneralName(
                        GeneralName.iPAddress, InetAddress.getByName(name).getHostAddress());
            }
        } catch (IOException e) {
            throw new ServerException("certificates: '" + name + "' is not an address", e);
        }
        if (!DNS.matcher(name).matches()) {
            throw new ServerException("certificates: '" + name + "' is neither a DNS name nor an address");
        }
        return new GeneralName(GeneralName.dNSName, name);
    }

    private static byte[] sign(
            X500Name issuer,
            PrivateKey issuerKey,
            X500Name subject,
            PublicKey key,
            @Nullable GeneralNames names,
            Instant now,
            Duration valid) {
        try {
            JcaX509v3CertificateBuilder builder = new JcaX509v3CertificateBuilder(
                    issuer,
                    new BigInteger(63, new SecureRandom()).add(BigInteger.ONE),
                    Date.from(now.minusSeconds(300)),
                    Date.from(now.plus(valid)),
                    subject,
                    key);
            JcaX509ExtensionUtils ids = new JcaX509ExtensionUtils();
            builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(names == null));
            builder.addExtension(
                    Extension.keyUsage,
                    true,
                    new KeyUsage(names == null ? KeyUsage.keyCertSign : KeyUsage.digitalSignature));
            builder.addExtension(Extension.subjectKeyIdentifier, false, ids.createSubjectKeyIdentifier(key));
            if (names != null) {
                builder.addExtension(Extension.subjectAlternativeName, false, names);
                builder.addExtension(
                        Extension.extendedKeyUsage,
                        false,
                        // A client that logs in by certificate needs the second.
                        new ExtendedKeyUsage(
                                new KeyPurposeId[] {KeyPurposeId.id_kp_serverAuth, KeyPurposeId.id_kp_clientAuth}));
            }
            return builder.build(new JcaContentSignerBuilder("SHA256withECDSA").build(issuerKey))
                    .getEncoded();
        } catch (IOException | OperatorCreationException | GeneralSecurityException e) {
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

    private static void write(Path file, String type, byte[] der, boolean secret) throws IOException {
        String body = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(der);
        write(file, "-----BEGIN " + type + "-----\n" + body + "\n-----END " + type + "-----\n", secret);
    }

    /** A new file; one that is secret is its owner's alone from its first byte on. */
    static void write(Path file, String text, boolean secret) throws IOException {
        boolean posix = file.getFileSystem().supportedFileAttributeViews().contains("posix");
        FileAttribute<?>[] rights = secret && posix
                ? new FileAttribute<?>[] {
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"))
                }
                : new FileAttribute<?>[0];
        try (var out =
                Files.newByteChannel(file, Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE), rights)) {
            out.write(ByteBuffer.wrap(text.getBytes(StandardCharsets.US_ASCII)));
        }
    }
}
