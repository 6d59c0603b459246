package io.tombolo.certificate;

import com.google.zxing.WriterException;
import com.google.zxing.qrcode.decoder.ErrorCorrectionLevel;
import com.google.zxing.qrcode.encoder.ByteMatrix;
import com.google.zxing.qrcode.encoder.Encoder;
import java.io.IOException;
import java.nio.charset.StandardCharsets;

/** A QR code that holds bytes. */
final class QrCode {
    /** What the largest code holds, at the lowest error correction. */
    static final int MAX_BYTES = 2953;

    /** White modules around it, as ISO/IEC 18004 asks for. */
    private static final int QUIET = 4;

    private static final float MODULE = 1.14f;
    private static final float SMALLEST_SIDE = 100;

    private final ByteMatrix modules;

    private QrCode(ByteMatrix modules) {
        this.modules = modules;
    }

    /** In byte mode without ECI: a reader gets these bytes. */
    static QrCode of(byte[] bytes) {
        try {
            String text = new String(bytes, StandardCharsets.ISO_8859_1);
            return new QrCode(Encoder.encode(text, ErrorCorrectionLevel.L).getMatrix());
        } catch (WriterException e) {
            throw new IllegalStateException("QR code of " + bytes.length + " bytes, limit " + MAX_BYTES, e);
        }
    }

    /** In points: modules of 0.4 mm, which a phone's camera reads from an ordinary print, or larger ones. */
    float side() {
        return Math.max(SMALLEST_SIDE, MODULE * (modules.getWidth() + 2 * QUIET));
    }

    void draw(Sheet sheet, float x, float top) throws IOException {
        float side = side();
        float module = side / (modules.getWidth() + 2 * QUIET);
        sheet.area(x, top - side, side, side, Ink.WHITE);
        for (int row = 0; row < modules.getHeight(); row++) {
            int from = 0;
            while (from < modules.getWidth()) {
                int to = from;
                while (to < modules.getWidth() && modules.get(to, row) == 1) {
                    to++;
                }
                if (to > from) {
                    // Rows overlap by a little, or a renderer leaves white lines between them.
                    sheet.area(
                            x + (QUIET + from) * module,
                            top - (QUIET + row + 1) * module,
                            (to - from) * module,
                            module * 1.02f,
                            Ink.BLACK);
                }
                from = Math.max(to, from + 1);
            }
        }
    }
}
