package io.tombolo.page;

import com.google.zxing.BarcodeFormat;
import com.google.zxing.EncodeHintType;
import com.google.zxing.WriterException;
import com.google.zxing.common.BitMatrix;
import com.google.zxing.qrcode.QRCodeWriter;
import com.google.zxing.qrcode.decoder.ErrorCorrectionLevel;
import io.tombolo.verifier.Programs;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.zip.Deflater;
import java.util.zip.DeflaterOutputStream;
import javax.imageio.ImageIO;

/** Evidence to verify, and the forms in which people receive it. */
final class Golden {
    static final Path EVIDENCE = Programs.VECTORS.resolve("evidence");
    static final Path ANCHORED = EVIDENCE.resolve("good-anchored.json");
    static final Path POLICY = EVIDENCE.resolve("policy.json");
    static final Path DISCLOSED = Programs.VECTORS.resolve("disclosed");

    /** What {@code ./tombolo demo} wrote, and the policy that it was verified by. */
    static final Path DEMO = BundleTest.MODULE.resolve("src/test/resources/demo");

    private Golden() {}

    /** A film that a simulated camera shows: a QR code that holds these bytes. */
    static Path film(Path folder, byte[] bytes) throws IOException {
        BufferedImage image = ImageIO.read(picture(folder, bytes).toFile());
        int side = image.getWidth();
        byte[] frame = new byte[side * side * 3 / 2];
        Arrays.fill(frame, side * side, frame.length, (byte) 128);
        for (int i = 0; i < side * side; i++) {
            frame[i] = (byte) ((image.getRGB(i % side, i / side) & 0xff) == 0 ? 16 : 235);
        }
        ByteArrayOutputStream film = new ByteArrayOutputStream();
        film.writeBytes(ascii("YUV4MPEG2 W" + side + " H" + side + " F10:1 Ip A1:1 C420jpeg\n"));
        for (int i = 0; i < 2; i++) {
            film.writeBytes(ascii("FRAME\n"));
            film.writeBytes(frame);
        }
        return Files.write(folder.resolve("film.y4m"), film.toByteArray());
    }

    /** A picture of a QR code that holds these bytes, as a certificate has it. */
    static Path picture(Path folder, byte[] bytes) throws IOException {
        try {
            BitMatrix matrix = new QRCodeWriter()
                    .encode(
                            new String(bytes, StandardCharsets.ISO_8859_1),
                            BarcodeFormat.QR_CODE,
                            900,
                            900,
                            Map.of(EncodeHintType.ERROR_CORRECTION, ErrorCorrectionLevel.L));
            BufferedImage image = new BufferedImage(matrix.getWidth(), matrix.getHeight(), BufferedImage.TYPE_INT_RGB);
            for (int y = 0; y < matrix.getHeight(); y++) {
                for (int x = 0; x < matrix.getWidth(); x++) {
                    image.setRGB(x, y, matrix.get(x, y) ? 0 : 0xffffff);
                }
            }
            Path file = Files.createTempFile(folder, "code", ".png");
            ImageIO.write(image, "png", file.toFile());
            return file;
        } catch (WriterException e) {
            throw new IllegalStateException(e);
        }
    }

    /** A PDF as small as one can be, with a file attached. */
    static Path pdf(Path folder, byte[] attached) throws IOException {
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        try (DeflaterOutputStream out = new DeflaterOutputStream(packed, new Deflater())) {
            out.write(attached);
        }
        ByteArrayOutputStream pdf = new ByteArrayOutputStream();
        pdf.writeBytes(
                ascii(
                        "%PDF-1.7\n1 0 obj\n<< /Type /Catalog >>\nendobj\n4 0 obj\n<< /Type /Embedded#46ile /Filter /FlateDecode /Length 5 0 R >>\nstream\n"));
        pdf.writeBytes(packed.toByteArray());
        pdf.writeBytes(ascii("\nendstream\nendobj\n%%EOF\n"));
        return Files.write(Files.createTempFile(folder, "certificate", ".pdf"), pdf.toByteArray());
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
