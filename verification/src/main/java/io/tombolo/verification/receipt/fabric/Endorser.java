package io.tombolo.verification.receipt.fabric;

import com.google.protobuf.ByteString;
import io.tombolo.verification.receipt.LedgerTrust;
import io.tombolo.verification.receipt.MemberRules;
import java.io.ByteArrayInputStream;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.PublicKey;
import java.security.Signature;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.interfaces.ECPublicKey;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import javax.naming.NamingException;
import javax.naming.directory.Attribute;
import javax.naming.ldap.LdapName;
import javax.naming.ldap.Rdn;

/**
 * A peer as it names itself in what it signs: membership id and certificate.
 *
 * @param member the membership id that it claims; to be believed when there is no {@link #objection}
 */
record Endorser(String member, X509Certificate certificate) {
    private static final String PEER = "peer";
    private static final Set<String> ROLES = Set.of("client", PEER, "admin", "orderer");

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

    /**
     * What speaks against counting this peer for its member; empty if nothing does.
     *
     * @param then when it must have been valid
     */
    Optional<String> objection(LedgerTrust trust, Instant then) {
        List<X509Certificate> authorities = trust.members().get(member);
        if (authorities == null) {
            return Optional.of("the policy knows no member " + member);
        }
        MemberRules rules = trust.rulesOf(member);
        Set<String> roles = roles();
        if (!roles.equals(Set.of(PEER)) && (rules.nodeOus() || !roles.isEmpty())) {
            return Optional.of(
                    "its role is " + (roles.isEmpty() ? "not said" : String.join(", ", roles)) + ", must be peer");
        }
        return new CertificateChain(authorities, rules, then).objection(certificate);
    }

    /**
     * The roles that Fabric's authorities write into a subject's organisational units. Several units may share one relative name
     * ({@code OU=client+OU=org1}), as Fabric's own authority has it.
     */
    private Set<String> roles() {
        Set<String> roles = new TreeSet<>();
        try {
            LdapName subject =
                    new LdapName(certificate.getSubjectX500Principal().getName());
            for (Rdn name : subject.getRdns()) {
                Attribute units = name.toAttributes().get("OU");
                if (units != null) {
                    for (Object unit : Collections.list(units.getAll())) {
                        roles.add(unit.toString().toLowerCase(Locale.ROOT));
                    }
                }
            }
        } catch (NamingException e) {
            throw new IllegalStateException("a certificate's subject is a name", e);
        }
        roles.retainAll(ROLES);
        return roles;
    }

    /** The key that signs: whoever holds it speaks once, under however many names. */
    PublicKey key() {
        return certificate.getPublicKey();
    }

    /** Embedded ledgers write so into every name. */
    boolean isDevelopment() {
        return (certificate.getSubjectX500Principal().getName()
                        + certificate.getIssuerX500Principal().getName())
                .toLowerCase(Locale.ROOT)
                .contains("development");
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
