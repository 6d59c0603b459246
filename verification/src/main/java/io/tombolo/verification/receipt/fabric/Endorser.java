package io.tombolo.verification.receipt.fabric;

import com.google.protobuf.ByteString;
import java.io.ByteArrayInputStream;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.Signature;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.interfaces.ECPublicKey;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A peer as it names itself in what it signs: membership id and certificate.
 *
 * @param member the membership id that it claims; to be believed when {@link #vouchedForBy} holds
 */
record Endorser(String member, X509Certificate certificate) {
    private static final Set<String> ROLES = Set.of("client", "peer", "admin", "orderer");
    private static final Pattern ORGANISATIONAL_UNIT = Pattern.compile("(?:^|,)OU=([^,]*)", Pattern.CASE_INSENSITIVE);

    static Endorser parse(ByteString identity) throws MalformedReceiptException {
        Message serialised = Message.parse(identity);
        try {
            X509Certificate certificate = (X509Certificate) CertificateFactory.getInstance("X.509")
                    .generateCertificate(
                            new ByteArrayInputStream(serialised.bytes(2).toByteArray()));
            return new Endorser(serialised.text(1), certificate);
        } catch (CertificateException e) {
            throw new MalformedReceiptException("endorser's certificate: " + e.getMessage());
        }
    }

    /** Fabric's rule: ECDSA over SHA-256, and the smaller of the two possible s. */
    boolean signed(ByteString responsePayload, ByteString identity, ByteString signature) {
        if (!(certificate.getPublicKey() instanceof ECPublicKey key) || !isLowS(signature, key)) {
            return false;
        }
        try {
            Signature verifier = Signature.getInstance("SHA256withECDSA");
            verifier.initVerify(key);
            verifier.update(responsePayload.asReadOnlyByteBuffer());
            verifier.update(identity.asReadOnlyByteBuffer());
            return verifier.verify(signature.toByteArray());
        } catch (GeneralSecurityException e) {
            return false;
        }
    }

    /** Whether one of these authorities issued the certificate, and both were valid then. */
    boolean vouchedForBy(List<X509Certificate> authorities, Instant then) {
        return authorities.stream().anyMatch(authority -> isIssuedBy(authority, then));
    }

    /** A member's client or orderer can't speak for its peers; certificates without any role may. */
    boolean mayEndorse() {
        Set<String> roles = new TreeSet<>();
        Matcher matcher = ORGANISATIONAL_UNIT.matcher(
                certificate.getSubjectX500Principal().getName());
        while (matcher.find()) {
            roles.add(matcher.group(1).toLowerCase(Locale.ROOT));
        }
        roles.retainAll(ROLES);
        return roles.isEmpty() || roles.contains("peer");
    }

    /** Embedded ledgers write so into every name. */
    boolean isDevelopment() {
        return (certificate.getSubjectX500Principal().getName()
                        + certificate.getIssuerX500Principal().getName())
                .toLowerCase(Locale.ROOT)
                .contains("development");
    }

    private boolean isIssuedBy(X509Certificate authority, Instant then) {
        if (authority.getBasicConstraints() < 0
                || !certificate.getIssuerX500Principal().equals(authority.getSubjectX500Principal())) {
            return false;
        }
        try {
            certificate.verify(authority.getPublicKey());
            certificate.checkValidity(Date.from(then));
            authority.checkValidity(Date.from(then));
            return true;
        } catch (GeneralSecurityException e) {
            return false;
        }
    }

    /** DER: SEQUENCE { INTEGER r, INTEGER s }. */
    private static boolean isLowS(ByteString der, ECPublicKey key) {
        byte[] bytes = der.toByteArray();
        if (bytes.length < 8 || bytes.length > 139 || bytes[0] != 0x30 || (bytes[1] & 0x80) != 0) {
            return false;
        }
        int rLength = bytes[3];
        int sAt = 4 + rLength;
        if (rLength <= 0 || sAt + 2 > bytes.length || sAt + 2 + bytes[sAt + 1] != bytes.length) {
            return false;
        }
        BigInteger s = new BigInteger(bytes, sAt + 2, bytes[sAt + 1]);
        return s.signum() > 0 && s.compareTo(key.getParams().getOrder().shiftRight(1)) <= 0;
    }
}
