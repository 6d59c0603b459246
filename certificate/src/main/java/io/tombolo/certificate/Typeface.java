package io.tombolo.certificate;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.apache.fontbox.ttf.CmapLookup;
import org.apache.fontbox.ttf.TTFParser;
import org.apache.fontbox.ttf.TrueTypeFont;
import org.apache.pdfbox.io.RandomAccessReadBuffer;
import org.apache.pdfbox.pdmodel.PDDocument;
import org.apache.pdfbox.pdmodel.font.PDFont;
import org.apache.pdfbox.pdmodel.font.PDType0Font;

/** One of the two fonts that the jar holds, embedded as far as it is used. */
final class Typeface {
    private static final String REGULAR = "NotoSansSC-Regular-subset.ttf";
    private static final String BOLD = "NotoSansSC-Bold-subset.ttf";

    private final PDFont font;
    private final CmapLookup glyphs;

    private Typeface(PDFont font, CmapLookup glyphs) {
        this.font = font;
        this.glyphs = glyphs;
    }

    static Typeface regular(PDDocument document) throws IOException {
        return load(document, REGULAR);
    }

    /** It has the certificate's own words only. */
    static Typeface bold(PDDocument document) throws IOException {
        return load(document, BOLD);
    }

    private static Typeface load(PDDocument document, String name) throws IOException {
        try (InputStream in = Typeface.class.getResourceAsStream(name)) {
            if (in == null) {
                throw new IllegalStateException("font " + name + " is not in the jar");
            }
            ByteArrayOutputStream bytes = new ByteArrayOutputStream();
            in.transferTo(bytes);
            TrueTypeFont font = new TTFParser().parse(new RandomAccessReadBuffer(bytes.toByteArray()));
            return new Typeface(PDType0Font.load(document, font, true), font.getUnicodeCmapLookup());
        }
    }

    PDFont font() {
        return font;
    }

    /** Whether the font has all of a text's characters. */
    boolean has(String text) {
        return text.codePoints().allMatch(this::has);
    }

    /** In points. */
    float width(String text, float size) {
        try {
            return font.getStringWidth(text) / 1000 * size;
        } catch (IOException e) {
            throw new IllegalStateException("no width of a text of " + text.length() + " characters", e);
        }
    }

    /**
     * A text that can be printed: each character that the font lacks, or that would be invisible, combined with another or shown in another
     * order, is replaced by its code point, as {@code [U+202E]}.
     */
    String printable(String text) {
        StringBuilder shown = new StringBuilder(text.length());
        text.codePoints().forEach(point -> {
            if (has(point) && isPlain(point)) {
                shown.appendCodePoint(point);
            } else {
                shown.append(String.format(Locale.ROOT, "[U+%04X]", point));
            }
        });
        return shown.toString();
    }

    /** Lines that are not wider than this; broken behind a space where one is near, otherwise anywhere. */
    List<String> wrap(String text, float size, float width) {
        List<String> lines = new ArrayList<>();
        StringBuilder line = new StringBuilder();
        float used = 0;
        int[] points = text.codePoints().toArray();
        for (int point : points) {
            String one = Character.toString(point);
            float wide = width(one, size);
            if (used + wide > width && !line.isEmpty()) {
                int space = line.lastIndexOf(" ");
                String rest = space > line.length() / 2 ? line.substring(space + 1) : "";
                lines.add(line.substring(0, line.length() - rest.length()));
                line = new StringBuilder(rest);
                used = width(rest, size);
            }
            line.append(one);
            used += wide;
        }
        lines.add(line.toString());
        return lines;
    }

    private boolean has(int point) {
        return glyphs.getGlyphId(point) != 0;
    }

    private static boolean isPlain(int point) {
        return switch (Character.getType(point)) {
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.SURROGATE,
                    Character.PRIVATE_USE,
                    Character.UNASSIGNED,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR,
                    Character.NON_SPACING_MARK,
                    Character.ENCLOSING_MARK,
                    Character.COMBINING_SPACING_MARK -> false;
            case Character.SPACE_SEPARATOR -> point == ' ' || point == 0x3000;
            default -> true;
        };
    }
}
