package io.tombolo.verification.receipt.fabric;

import com.google.protobuf.ByteString;
import io.tombolo.merkle.MalformedException;
import io.tombolo.merkle.ecdsa.EcdsaSignature;
import io.tombolo.verification.receipt.Certificates;
import io.tombolo.verification.receipt.LedgerTrust;
import io.tombolo.verification.receipt.MemberRules;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.PublicKey;
import java.security.Signature;
import java.security.cert.X509Certificate;
import java.security.interfaces.ECPublicKey;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import javax.naming.NamingException;
import javax.naming.directory.Attribute;
import javax.naming.ldap.LdapName;
import javax.naming.ldap.Rdn;

/**
 * A peer as it names itself in what it signs: membership id and certificate.
 *
 * @param member the membership id that it claims; to be trusted when there is no {@link #objection}
 */
record Endorser(String member, X509Certificate certificate) {
    private static final String PEER = "peer";
    private static final Set<String> ROLES = Set.of("client", PEER, "admin", "orderer");

    static Endorser parse(ByteString identity) {
        Message serialised = Message.parse(identity);
        return new Endorser(serialised.text(1), Certificates.ofPem(serialised.text(2), "endorser's certificate"));
    }

    /** Fabric's rule: ECDSA over SHA-256, in canonical DER, with the smaller of the two possible s. */
    boolean signed(ByteString responsePayload, ByteString identity, ByteString signature) {
        if (!(certificate.getPublicKey() instanceof ECPublicKey key)) {
            return false;
        }
        try {
            BigInteger order = key.getParams().getOrder();
            if (!EcdsaSignature.decode(signature.toByteArray(), order).isLowS()) {
                return false;
            }
            Signature verifier = Signature.getInstance("SHA256withECDSA");
            verifier.initVerify(key);
            verifier.update(responsePayload.asReadOnlyByteBuffer());
            verifier.update(identity.asReadOnlyByteBuffer());
            return verifier.verify(signature.toByteArray());
        } catch (GeneralSecurityException | MalformedException e) {
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
        List<String> roles;
        try {
            roles = roles();
        } catch (NamingException e) {
            return Optional.of("its certificate's subject can't be read");
        }
        if (!roles.equals(List.of(PEER)) && (rules.nodeOus() || !roles.isEmpty())) {
            return Optional.of(
                    "its role is " + (roles.isEmpty() ? "not stated" : String.join(", ", roles)) + ", must be peer");
        }
        return new CertificateChain(authorities, rules, then).objection(certificate);
    }

    /**
     * The roles that Fabric's authorities write into a subject's organisational units, in their exact spelling; one that is named twice is
     * there twice, which a peer refuses. Several units may share one relative name ({@code OU=client+OU=org1}), as Fabric's own authority
     * has it.
     */
    private List<String> roles() throws NamingException {
        List<String> roles = new ArrayList<>();
        LdapName subject = new LdapName(certificate.getSubjectX500Principal().getName());
        for (Rdn name : subject.getRdns()) {
            Attribute units = name.toAttributes().get("OU");
            if (units != null) {
                for (Object unit : Collections.list(units.getAll())) {
                    roles.add(unit.toString());
                }
            }
        }
        roles.retainAll(ROLES);
        Collections.sort(roles);
        return roles;
    }

    /** The key that signs: its holder speaks once, under however many names. */
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
}
