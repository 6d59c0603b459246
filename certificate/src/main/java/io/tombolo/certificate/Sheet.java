package io.tombolo.certificate;

import java.io.IOException;
import org.apache.pdfbox.pdmodel.PDPageContentStream;

/** What draws on a page: texts and areas, in points from the page's lower left corner. */
final class Sheet {
    /** A4. */
    static final float WIDTH = 595.28f;

    static final float HEIGHT = 841.89f;
    static final float MARGIN = 48;
    static final float INNER = WIDTH - 2 * MARGIN;

    private final PDPageContentStream stream;
    private final Typeface regular;
    private final Typeface bold;

    Sheet(PDPageContentStream stream, Typeface regular, Typeface bold) {
        this.stream = stream;
        this.regular = regular;
        this.bold = bold;
    }

    void text(String text, float x, float baseline, float size, Ink ink) throws IOException {
        draw(regular, text, x, baseline, size, ink);
    }

    /** Bold where the bold font has the text's characters. */
    void strong(String text, float x, float baseline, float size, Ink ink) throws IOException {
        draw(bold.has(text) ? bold : regular, text, x, baseline, size, ink);
    }

    void area(float x, float y, float width, float height, Ink ink) throws IOException {
        stream.setNonStrokingColor(ink.red(), ink.green(), ink.blue());
        stream.addRect(x, y, width, height);
        stream.fill();
    }

    private void draw(Typeface face, String text, float x, float baseline, float size, Ink ink) throws IOException {
        stream.setNonStrokingColor(ink.red(), ink.green(), ink.blue());
        stream.beginText();
        stream.setFont(face.font(), size);
        stream.newLineAtOffset(x, baseline);
        stream.showText(text);
        stream.endText();
    }
}
