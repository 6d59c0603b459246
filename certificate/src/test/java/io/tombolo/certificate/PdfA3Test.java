package io.tombolo.certificate;

import static org.assertj.core.api.Assertions.assertThat;

import io.tombolo.merkle.Hash;
import io.tombolo.verification.EvidenceVerifier;
import io.tombolo.verification.json.Bytes;
import io.tombolo.verification.trust.PolicyFile;
import io.tombolo.verification.verdict.Verdict;
import java.io.ByteArrayInputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import org.apache.pdfbox.Loader;
import org.apache.pdfbox.pdmodel.PDDocument;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.verapdf.gf.foundry.VeraGreenfieldFoundryProvider;
import org.verapdf.pdfa.Foundries;
import org.verapdf.pdfa.PDFAParser;
import org.verapdf.pdfa.PDFAValidator;
import org.verapdf.pdfa.flavours.PDFAFlavour;
import org.verapdf.pdfa.results.ValidationResult;

/** Certificates of the golden files, judged by veraPDF. */
final class PdfA3Test {
    private static final Path VECTORS =
            Path.of(System.getProperty("tombolo.root", "..")).resolve("schemas/vectors");

    @ParameterizedTest
    @CsvSource({
        "evidence/good-anchored.json,evidence/policy.json,EN,evidence.json,certificate-acme.example-flights-0-offset-34.pdf",
        "evidence/good-anchored.json,evidence/policy.json,ZH,evidence.json,certificate-acme.example-flights-0-offset-34.pdf",
        "evidence/compact-three-witnesses.cbor,evidence/policy-compact-three-witnesses.json,EN,evidence.cbor,",
        "evidence/all-five-kinds.json,evidence/policy-all-five-kinds.json,ZH,evidence.json,",
        "disclosed/one-after-diagnosis.json,disclosed/policy.json,EN,evidence.json,",
        "disclosed/all.json,disclosed/policy.json,ZH,evidence.json,",
    })
    void isPdfA3WithTheEvidenceAttachedAsItIs(
            String evidence, String policy, Language language, String attachment, String fileName) throws Exception {
        byte[] file = Files.readAllBytes(VECTORS.resolve(evidence));
        byte[] policyFile = Files.readAllBytes(VECTORS.resolve(policy));
        Certificate certificate = new Certificate(
                Bytes.of(file),
                (Verdict.Accepted) EvidenceVerifier.standard().verify(file, PolicyFile.read(policyFile)),
                List.of(),
                Hash.of(Hash.sha256().digest(policyFile)),
                Instant.parse("2026-11-30T12:00:00Z"),
                language);

        byte[] pdf = certificate.pdf();

        assertThat(violations(pdf)).isEmpty();
        try (PDDocument document = Loader.loadPDF(pdf)) {
            var files =
                    document.getDocumentCatalog().getNames().getEmbeddedFiles().getNames();
            assertThat(files).containsOnlyKeys(attachment);
            assertThat(files.get(attachment).getEmbeddedFile().toByteArray()).isEqualTo(file);
        }
        assertThat(certificate.fileName()).matches("certificate-[A-Za-z0-9.-]+-offset-[0-9]+\\.pdf");
        if (fileName != null) {
            assertThat(certificate.fileName()).isEqualTo(fileName);
        }
    }

    private static List<String> violations(byte[] pdf) throws Exception {
        VeraGreenfieldFoundryProvider.initialise();
        try (PDFAParser parser =
                        Foundries.defaultInstance().createParser(new ByteArrayInputStream(pdf), PDFAFlavour.PDFA_3_B);
                PDFAValidator validator = Foundries.defaultInstance().createValidator(PDFAFlavour.PDFA_3_B, false)) {
            ValidationResult result = validator.validate(parser);
            List<String> violations = result.getTestAssertions().stream()
                    .map(one -> one.getRuleId().getClause() + ": " + one.getMessage())
                    .distinct()
                    .toList();
            assertThat(result.isCompliant()).as("%s", violations).isTrue();
            assertThat(result.getTotalAssertions()).isGreaterThan(100);
            return violations;
        }
    }
}
