package io.tombolo.verification.receipt.timestamp;

import io.tombolo.merkle.MalformedException;
import io.tombolo.verification.json.Bytes;
import io.tombolo.verification.receipt.Certificates;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.Signature;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A time-stamp token in the one form that is accepted: CMS SignedData (RFC 5652) in DER with one signature, the certificates that it
 * needs, and nothing that the signature does not bind (no revocation lists, no unsigned attributes). What it states is true only if its
 * signer is trusted and {@link #objection} is empty.
 *
 * @param signer the certificate that the signature names, one of {@code certificates}
 * @param signedAttributes DER of what the signature is over
 * @param certificateHash by the signature (RFC 5816, ESSCertIDv2), with the algorithm's name
 */
record TimestampToken(
        TimestampInfo info,
        Bytes content,
        List<X509Certificate> certificates,
        X509Certificate signer,
        String digest,
        Bytes messageDigest,
        String certificateDigest,
        Bytes certificateHash,
        Bytes signedAttributes,
        String algorithm,
        Bytes signature) {
    private static final String SIGNED_DATA = "06092a864886f70d010702";
    private static final String TST_INFO = "060b2a864886f70d0109100104";
    private static final String CONTENT_TYPE = "06092a864886f70d010903";
    private static final String MESSAGE_DIGEST = "06092a864886f70d010904";
    private static final String SIGNING_CERTIFICATE = "060b2a864886f70d010910022f";
    private static final int MAX_CERTIFICATES = 8;

    /** AlgorithmIdentifiers, with and without NULL. */
    private static final Map<String, String> DIGESTS = Map.of(
            "300b0609608648016503040201", "SHA-256",
            "300d06096086480165030402010500", "SHA-256",
            "300b0609608648016503040202", "SHA-384",
            "300d06096086480165030402020500", "SHA-384",
            "300b0609608648016503040203", "SHA-512",
            "300d06096086480165030402030500", "SHA-512");

    /** RSA of no digest in particular takes that of the message. */
    private static final Map<String, String> SIGNATURES = Map.of(
            "300d06092a864886f70d0101010500", "withRSA",
            "300d06092a864886f70d01010b0500", "SHA256withRSA",
            "300d06092a864886f70d01010c0500", "SHA384withRSA",
            "300d06092a864886f70d01010d0500", "SHA512withRSA",
            "300a06082a8648ce3d040302", "SHA256withECDSA",
            "300a06082a8648ce3d040303", "SHA384withECDSA",
            "300a06082a8648ce3d040304", "SHA512withECDSA");

    /**
     * Reads a ContentInfo.
     *
     * @throws MalformedException for every other form
     */
    static TimestampToken parse(byte[] der) {
        Der info = new Der(der, "time-stamp token").enterOnly(Der.SEQUENCE);
        info.require(SIGNED_DATA, "signed data");
        Der data = info.enterOnly(Der.FIELD_0).enterOnly(Der.SEQUENCE);
        data.require("020103", "version 3");
        String digests = data.enter(Der.SET).hex(Der.SEQUENCE);
        Der encapsulated = data.enter(Der.SEQUENCE);
        encapsulated.require(TST_INFO, "TSTInfo");
        byte[] content = encapsulated.enterOnly(Der.FIELD_0).contents(Der.OCTETS);
        List<X509Certificate> certificates = certificates(data.enter(Der.FIELD_0));
        Der signer = data.enterOnly(Der.SET).enterOnly(Der.SEQUENCE);
        signer.require("020101", "a signer by issuer and serial number");
        X509Certificate certificate = named(signer.enter(Der.SEQUENCE), certificates);
        String digest = known(DIGESTS, signer.hex(Der.SEQUENCE), "digest");
        if (!known(DIGESTS, digests, "digest").equals(digest)) {
            throw data.malformed("digests are listed that the signature does not use");
        }
        byte[] attributes = signer.element(Der.FIELD_0);
        Map<String, byte[]> signed = attributes(new Der(attributes, "signed attributes").enter(Der.FIELD_0));
        String algorithm = known(SIGNATURES, signer.hex(Der.SEQUENCE), "signature");
        if (algorithm.startsWith("SHA") && !digest.replace("-", "").equals(algorithm.substring(0, 6))) {
            throw signer.malformed(algorithm + " over a digest of " + digest);
        }
        byte[] signature = signer.contents(Der.OCTETS);
        signer.end();
        attribute(signed, CONTENT_TYPE, "content type").require(TST_INFO, "TSTInfo");
        Der message = attribute(signed, MESSAGE_DIGEST, "message digest");
        byte[] messageDigest = message.contents(Der.OCTETS);
        message.end();
        Der essCertificate = attribute(signed, SIGNING_CERTIFICATE, "signing certificate, version 2 (RFC 5816)")
                .enter(Der.SEQUENCE)
                .enter(Der.SEQUENCE)
                .enter(Der.SEQUENCE);
        String certificateDigest = essCertificate.isNext(Der.SEQUENCE)
                ? known(DIGESTS, essCertificate.hex(Der.SEQUENCE), "certificate digest")
                : "SHA-256";
        byte[] certificateHash = essCertificate.contents(Der.OCTETS);
        // What is signed is a SET; in its place in the token it has another tag (RFC 5652, section 5.4).
        attributes[0] = Der.SET;
        return new TimestampToken(
                TimestampInfo.parse(content),
                Bytes.of(content),
                certificates,
                certificate,
                digest,
                Bytes.of(messageDigest),
                certificateDigest,
                Bytes.of(certificateHash),
                Bytes.of(attributes),
                algorithm.equals("withRSA") ? digest.replace("-", "") + algorithm : algorithm,
                Bytes.of(signature));
    }

    /** What does not fit together in it; empty when the signer signed what it states. */
    Optional<String> objection() {
        try {
            if (!messageDigest.equals(hash(digest, content.toArray()))) {
                return Optional.of("the signed digest is not that of TSTInfo");
            }
            if (!certificateHash.equals(hash(certificateDigest, signer.getEncoded()))) {
                return Optional.of("the signature names another certificate than it is checked with");
            }
            Signature verifier = Signature.getInstance(algorithm);
            // Not the certificate: its key usage is checked with the chain.
            verifier.initVerify(signer.getPublicKey());
            verifier.update(signedAttributes.toArray());
            return verifier.verify(signature.toArray())
                    ? Optional.empty()
                    : Optional.of("not signed with the key of its certificate");
        } catch (GeneralSecurityException e) {
            return Optional.of("not signed with the key of its certificate: " + e.getMessage());
        }
    }

    private static Bytes hash(String algorithm, byte[] bytes) throws GeneralSecurityException {
        return Bytes.of(MessageDigest.getInstance(algorithm).digest(bytes));
    }

    /** In DER's order of a set, each once. */
    private static List<X509Certificate> certificates(Der set) {
        List<X509Certificate> certificates = new ArrayList<>();
        byte[] last = new byte[0];
        while (set.hasMore()) {
            byte[] next = set.element(Der.SEQUENCE);
            if (Arrays.compareUnsigned(last, next) >= 0 || certificates.size() == MAX_CERTIFICATES) {
                throw set.malformed("certificates in DER's order, each once, must be at most " + MAX_CERTIFICATES);
            }
            last = next;
            certificates.add(Certificates.certificate(next, "certificate in the time-stamp token"));
            Der parts = new Der(next, "certificate in the time-stamp token").enter(Der.SEQUENCE);
            parts.contents(Der.SEQUENCE);
            parts.contents(Der.SEQUENCE);
            if (parts.contents(Der.BITS)[0] != 0) {
                // The JDK takes a signature that declares some of its bits unused.
                throw set.malformed("a certificate with unused bits in its signature");
            }
        }
        return certificates;
    }

    private static X509Certificate named(Der identifier, List<X509Certificate> certificates) {
        byte[] issuer = identifier.element(Der.SEQUENCE);
        BigInteger serial = identifier.integer(Der.INTEGER);
        identifier.end();
        return certificates.stream()
                .filter(one -> one.getSerialNumber().equals(serial)
                        && Arrays.equals(one.getIssuerX500Principal().getEncoded(), issuer))
                .findFirst()
                .orElseThrow(() -> identifier.malformed("the signer's certificate is not in the token"));
    }

    private static Map<String, byte[]> attributes(Der set) {
        Map<String, byte[]> attributes = new HashMap<>();
        while (set.hasMore()) {
            Der attribute = set.enter(Der.SEQUENCE);
            String name = attribute.hex(Der.OID);
            if (attributes.put(name, attribute.contents(Der.SET)) != null) {
                throw set.malformed("attribute " + name + " twice");
            }
            attribute.end();
        }
        return attributes;
    }

    private static Der attribute(Map<String, byte[]> attributes, String name, String what) {
        byte[] values = attributes.get(name);
        if (values == null) {
            throw new MalformedException("signed attributes: no " + what);
        }
        return new Der(values, what);
    }

    private static String known(Map<String, String> algorithms, String identifier, String what) {
        String name = algorithms.get(identifier);
        if (name == null) {
            throw new MalformedException(
                    "time-stamp token: " + what + " algorithm " + identifier + " is not known here");
        }
        return name;
    }
}
