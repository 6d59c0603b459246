package io.tombolo.verification.receipt.timestamp;

import io.tombolo.merkle.MalformedException;
import io.tombolo.verification.json.Bytes;
import io.tombolo.verification.receipt.Certificates;
import io.tombolo.verification.receipt.Der;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.Signature;
import java.security.cert.X509Certificate;
import java.security.spec.MGF1ParameterSpec;
import java.security.spec.PSSParameterSpec;
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
 * @param certificateHashes by the signature, by the algorithm's name: ESSCertIDv2 (RFC 5816), or ESSCertID (RFC 2634), whose SHA-1 only
 *     says which of the signed-for certificates is meant, or both
 */
record TimestampToken(
        TimestampInfo info,
        Bytes content,
        List<X509Certificate> certificates,
        X509Certificate signer,
        String digest,
        Bytes messageDigest,
        Map<String, Bytes> certificateHashes,
        Bytes signedAttributes,
        String algorithm,
        Bytes signature) {
    private static final String SIGNED_DATA = "06092a864886f70d010702";
    private static final String TST_INFO = "060b2a864886f70d0109100104";
    private static final String CONTENT_TYPE = "06092a864886f70d010903";
    private static final String MESSAGE_DIGEST = "06092a864886f70d010904";
    private static final String SIGNING_CERTIFICATE = "060b2a864886f70d010910020c";
    private static final String SIGNING_CERTIFICATE_V2 = "060b2a864886f70d010910022f";
    private static final String PSS = "withRSASSA-PSS";
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

    /** RSASSA-PSS (RFC 4056) around a digest's two AlgorithmIdentifiers: MGF1 with the same digest, and a salt of its length. */
    private static final List<String> PSS_FORMS = List.of(
            "303d06092a864886f70d01010a3030a00d%1$sa11a301806092a864886f70d010108%1$sa2030201%2$02x",
            "304106092a864886f70d01010a3034a00f%1$sa11c301a06092a864886f70d010108%1$sa2030201%2$02x");

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
        String algorithm = signature(signer.hex(Der.SEQUENCE));
        if (algorithm.startsWith("SHA") && !digest.replace("-", "").equals(algorithm.substring(0, 6))) {
            throw signer.malformed(algorithm + " over a digest of " + digest);
        }
        byte[] signature = signer.contents(Der.OCTETS);
        signer.end();
        attribute(signed, CONTENT_TYPE, "content type").require(TST_INFO, "TSTInfo");
        Der message = attribute(signed, MESSAGE_DIGEST, "message digest");
        byte[] messageDigest = message.contents(Der.OCTETS);
        message.end();
        Map<String, Bytes> hashes = certificateHashes(signed);
        // What is signed is a SET; in its place in the token it has another tag (RFC 5652, section 5.4).
        attributes[0] = Der.SET;
        return new TimestampToken(
                TimestampInfo.parse(content),
                Bytes.of(content),
                certificates,
                certificate,
                digest,
                Bytes.of(messageDigest),
                hashes,
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
            for (Map.Entry<String, Bytes> named : certificateHashes.entrySet()) {
                if (!named.getValue().equals(hash(named.getKey(), signer.getEncoded()))) {
                    return Optional.of("the signature names another certificate than it is checked with");
                }
            }
            boolean pss = algorithm.endsWith(PSS);
            Signature verifier = Signature.getInstance(pss ? "RSASSA-PSS" : algorithm);
            // Not the certificate: its key usage is checked with the chain.
            verifier.initVerify(signer.getPublicKey());
            if (pss) {
                verifier.setParameter(
                        new PSSParameterSpec(digest, "MGF1", new MGF1ParameterSpec(digest), bytes(digest), 1));
            }
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

    /** By each of the two attributes that is there; RFC 5816 wants all of them to be right. */
    private static Map<String, Bytes> certificateHashes(Map<String, byte[]> signed) {
        Map<String, Bytes> hashes = new HashMap<>();
        if (signed.containsKey(SIGNING_CERTIFICATE)) {
            Der first = certificate(signed, SIGNING_CERTIFICATE, "signing certificate");
            hashes.put("SHA-1", Bytes.of(first.contents(Der.OCTETS)));
        }
        if (hashes.isEmpty() || signed.containsKey(SIGNING_CERTIFICATE_V2)) {
            Der first = certificate(signed, SIGNING_CERTIFICATE_V2, "signing certificate (RFC 2634 or RFC 5816)");
            String digest = first.isNext(Der.SEQUENCE)
                    ? known(DIGESTS, first.hex(Der.SEQUENCE), "certificate digest")
                    : "SHA-256";
            hashes.put(digest, Bytes.of(first.contents(Der.OCTETS)));
        }
        return hashes;
    }

    private static Der certificate(Map<String, byte[]> signed, String name, String what) {
        return attribute(signed, name, what)
                .enter(Der.SEQUENCE)
                .enter(Der.SEQUENCE)
                .enter(Der.SEQUENCE);
    }

    private static String signature(String identifier) {
        for (Map.Entry<String, String> digest : DIGESTS.entrySet()) {
            for (String form : PSS_FORMS) {
                if (identifier.equals(form.formatted(digest.getKey(), bytes(digest.getValue())))) {
                    return digest.getValue().replace("-", "") + PSS;
                }
            }
        }
        return known(SIGNATURES, identifier, "signature");
    }

    private static int bytes(String digest) {
        return Integer.parseInt(digest.substring("SHA-".length())) / 8;
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
            throw new MalformedException("time-stamp token: " + what + " algorithm " + refused(identifier)
                    + " is not accepted; SHA-256, SHA-384 and SHA-512 are, with RSA, RSASSA-PSS or ECDSA");
        }
        return name;
    }

    private static String refused(String identifier) {
        if (identifier.contains("06092a864886f70d01010a")) {
            return "RSASSA-PSS with another digest, mask or length of the salt than the digest's";
        }
        boolean sha1 = identifier.contains("06052b0e03021a") || identifier.contains("06092a864886f70d010105");
        return sha1 || identifier.contains("06072a8648ce3d0401") ? "SHA-1" : identifier;
    }
}
