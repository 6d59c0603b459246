package io.tombolo.server;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.security.cert.CRL;
import java.security.cert.CRLException;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509CRL;
import java.security.cert.X509Certificate;
import java.util.List;

/** Reads certificates from PEM. */
final class Certificates {
    private Certificates() {}

    /**
     * All certificates of a PEM text, in its order.
     *
     * @throws IllegalArgumentException if there is none, or something else
     */
    static List<X509Certificate> ofPem(String pem) {
        try {
            List<X509Certificate> found = CertificateFactory.getInstance("X.509")
                    .generateCertificates(new ByteArrayInputStream(pem.getBytes(StandardCharsets.US_ASCII)))
                    .stream()
                    .map(X509Certificate.class::cast)
                    .toList();
            if (found.isEmpty()) {
                throw new IllegalArgumentException("no X.509 certificate in PEM");
            }
            return found;
        } catch (CertificateException e) {
            throw new IllegalArgumentException("no X.509 certificate in PEM", e);
        }
    }

    /**
     * One revocation list.
     *
     * @throws IllegalArgumentException if it is none
     */
    static X509CRL revocationList(String pem) {
        try {
            CRL list = CertificateFactory.getInstance("X.509")
                    .generateCRL(new ByteArrayInputStream(pem.getBytes(StandardCharsets.US_ASCII)));
            if (list instanceof X509CRL x509) {
                return x509;
            }
            throw new IllegalArgumentException("no X.509 revocation list in PEM");
        } catch (CertificateException | CRLException e) {
            throw new IllegalArgumentException("no X.509 revocation list in PEM", e);
        }
    }
}
