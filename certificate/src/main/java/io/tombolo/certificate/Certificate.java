package io.tombolo.certificate;

import io.tombolo.merkle.Hash;
import io.tombolo.verification.evidence.CompactEvidence;
import io.tombolo.verification.json.Bytes;
import io.tombolo.verification.verdict.Verdict;
import java.io.IOException;
import java.time.Instant;
import java.util.List;

/**
 * What a certificate shows. It proves nothing by itself: the evidence that is attached to it does.
 *
 * @param evidence the file that was verified, about one event; it is attached as it is
 * @param verdict of a verifier that accepted it
 * @param erased protected fields that receipts of erasures are about
 * @param policy SHA-256 of the policy's file
 * @param verifiedAt when the verdict was given; the only time that the certificate's maker states
 */
public record Certificate(
        Bytes evidence,
        Verdict.Accepted verdict,
        List<Erased> erased,
        Hash policy,
        Instant verifiedAt,
        Language language) {
    /** Characters of the log's name in the file's. */
    private static final int LOG = 120;

    public Certificate {
        erased = List.copyOf(erased);
    }

    /** The same bytes for the same certificate: PDF/A-3b of one or two A4 pages. */
    public byte[] pdf() {
        try {
            return CertificatePdf.of(this);
        } catch (IOException e) {
            throw new IllegalStateException("a PDF in memory", e);
        }
    }

    /** A name for the PDF, of ASCII letters, digits, points and hyphens, as {@code certificate-acme.example-flights-0-offset-17.pdf}. */
    public String fileName() {
        String log = verdict.subject().origin().replaceAll("[^A-Za-z0-9.]+", "-");
        return "certificate-" + log.substring(0, Math.min(log.length(), LOG)) + "-offset-"
                + verdict.subject().offset() + ".pdf";
    }

    /** SHA-256 of the attached file. */
    Hash digest() {
        return Hash.of(Hash.sha256().digest(evidence.toArray()));
    }

    /** The attached file's name. */
    String attachment() {
        return CompactEvidence.isOne(evidence.toArray()) ? "evidence.cbor" : "evidence.json";
    }
}
