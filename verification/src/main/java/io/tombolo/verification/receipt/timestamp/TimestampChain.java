package io.tombolo.verification.receipt.timestamp;

import io.tombolo.verification.receipt.Certificates;
import io.tombolo.verification.receipt.Revocations;
import io.tombolo.verification.receipt.TimestampTrust;
import java.security.GeneralSecurityException;
import java.security.cert.CertPathValidator;
import java.security.cert.CertPathValidatorException;
import java.security.cert.CertPathValidatorException.BasicReason;
import java.security.cert.CertificateFactory;
import java.security.cert.PKIXParameters;
import java.security.cert.X509CRL;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Whether a certificate could make time-stamps at one moment: its use (RFC 3161, section 2.3), the chain to one of the policy's roots by the
 * JDK (RFC 5280, section 6), and what the policy's revocation lists say.
 */
final class TimestampChain {
    private static final String TIME_STAMPING = "1.3.6.1.5.5.7.3.8";
    private static final String EXTENDED_KEY_USAGE = "2.5.29.37";
    private static final int DIGITAL_SIGNATURE = 0;
    private static final int NON_REPUDIATION = 1;

    private final TimestampTrust trust;
    private final Instant then;

    TimestampChain(TimestampTrust trust, Instant then) {
        this.trust = trust;
        this.then = then;
    }

    /** What speaks against a signer with these certificates, all of which must be needed; empty if nothing does. */
    Optional<String> objection(X509Certificate signer, List<X509Certificate> certificates) {
        return objectionToUse(signer).or(() -> objectionToChain(signer, certificates));
    }

    private static Optional<String> objectionToUse(X509Certificate signer) {
        boolean[] usage = signer.getKeyUsage();
        if (usage != null && !usage[DIGITAL_SIGNATURE] && !usage[NON_REPUDIATION]) {
            return Optional.of(name(signer) + " may not sign, by its key usage");
        }
        Set<String> critical = signer.getCriticalExtensionOIDs();
        try {
            return critical != null
                            && critical.contains(EXTENDED_KEY_USAGE)
                            && List.of(TIME_STAMPING).equals(signer.getExtendedKeyUsage())
                    ? Optional.empty()
                    : Optional.of(name(signer) + " is not for time-stamps: its extended key usage must be critical, and"
                            + " nothing but timeStamping");
        } catch (GeneralSecurityException e) {
            return Optional.of(name(signer) + ": its extended key usage can't be read");
        }
    }

    private Optional<String> objectionToChain(X509Certificate signer, List<X509Certificate> certificates) {
        List<X509Certificate> chain = new ArrayList<>(List.of(signer));
        List<X509Certificate> left = new ArrayList<>(certificates);
        left.remove(signer);
        for (X509Certificate last = signer; !left.isEmpty(); last = chain.get(chain.size() - 1)) {
            X509Certificate below = last;
            Optional<X509Certificate> issuer =
                    left.stream().filter(one -> isNamedIssuer(one, below)).findFirst();
            if (issuer.isEmpty()) {
                return Optional.of("the certificate of " + name(left.get(0)) + " is not needed");
            }
            chain.add(issuer.get());
            left.remove(issuer.get());
        }
        X509Certificate top = chain.get(chain.size() - 1);
        Optional<String> objection = Optional.of(name(top) + " is issued by no root of the policy");
        for (X509Certificate root : trust.roots()) {
            if (top.equals(root) && chain.size() > 1) {
                return objection(chain.subList(0, chain.size() - 1), root);
            }
            if (isNamedIssuer(root, top)) {
                objection = objection(chain, root);
                if (objection.isEmpty()) {
                    return objection;
                }
            }
        }
        return objection;
    }

    private Optional<String> objection(List<X509Certificate> chain, X509Certificate root) {
        // The JDK takes an anchor as it is.
        if (root.getBasicConstraints() < chain.size() - 1) {
            return Optional.of(name(root) + " may have no " + (chain.size() - 1) + " authorities under it");
        }
        try {
            root.checkValidity(Date.from(then));
        } catch (GeneralSecurityException e) {
            return Optional.of("root " + name(root) + " is not valid at " + then);
        }
        return pkix(chain, root).or(() -> revocation(chain, root));
    }

    private Optional<String> pkix(List<X509Certificate> chain, X509Certificate root) {
        Optional<X509Certificate> constrained = Certificates.constrained(chain);
        if (constrained.isPresent()) {
            return Optional.of(name(constrained.get()) + " is refused: it has name constraints");
        }
        try {
            PKIXParameters parameters = new PKIXParameters(Set.of(Certificates.anchor(root)));
            parameters.setDate(Date.from(then));
            parameters.setPolicyQualifiersRejected(false);
            parameters.setRevocationEnabled(false); // See Revocations.
            CertPathValidator.getInstance("PKIX")
                    .validate(CertificateFactory.getInstance("X.509").generateCertPath(chain), parameters);
            return Optional.empty();
        } catch (CertPathValidatorException e) {
            X509Certificate at = chain.get(Math.max(0, e.getIndex()));
            boolean outOfDate = e.getReason() == BasicReason.EXPIRED || e.getReason() == BasicReason.NOT_YET_VALID;
            return Optional.of(name(at) + (outOfDate ? " is not valid at " + then : " is refused: " + e.getMessage()));
        } catch (GeneralSecurityException | RuntimeException e) {
            return Optional.of(name(chain.get(0)) + " can't be checked: " + e);
        }
    }

    /** A list that bears the name of an authority in the chain, but not its signature, would revoke nothing without notice. */
    private Optional<String> revocation(List<X509Certificate> chain, X509Certificate root) {
        Revocations revocations = new Revocations(trust.revocations(), then);
        for (int i = 0; i < chain.size(); i++) {
            X509Certificate issuer = i + 1 < chain.size() ? chain.get(i + 1) : root;
            if (revocations.revoke(chain.get(i), issuer)) {
                return Optional.of(name(chain.get(i)) + " is revoked by " + name(issuer));
            }
            for (X509CRL list : trust.revocations()) {
                if (list.getIssuerX500Principal().equals(issuer.getSubjectX500Principal())
                        && !Certificates.signed(issuer, list)) {
                    return Optional.of("the policy's revocation list of " + name(issuer) + " is not signed by it");
                }
            }
        }
        return Optional.empty();
    }

    private static boolean isNamedIssuer(X509Certificate issuer, X509Certificate certificate) {
        return certificate.getIssuerX500Principal().equals(issuer.getSubjectX500Principal());
    }

    private static String name(X509Certificate certificate) {
        return certificate.getSubjectX500Principal().getName();
    }
}
