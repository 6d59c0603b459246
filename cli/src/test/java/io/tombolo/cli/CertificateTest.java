package io.tombolo.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.zxing.BinaryBitmap;
import com.google.zxing.DecodeHintType;
import com.google.zxing.RGBLuminanceSource;
import com.google.zxing.Result;
import com.google.zxing.ResultMetadataType;
import com.google.zxing.common.HybridBinarizer;
import com.google.zxing.qrcode.QRCodeReader;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.zip.DeflaterOutputStream;
import javax.imageio.ImageIO;
import org.apache.pdfbox.Loader;
import org.apache.pdfbox.pdmodel.PDDocument;
import org.apache.pdfbox.rendering.PDFRenderer;
import org.apache.pdfbox.text.PDFTextStripper;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code tombolo certificate}, from the golden files to a page that is looked at. */
final class CertificateTest {
    private static final Path VECTORS =
            Path.of(System.getProperty("tombolo.root", "..")).resolve("schemas/vectors");

    @TempDir
    Path temp = Path.of("unset");

    @ParameterizedTest
    @CsvSource({
        "evidence/good-anchored.json,evidence/policy.json,en",
        "evidence/good-anchored.json,evidence/policy.json,zh",
        "evidence/compact-three-witnesses.cbor,evidence/policy-compact-three-witnesses.json,en",
        "evidence/all-five-kinds.json,evidence/policy-all-five-kinds.json,zh",
        "disclosed/one-after-diagnosis.json,disclosed/policy.json,en",
        "disclosed/all.json,disclosed/policy.json,zh",
    })
    void theAttachmentIsVerifiedAsTheFileItself(String evidence, String policy, String language) throws Exception {
        Path pdf = certificate(evidence, policy, language);

        assertThat(attached(pdf)).isEqualTo(Files.readAllBytes(Path.of(vector(evidence))));
        for (String command : List.of("verify", "explain")) {
            assertThat(Shell.run(command, pdf.toString(), "--policy", vector(policy)))
                    .as(command)
                    .isEqualTo(Shell.run(command, vector(evidence), "--policy", vector(policy)));
        }
        keep(pdf, evidence.replaceAll("[/.]", "-") + "-" + language);
    }

    @Test
    void theQrCodeHoldsTheCompactEvidence() throws Exception {
        Path pdf = certificate(
                "evidence/compact-three-witnesses.json", "evidence/policy-compact-three-witnesses.json", "en");

        assertThat(qrCode(pdf)).isEqualTo(Files.readAllBytes(Path.of(vector("evidence/compact-three-witnesses.cbor"))));
        assertThat(text(pdf)).contains("From paper: the QR code holds the same evidence");
    }

    @Test
    void theQrCodeHoldsTheDigestOfEvidenceThatDoesNotFit() throws Exception {
        Path pdf = certificate("evidence/good-anchored.json", "evidence/policy.json", "en");
        byte[] evidence = Files.readAllBytes(Path.of(vector("evidence/good-anchored.json")));
        String digest =
                HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(evidence));

