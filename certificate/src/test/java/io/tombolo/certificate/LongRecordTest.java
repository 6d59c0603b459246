package io.tombolo.certificate;

import static org.assertj.core.api.Assertions.assertThat;

import io.tombolo.merkle.Hash;
import io.tombolo.verification.EvidenceVerifier;
import io.tombolo.verification.json.Bytes;
import io.tombolo.verification.trust.PolicyFile;
import io.tombolo.verification.verdict.RecordPart;
import io.tombolo.verification.verdict.Verdict;
import io.tombolo.verification.verdict.VerifiedRecord;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.apache.avro.Schema;
import org.apache.avro.SchemaBuilder;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericDatumWriter;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.EncoderFactory;
import org.apache.pdfbox.Loader;
import org.apache.pdfbox.pdmodel.PDDocument;
import org.apache.pdfbox.text.PDFTextStripper;
import org.junit.jupiter.api.Test;

/** Records that no page holds, and characters that no font has. */
final class LongRecordTest {
    private static final Path VECTORS =
            Path.of(System.getProperty("tombolo.root", "..")).resolve("schemas/vectors/evidence");

    @Test
    void whatIsCutIsStated() throws Exception {
        String[] pages = pages(certificate(200, "x".repeat(2000), Language.EN));

        assertThat(pages).hasSize(2);
        assertThat(pages[0]).contains("f0 \"xxx", "… (2,002 characters in all; the attached file has them)");
        assertThat(pages[1])
                .containsPattern("[1-9][0-9,]* further lines of the record do not fit on two pages")
                .contains("Signers", "How to verify", "What this does not prove", "source's word.");
    }

    @Test
    void nothingVanishes() throws Exception {
        String text = "a\u202Eb\u200Bc\u0301\uD83D\uDE00\u05D0\u6F22\u8BED\u00A0d";

        String[] english = pages(certificate(1, text, Language.EN));
        String[] chinese = pages(certificate(1, text, Language.ZH));

        assertThat(english[0])
                .contains("\"a\\u202Eb\\u200Bc[U+0301][U+1F600][U+05D0]")
                .contains("\u8BED[U+00A0]d\"")
                .contains("Characters that cannot be printed unambiguously are shown by their code points");
        assertThat(chinese[0]).contains("[U+1F600]", Words.CODE_POINTS.in(Language.ZH));
    }

    @Test
    void anErasedFieldIsShownWithItsTime() throws Exception {
        Certificate one = certificate(1, "x", Language.EN);
        Certificate erased = new Certificate(
                one.evidence(),
                one.verdict(),
                List.of(new Erased("/after/diagnosis (clinical)", "2026-11-30T12:00:00Z")),
                one.policy(),
                one.verifiedAt(),
                Language.ZH);

        assertThat(pages(erased)[0])
                .contains("/after/diagnosis", "(clinical)")
                .contains(Words.ERASED.in(Language.ZH, "2026-11-30T12:00:00Z"));
    }

    @Test
    void theSameCertificateHasTheSameBytes() throws Exception {
        Certificate certificate = certificate(3, "one", Language.ZH);

        assertThat(certificate.pdf()).isEqualTo(certificate.pdf());
    }

    @Test
    void theBoldFontHasAllOfTheCertificatesWords() throws IOException {
        try (PDDocument document = new PDDocument()) {
            Typeface bold = Typeface.bold(document);
            Typeface regular = Typeface.regular(document);
            assertThat(regular.printable("a\u202E\nb\uE000\uD800")).isEqualTo("a[U+202E][U+000A]b[U+E000][U+D800]");
            for (Words words : Words.values()) {
                for (Language language : Language.values()) {
                    assertThat(bold.has(words.in(language)))
                            .as(words.in(language))
                            .isTrue();
                    assertThat(regular.has(words.in(language)))
                            .as(words.in(language))
                            .isTrue();
                }
            }
        }
    }

    private static Certificate certificate(int fields, String value, Language language) throws IOException {
        byte[] evidence = Files.readAllBytes(VECTORS.resolve("good-anchored.json"));
        Verdict.Accepted accepted = (Verdict.Accepted) EvidenceVerifier.standard()
                .verify(evidence, PolicyFile.read(Files.readAllBytes(VECTORS.resolve("policy.json"))));
        VerifiedRecord shown = new VerifiedRecord(
                17, 34, Optional.of(Instant.EPOCH), Optional.empty(), Optional.of(row(fields, value)));
        return new Certificate(
                Bytes.of(evidence),
                new Verdict.Accepted(
                        accepted.level(),
                        accepted.development(),
                        accepted.subject(),
                        accepted.times(),
                        List.of(shown),
                        accepted.checks()),
                List.of(),
                Hash.of(new byte[Hash.LENGTH]),
                Instant.parse("2026-11-30T12:00:00Z"),
                language);
    }

    private static RecordPart row(int fields, String value) throws IOException {
        var names = SchemaBuilder.record("Row").fields();
        for (int i = 0; i < fields; i++) {
            names = names.requiredString("f" + i);
        }
        Schema schema = names.endRecord();
        GenericData.Record row = new GenericData.Record(schema);
        for (int i = 0; i < fields; i++) {
            row.put(i, value);
        }
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        BinaryEncoder encoder = EncoderFactory.get().binaryEncoder(bytes, null);
        new GenericDatumWriter<GenericData.Record>(schema).write(row, encoder);
        encoder.flush();
        return new RecordPart(Optional.of(schema.toString()), Bytes.of(bytes.toByteArray()));
    }

    private static String[] pages(Certificate certificate) throws IOException {
        try (PDDocument document = Loader.loadPDF(certificate.pdf())) {
            String[] pages = new String[document.getNumberOfPages()];
            for (int page = 1; page <= pages.length; page++) {
                PDFTextStripper text = new PDFTextStripper();
                text.setStartPage(page);
                text.setEndPage(page);
                pages[page - 1] = text.getText(document).replaceAll("\\s+", " ");
            }
            return pages;
        }
    }
}
