package io.tombolo.verification.receipt;

import java.math.BigInteger;
import java.security.cert.CRLReason;
import java.security.cert.X509CRL;
import java.security.cert.X509CRLEntry;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/** What an authority's revocation lists say of certificates at one moment. */
public final class Revocations {
    /** Reasons that say nothing against what was signed before. */
    private static final Set<CRLReason> NO_FAULT =
            EnumSet.of(CRLReason.SUPERSEDED, CRLReason.CESSATION_OF_OPERATION, CRLReason.AFFILIATION_CHANGED);

    private final List<X509CRL> lists;
    private final Instant then;

    /** @param then when the certificate's holder signed */
    public Revocations(List<X509CRL> lists, Instant then) {
        this.lists = lists;
        this.then = then;
    }

    /** Whether one of the issuer's lists names the certificate. Of several entries about it, the worst counts. */
    public boolean revoke(X509Certificate certificate, X509Certificate issuer) {
        BigInteger serial = certificate.getSerialNumber();
        return lists.stream()
                .filter(list -> list.getRevokedCertificate(serial) != null && Certificates.signed(issuer, list))
                // By serial number the JDK gives the last entry only.
                .flatMap(list -> list.getRevokedCertificates().stream())
                .anyMatch(entry -> entry.getSerialNumber().equals(serial) && counts(entry));
    }

    /**
     * A key that may be in other hands signs any date, so its revocation counts for all times. One that was given up in good
     * order still confirms what it signed before that.
     */
    private boolean counts(X509CRLEntry entry) {
        CRLReason reason = entry.getRevocationReason();
        return reason == null
                || !NO_FAULT.contains(reason)
                || !then.isBefore(entry.getRevocationDate().toInstant());
    }
}