        assertThat(new String(qrCode(pdf), StandardCharsets.US_ASCII)).isEqualTo("sha256:" + digest);
        assertThat(text(pdf))
                .contains(digest, "3,598 bytes", "a QR code at most 2,953")
                .contains("This paper by itself proves nothing", "a single operator holds all of its keys");
    }

    @Test
    void protectedFieldsAreDisclosedOrWithheld() throws Exception {
        Path pdf = certificate("disclosed/one-after-diagnosis.json", "disclosed/policy.json", "en");

        assertThat(text(pdf))
                .contains("Row after the change", "Row before the change")
                .contains("\"A09.1\"", "withheld");
        assertThat(pages(pdf)).isEqualTo(2);
    }

    @Test
    void refusedEvidenceGetsNoCertificate() {
        Path pdf = temp.resolve("out.pdf");

        Shell.Said refused = Shell.run(
                "certificate",
                vector("evidence/altered-value.json"),
                "--policy",
                vector("evidence/policy.json"),
                "-o",
                pdf.toString());
        Shell.Said several = Shell.run(
                "certificate",
                vector("evidence/set-run.json"),
                "--policy",
                vector("evidence/policy.json"),
                "-o",
                pdf.toString());

        assertThat(refused.exitCode()).isEqualTo(1);
        assertThat(refused.out()).startsWith("ALTERED  ").contains("No certificate was written.");
        assertThat(several.exitCode()).isEqualTo(2);
        assertThat(several.err()).contains("set-run.json: 10 events, a certificate is about one");
        assertThat(pdf).doesNotExist();
    }

    @Test
    void aFileThatExistsIsNotOverwritten() throws Exception {
        Path pdf = Files.writeString(temp.resolve("out.pdf"), "mine");

        Shell.Said said = Shell.run(
                "certificate",
                vector("evidence/good-anchored.json"),
                "--policy",
                vector("evidence/policy.json"),
                "-o",
                pdf.toString());

        assertThat(said.exitCode()).isEqualTo(2);
        assertThat(said.err()).contains("out.pdf exists");
        assertThat(pdf).hasContent("mine");
    }

    @ParameterizedTest
    @ValueSource(ints = {5, 100, 4000, 20_000})
    void aPdfThatIsCutOffIsRefused(int length) throws Exception {
        Path pdf = certificate("evidence/good-anchored.json", "evidence/policy.json", "en");
        byte[] bytes = Files.readAllBytes(pdf);
        Path cut = Files.write(temp.resolve("cut.pdf"), Arrays.copyOf(bytes, length));

        refused(cut, "is a PDF from which no evidence can be taken: ");
    }

    @Test
    void aPdfThatIsNoCertificateIsRefusedByName() throws Exception {
        String bomb = flate(new byte[40 << 20]);
        String good = Files.readString(Path.of(vector("evidence/good-anchored.json")), StandardCharsets.ISO_8859_1);
        String one = stream("/Type /EmbeddedFile /Length " + good.length(), good);

        refused(pdf(stream("/Length 1", "x")), "it has no attached file");
        refused(pdf(one + one), "it has several attached files, limit 1");
        refused(pdf(one + stream("/Type /Embedded#46ile /Length 1", "x")), "it has several attached files, limit 1");
        refused(pdf(one + "trailer << /Encrypt 5 0 R >>\n"), "it is encrypted");
        refused(
                pdf(stream("/Type /EmbeddedFile /Filter /FlateDecode", bomb)),
                "its attached file has more than 33,554,432 bytes, the limit");
        refused(pdf(stream("/Type /EmbeddedFile /Filter /FlateDecode", "nothing")), "is not what /FlateDecode writes");
        refused(
                pdf(stream("/Type /EmbeddedFile /Filter [/LZWDecode]", "x")),
                "its attached file is encoded by /LZWDecode, must be /FlateDecode or nothing");
        refused(pdf(stream("/Type /EmbeddedFile", "x")), "its attached file states no length");
        refused(pdf(stream("/Type /EmbeddedFile /Length 999999999", "x")), "it is cut off: the attached file has");
        refused(pdf("1 0 obj << >> stream\n"), "it is cut off: the stream at byte");
        assertThat(Shell.run("verify", pdf(one).toString(), "--policy", vector("evidence/policy.json"))
                        .out())
                .startsWith("ANCHORED");
    }

    private void refused(Path pdf, String why) {
        for (String command : List.of("verify", "explain")) {
            Shell.Said said = Shell.run(command, pdf.toString(), "--policy", vector("evidence/policy.json"));

            assertThat(said.exitCode()).as(why).isEqualTo(2);
            assertThat(said.errLines()).hasSize(1);
            assertThat(said.err()).contains(why);
        }
    }

    private Path pdf(String objects) throws IOException {
        return Files.write(temp.resolve("crafted.pdf"), ("%PDF-1.7\n" + objects).getBytes(StandardCharsets.ISO_8859_1));
    }

    private static String stream(String dictionary, String bytes) {
        return "1 0 obj\n<< " + dictionary + " >>\nstream\n" + bytes + "\nendstream\nendobj\n";
    }

    private static String flate(byte[] bytes) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (var deflater = new DeflaterOutputStream(out)) {
            deflater.write(bytes);
        }
        return out.toString(StandardCharsets.ISO_8859_1);
    }

    private Path certificate(String evidence, String policy, String language) {
        Path pdf = temp.resolve("certificate.pdf");
        Shell.Said made = Shell.run(
                "certificate",
                vector(evidence),
                "--policy",
                vector(policy),
                "-o",
                pdf.toString(),
                "--language",
                language);
        assertThat(made.err()).isEmpty();
        assertThat(made.exitCode()).isZero();
        return pdf;
    }

    private static byte[] attached(Path pdf) throws IOException {
        try (PDDocument document = Loader.loadPDF(pdf.toFile())) {
            var files =
                    document.getDocumentCatalog().getNames().getEmbeddedFiles().getNames();
            assertThat(files).hasSize(1);
            return files.values().iterator().next().getEmbeddedFile().toByteArray();
        }
    }

    private static int pages(Path pdf) throws IOException {
        try (PDDocument document = Loader.loadPDF(pdf.toFile())) {
            return document.getNumberOfPages();
        }
    }

    private static String text(Path pdf) throws IOException {
        try (PDDocument document = Loader.loadPDF(pdf.toFile())) {
            return new PDFTextStripper().getText(document).replaceAll("\\s+", " ");
        }
    }

    /** What a reader gets from the last page, as a camera would see it. */
    @SuppressWarnings("unchecked") // ZXing's metadata are Objects
    private static byte[] qrCode(Path pdf) throws Exception {
        try (PDDocument document = Loader.loadPDF(pdf.toFile())) {
            BufferedImage image = new PDFRenderer(document).renderImageWithDPI(document.getNumberOfPages() - 1, 300);
            int[] pixels = image.getRGB(0, 0, image.getWidth(), image.getHeight(), null, 0, image.getWidth());
            var source = new RGBLuminanceSource(image.getWidth(), image.getHeight(), pixels);
            Result result = new QRCodeReader()
                    .decode(
                            new BinaryBitmap(new HybridBinarizer(source)),
                            Map.of(DecodeHintType.TRY_HARDER, Boolean.TRUE));
            ByteArrayOutputStream bytes = new ByteArrayOutputStream();
            for (byte[] segment : (List<byte[]>) result.getResultMetadata().get(ResultMetadataType.BYTE_SEGMENTS)) {
                bytes.write(segment);
            }
            return bytes.toByteArray();
        }
    }

    /** For a person who wants to look: {@code target/certificates}. */
    private static void keep(Path pdf, String name) throws IOException {
        Path folder = Files.createDirectories(Path.of("target", "certificates"));
        try (PDDocument document = Loader.loadPDF(pdf.toFile())) {
            for (int page = 0; page < document.getNumberOfPages(); page++) {
                BufferedImage image = new PDFRenderer(document).renderImageWithDPI(page, 90);
                ImageIO.write(
                        image,
                        "png",
                        folder.resolve(name + "-" + (page + 1) + ".png").toFile());
            }
        }
    }

    private static String vector(String name) {
        return VECTORS.resolve(name).toString();
    }
}
