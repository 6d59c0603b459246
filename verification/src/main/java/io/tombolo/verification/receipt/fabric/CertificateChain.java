package io.tombolo.verification.receipt.fabric;

import io.tombolo.verification.receipt.Certificates;
import io.tombolo.verification.receipt.MemberRules;
import io.tombolo.verification.receipt.Revocations;
import java.security.GeneralSecurityException;
import java.security.cert.CertPathValidator;
import java.security.cert.CertPathValidatorException;
import java.security.cert.CertPathValidatorException.BasicReason;
import java.security.cert.CertificateFactory;
import java.security.cert.PKIXParameters;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Whether a member's authorities stand behind a certificate at one moment: each way from the certificate to a root is checked against
 * Fabric's own rules here, and by the JDK against the rules of RFC 5280, section 6. For one certificate.
 */
final class CertificateChain {
    private static final int KEY_CERT_SIGN = 5;
    private static final int MOST_AUTHORITIES = 8;

    /** Ways that are tried: authorities that share a name would make them grow without end. */
    private static final int MOST_WAYS = 50;

    private final List<X509Certificate> roots;
    private final MemberRules rules;
    private final Revocations revocations;
    private final Instant then;
    private int ways;

    CertificateChain(List<X509Certificate> roots, MemberRules rules, Instant then) {
        this.roots = roots;
        this.rules = rules;
        this.revocations = new Revocations(rules.revocations(), then);
        this.then = then;
    }

    /** Empty if there is an unbroken, unrevoked chain to a root, all of it valid then; else what speaks against it. */
    Optional<String> objection(X509Certificate certificate) {
        Optional<String> use = PeerUsage.objection(certificate);
        return use.isPresent() ? use : objection(List.of(certificate));
    }

    /** @param path from the certificate up, without the authority that issued its last */
    private Optional<String> objection(List<X509Certificate> path) {
        X509Certificate last = path.get(path.size() - 1);
        String objection = issuedByNone(last);
        for (X509Certificate issuer : namedIssuers(last)) {
            if (path.contains(issuer)) {
                continue;
            }
            if (++ways > MOST_WAYS) {
                return Optional.of(name(path.get(0)) + " has more than " + MOST_WAYS + " ways to a root");
            }
            Optional<String> found = objectionTo(issuer, path);
            if (found.isEmpty()) {
                return found;
            }
            objection = found.get();
        }
        return Optional.of(objection);
    }

    private Optional<String> objectionTo(X509Certificate issuer, List<X509Certificate> path) {
        if (path.size() == 1 && hasIntermediates(issuer)) {
            return Optional.of(name(issuer) + " issues authorities, no peers");
        }
        Optional<String> use = PeerUsage.objectionToAuthority(issuer);
        if (use.isPresent()) {
            return use;
        }
        X509Certificate last = path.get(path.size() - 1);
        if (revocations.revoke(last, issuer)) {
            return Optional.of(name(last) + " is revoked by " + name(issuer));
        }
        if (roots.contains(issuer)) {
            return objectionToRoot(issuer, path.size() - 1).or(() -> pkix(path, issuer));
        }
        if (path.size() > MOST_AUTHORITIES) {
            return Optional.of(name(path.get(0)) + " has more than " + MOST_AUTHORITIES + " authorities over it");
        }
        List<X509Certificate> longer = new ArrayList<>(path);
        longer.add(issuer);
        return objection(longer);
    }

    /** The JDK takes an anchor as it is. */
    private Optional<String> objectionToRoot(X509Certificate root, int authoritiesBelow) {
        if (root.hasUnsupportedCriticalExtension()) {
            return Optional.of("authority " + name(root) + " has a critical extension that is not known here");
        }
        if (root.getBasicConstraints() < authoritiesBelow) {
            return Optional.of(name(root) + " may have no " + authoritiesBelow + " authorities under it");
        }
        try {
            root.checkValidity(Date.from(then));
            return Optional.empty();
        } catch (GeneralSecurityException e) {
            return Optional.of("authority " + name(root) + " is not valid at " + then);
        }
    }

    private Optional<String> pkix(List<X509Certificate> path, X509Certificate root) {
        Optional<X509Certificate> constrained = Certificates.constrained(path);
        if (constrained.isPresent()) {
            return Optional.of(name(constrained.get()) + " is refused: it has name constraints");
        }
        try {
            PKIXParameters parameters = new PKIXParameters(Set.of(Certificates.anchor(root)));
            parameters.setDate(Date.from(then));
            parameters.setPolicyQualifiersRejected(false);
            parameters.setRevocationEnabled(false); // Ours know what a receipt is; see Revocations.
            CertPathValidator.getInstance("PKIX")
                    .validate(CertificateFactory.getInstance("X.509").generateCertPath(path), parameters);
            return Optional.empty();
        } catch (CertPathValidatorException e) {
            X509Certificate at = path.get(Math.max(0, e.getIndex()));
            if (e.getReason() == BasicReason.EXPIRED || e.getReason() == BasicReason.NOT_YET_VALID) {
                return Optional.of(name(at) + " is not valid at " + then);
            }
            return Optional.of(
                    e.getReason() == BasicReason.INVALID_SIGNATURE
                            ? issuedByNone(at)
                            : name(at) + " is refused: " + e.getMessage());
        } catch (GeneralSecurityException | RuntimeException e) {
            return Optional.of(name(path.get(0)) + " can't be checked: " + e);
        }
    }

    /** By name: whose signature it is, the JDK checks. */
    private List<X509Certificate> namedIssuers(X509Certificate certificate) {
        List<X509Certificate> issuers = new ArrayList<>();
        for (List<X509Certificate> authorities : List.of(roots, rules.intermediates())) {
            for (X509Certificate authority : authorities) {
                if (isAuthority(authority)
                        && certificate.getIssuerX500Principal().equals(authority.getSubjectX500Principal())) {
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
        if (!isAuthority(authority)
                || !certificate.getIssuerX500Principal().equals(authority.getSubjectX500Principal())) {
            return false;
        }
        try {
            certificate.verify(authority.getPublicKey());
            return true;
        } catch (GeneralSecurityException | RuntimeException e) {
            return false;
        }
    }

    private static boolean isAuthority(X509Certificate certificate) {
        boolean[] usage = certificate.getKeyUsage();
        return certificate.getBasicConstraints() >= 0 && (usage == null || usage[KEY_CERT_SIGN]);
    }

    private static String issuedByNone(X509Certificate certificate) {
        return name(certificate) + " is issued by no authority of the member";
    }

    private static String name(X509Certificate certificate) {
        return certificate.getSubjectX500Principal().getName();
    }
}
