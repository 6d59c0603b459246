package io.tombolo.verification.receipt.fabric;

import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What a certificate says that it may be used for, as a peer of Fabric 3 takes it: a peer's certificate is not an authority's, and no
 * certificate of the chain is limited to uses other than a server's (Go's default). In one point this is stricter than a peer: a key
 * usage without digitalSignature is refused, although Fabric's own check passes it.
 */
final class PeerUsage {
    private static final int DIGITAL_SIGNATURE = 0;
    private static final String NAME_CONSTRAINTS = "2.5.29.30";
    private static final Set<String> SERVER_OR_ANY = Set.of("1.3.6.1.5.5.7.3.1", "2.5.29.37.0");

    private PeerUsage() {}

    /** What speaks against a peer's certificate; empty if nothing does. */
    static Optional<String> objection(X509Certificate peer) {
        if (peer.getBasicConstraints() >= 0) {
            return Optional.of(name(peer) + " is an authority's certificate, not a peer's");
        }
        boolean[] usage = peer.getKeyUsage();
        if (usage != null && !usage[DIGITAL_SIGNATURE]) {
            return Optional.of(name(peer) + " has a key usage without digitalSignature");
        }
        return extendedUsage(peer);
    }

    /** What speaks against an authority's certificate; empty if nothing does. */
    static Optional<String> objectionToAuthority(X509Certificate authority) {
        // A peer takes them only of authorities that have alternative names themselves, which no authority of Fabric's
        // has.
        return authority.getExtensionValue(NAME_CONSTRAINTS) == null
                ? extendedUsage(authority)
                : Optional.of("authority " + name(authority) + " has name constraints");
    }

    private static Optional<String> extendedUsage(X509Certificate certificate) {
        try {
            List<String> uses = certificate.getExtendedKeyUsage();
            return uses == null || !Collections.disjoint(uses, SERVER_OR_ANY)
                    ? Optional.empty()
                    : Optional.of(name(certificate) + " has extended key usages " + uses + ", none of them serverAuth");
        } catch (CertificateParsingException e) {
            return Optional.of(name(certificate) + " has extended key usages that can't be read");
        }
    }

    private static String name(X509Certificate certificate) {
        return certificate.getSubjectX500Principal().getName();
    }
}
