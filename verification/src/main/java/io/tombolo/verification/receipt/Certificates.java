package io.tombolo.verification.receipt;

import io.tombolo.merkle.MalformedException;
import java.io.ByteArrayInputStream;
import java.security.GeneralSecurityException;
import java.security.cert.CertificateFactory;
import java.security.cert.TrustAnchor;
import java.security.cert.X509CRL;
import java.security.cert.X509Certificate;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Reads certificates and revocation lists by the JDK, each in the one encoding that it has; certificates in the form that every verifier takes. */
public final class Certificates {
    private static final String BEGIN = "-----BEGIN CERTIFICATE-----\n";
    private static final String END = "\n-----END CERTIFICATE-----\n";

    private static final String NAME_CONSTRAINTS = "2.5.29.30";

    private Certificates() {}

    /**
     * A certificate from exactly its DER.
     *
     * @throws MalformedException for anything else
     */
    public static X509Certificate certificate(byte[] der, String what) {
        String why = "";
        try {
            CertificateForm.check(der);
            if (factory().generateCertificate(new ByteArrayInputStream(der)) instanceof X509Certificate certificate
                    && Arrays.equals(certificate.getEncoded(), der)) {
                return certificate;
            }
        } catch (MalformedException e) {
            why = " (" + e.getMessage() + ")";
        } catch (GeneralSecurityException | RuntimeException e) {
            // The JDK's reader may fail in its own ways; reported below, for all of them.
        }
        throw new MalformedException(what + ": not an X.509 certificate in DER" + why);
    }

    /**
     * A certificate from PEM as Fabric's peers write it: one block, lines of 64 characters, nothing around it.
     *
     * @throws MalformedException for anything else
     */
    public static X509Certificate ofPem(String pem, String what) {
        if (pem.startsWith(BEGIN) && pem.endsWith(END) && pem.length() > BEGIN.length() + END.length()) {
            String body = pem.substring(BEGIN.length(), pem.length() - END.length());
            byte[] der = decoded(body);
            if (der != null
                    && Base64.getMimeEncoder(64, new byte[] {'\n'})
                            .encodeToString(der)
                            .equals(body)) {
                return certificate(der, what);
            }
        }
        throw new MalformedException(what + ": not one X.509 certificate in PEM");
    }

    /**
     * A revocation list from exactly its DER.
     *
     * @throws MalformedException for anything else
     */
    public static X509CRL revocationList(byte[] der, String what) {
        try {
            if (factory().generateCRL(new ByteArrayInputStream(der)) instanceof X509CRL list
                    && Arrays.equals(list.getEncoded(), der)) {
                return list;
            }
        } catch (GeneralSecurityException | RuntimeException e) {
            // As above.
        }
        throw new MalformedException(what + ": not an X.509 revocation list in DER");
    }

    /** Whether a revocation list is an authority's: by its name, and by its signature. */
    public static boolean signed(X509Certificate authority, X509CRL list) {
        if (!authority.getSubjectX500Principal().equals(list.getIssuerX500Principal())) {
            return false;
        }
        try {
            list.verify(authority.getPublicKey());
            return true;
        } catch (GeneralSecurityException | RuntimeException e) {
            return false;
        }
    }

    /** A root by its name and its key alone: whether identifiers of keys, which are hints, fit says nothing of who signed. */
    public static TrustAnchor anchor(X509Certificate root) {
        return new TrustAnchor(root.getSubjectX500Principal(), root.getPublicKey(), null);
    }

    /** The first that limits the names under it, which is evaluated nowhere here. */
    public static Optional<X509Certificate> constrained(List<X509Certificate> chain) {
        return chain.stream()
                .filter(one -> one.getExtensionValue(NAME_CONSTRAINTS) != null)
                .findFirst();
    }

    private static byte @Nullable [] decoded(String base64) {
        try {
            return Base64.getMimeDecoder().decode(base64);
        } catch (IllegalArgumentException e) {
            return null;
        }
    }

    private static CertificateFactory factory() throws GeneralSecurityException {
        return CertificateFactory.getInstance("X.509");
    }
}
