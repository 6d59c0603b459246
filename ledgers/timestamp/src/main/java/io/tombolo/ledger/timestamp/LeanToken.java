package io.tombolo.ledger.timestamp;

import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import org.bouncycastle.cert.X509CertificateHolder;
import org.bouncycastle.cert.jcajce.JcaCertStore;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cms.CMSException;
import org.bouncycastle.cms.CMSSignedData;
import org.bouncycastle.cms.SignerInformation;
import org.bouncycastle.cms.SignerInformationStore;
import org.bouncycastle.tsp.TimeStampToken;
import org.bouncycastle.util.CollectionStore;

/**
 * A token as it is kept: in DER, with the certificates between its signature and a root, and without what the signature does not bind.
 * Authorities add roots, other certificates and revocation lists, and not all of them write DER.
 */
final class LeanToken {
    private static final int MAX_CERTIFICATES = 8;

    private LeanToken() {}

    static byte[] of(TimeStampToken token, List<X509Certificate> roots)
            throws CMSException, IOException, GeneralSecurityException {
        CMSSignedData signed = token.toCMSSignedData();
        Collection<X509CertificateHolder> holders = signed.getCertificates().getMatches(null);
        List<X509Certificate> given = new ArrayList<>();
        X509Certificate signer = null;
        for (X509CertificateHolder holder : holders) {
            X509Certificate certificate = new JcaX509CertificateConverter().getCertificate(holder);
            given.add(certificate);
            signer = token.getSID().match(holder) ? certificate : signer;
        }
        List<X509Certificate> chain = signer == null ? List.of() : chain(signer, given, roots);
        List<SignerInformation> signers = new ArrayList<>();
        for (SignerInformation one : signed.getSignerInfos().getSigners()) {
            signers.add(SignerInformation.replaceUnsignedAttributes(one, null));
        }
        CMSSignedData lean = CMSSignedData.replaceSigners(signed, new SignerInformationStore(signers));
        lean = CMSSignedData.replaceCertificatesAndCRLs(
                lean, new JcaCertStore(chain), new CollectionStore<>(List.of()), new CollectionStore<>(List.of()));
        return lean.toASN1Structure().getEncoded("DER");
    }

    /** Up to where a root is the issuer; whether it is, is checked afterwards. */
    private static List<X509Certificate> chain(
            X509Certificate signer, List<X509Certificate> given, List<X509Certificate> roots) {
        List<X509Certificate> chain = new ArrayList<>(List.of(signer));
        Optional<X509Certificate> next = Optional.of(signer);
        while (next.isPresent() && !isIssued(next.get(), roots) && chain.size() < MAX_CERTIFICATES) {
            X509Certificate below = next.get();
            next = given.stream()
                    .filter(one -> !chain.contains(one) && isIssued(below, List.of(one)))
                    .findFirst();
            next.ifPresent(chain::add);
        }
        return chain;
    }

    private static boolean isIssued(X509Certificate certificate, List<X509Certificate> authorities) {
        return authorities.stream()
                .anyMatch(one -> one.getSubjectX500Principal().equals(certificate.getIssuerX500Principal()));
    }
}
