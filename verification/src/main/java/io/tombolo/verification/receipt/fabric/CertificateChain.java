package io.tombolo.verification.receipt.fabric;

import io.tombolo.verification.receipt.MemberRules;
import java.security.GeneralSecurityException;
import java.security.cert.CRLReason;
import java.security.cert.X509CRL;
import java.security.cert.X509CRLEntry;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** A member's authorities and revocations at one moment, and what they have to say of a certificate. */
final class CertificateChain {
    private static final int KEY_CERT_SIGN = 5;
    private static final int LONGEST = 8;

    /** Reasons that say nothing against what was signed before. */
    private static final Set<CRLReason> NO_FAULT =
            EnumSet.of(CRLReason.SUPERSEDED, CRLReason.CESSATION_OF_OPERATION, CRLReason.AFFILIATION_CHANGED);

    private final List<X509Certificate> roots;
    private final MemberRules rules;
    private final Instant then;

    CertificateChain(List<X509Certificate> roots, MemberRules rules, Instant then) {
        this.roots = roots;
        this.rules = rules;
        this.then = then;
    }

    /** Empty if there is an unbroken, unrevoked chain to a root, all of it valid then; else what speaks against it. */
    Optional<String> objection(X509Certificate certificate) {
        return objection(certificate, 0);
    }

    private Optional<String> objection(X509Certificate certificate, int authoritiesBelow) {
        if (!isValid(certificate)) {
            return Optional.of(name(certificate) + " is not valid at " + then);
        }
        String objection = name(certificate) + " is issued by no authority of the member";
        for (X509Certificate issuer : issuersOf(certificate)) {
            Optional<String> found = objectionTo(issuer, certificate, authoritiesBelow);
            if (found.isEmpty()) {
                return Optional.empty();
            }
            objection = found.get();
        }
        return Optional.of(objection);
    }

    private Optional<String> objectionTo(X509Certificate issuer, X509Certificate certificate, int authoritiesBelow) {
        if (authoritiesBelow == LONGEST || issuer.getBasicConstraints() < authoritiesBelow) {
            return Optional.of(name(issuer) + " may have no " + authoritiesBelow + " authorities under it");
        }
        if (authoritiesBelow == 0 && hasIntermediates(issuer)) {
            return Optional.of(name(issuer) + " issues authorities, no peers");
        }
        if (isRevoked(certificate, issuer)) {
            return Optional.of(name(certificate) + " is revoked by " + name(issuer));
        }
        if (roots.contains(issuer)) {
            return isValid(issuer)
                    ? Optional.empty()
                    : Optional.of("authority " + name(issuer) + " is not valid at " + then);
        }
        return objection(issuer, authoritiesBelow + 1);
    }

    private List<X509Certificate> issuersOf(X509Certificate certificate) {
        List<X509Certificate> issuers = new ArrayList<>();
        for (List<X509Certificate> authorities : List.of(roots, rules.intermediates())) {
            for (X509Certificate authority : authorities) {
                if (!authority.equals(certificate) && issued(authority, certificate)) {
                    issuers.add(authority);
                }
            }
        }
        return issuers;
    }

    /** Fabric's rule: peers are enrolled by the last authority of a chain. */
    private boolean hasIntermediates(X509Certificate authority) {
        return rules.intermediates().stream().anyMatch(below -> !below.equals(authority) && issued(authority, below));
    }

    private static boolean issued(X509Certificate authority, X509Certificate certificate) {
        boolean[] usage = authority.getKeyUsage();
        if (authority.getBasicConstraints() < 0
                || (usage != null && !usage[KEY_CERT_SIGN])
                || !certificate.getIssuerX500Principal().equals(authority.getSubjectX500Principal())) {
            return false;
        }
        try {
            certificate.verify(authority.getPublicKey());
            return true;
        } catch (GeneralSecurityException e) {
            return false;
        }
    }

    private boolean isRevoked(X509Certificate certificate, X509Certificate issuer) {
        for (X509CRL list : rules.revocations()) {
            if (!list.getIssuerX500Principal().equals(issuer.getSubjectX500Principal()) || !signed(issuer, list)) {
                continue;
            }
            X509CRLEntry entry = list.getRevokedCertificate(certificate.getSerialNumber());
            if (entry != null && counts(entry)) {
                return true;
            }
        }
        return false;
    }

    /**
     * A key that may be in wrong hands signs any date, so its revocation counts for all times. One that was given up in good
     * order still vouches for what it signed before that.
     */
    private boolean counts(X509CRLEntry entry) {
        CRLReason reason = entry.getRevocationReason();
        if (reason == CRLReason.REMOVE_FROM_CRL) {
            return false;
        }
        boolean noFault = reason != null && NO_FAULT.contains(reason);
        return !noFault || !then.isBefore(entry.getRevocationDate().toInstant());
    }

    private static boolean signed(X509Certificate issuer, X509CRL list) {
        try {
            list.verify(issuer.getPublicKey());
            return true;
        } catch (GeneralSecurityException e) {
            return false;
        }
    }

    private boolean isValid(X509Certificate certificate) {
        try {
            certificate.checkValidity(Date.from(then));
            return true;
        } catch (GeneralSecurityException e) {
            return false;
        }
    }

    private static String name(X509Certificate certificate) {
        return certificate.getSubjectX500Principal().getName();
    }
}
