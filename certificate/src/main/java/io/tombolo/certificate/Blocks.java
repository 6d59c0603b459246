package io.tombolo.certificate;

import java.util.ArrayList;
import java.util.List;

/** Makes the blocks of a page from texts. */
final class Blocks {
    static final float SIZE = 8.5f;
    static final float LEADING = 12;
    private static final float LABEL = 118;
    private static final int MOST_CHARACTERS = 1500;
    private static final int MOST_LINES = 9;

    private final Typeface face;
    private final Language language;
    private boolean codePoints;

    Blocks(Typeface face, Language language) {
        this.face = face;
        this.language = language;
    }

    /** Whether any text had a character that is shown by its code point. */
    boolean hasCodePoints() {
        return codePoints;
    }

    String printable(String text) {
        String shown = face.printable(text);
        codePoints |= !shown.equals(text);
        return shown;
    }

    List<Block> heading(Words words) {
        String text = words.in(language);
        return List.of(Block.space(9), new Block(19, (sheet, top) -> {
            sheet.area(Sheet.MARGIN, top - 15, Sheet.INNER, 0.6f, Ink.RULE);
            sheet.strong(text, Sheet.MARGIN, top - 11, 10.5f, Ink.GREEN);
        }));
    }

    /** A name and its value, one block for each line; a value that is too long is cut, and says so. */
    List<Block> pair(String name, String value) {
        List<String> names = face.wrap(cut(name, 120), SIZE, LABEL - 8);
        List<String> values = lines(value, Sheet.INNER - LABEL);
        List<Block> blocks = new ArrayList<>();
        for (int i = 0; i < Math.max(names.size(), values.size()); i++) {
            String left = i < names.size() ? names.get(i) : "";
            String right = i < values.size() ? values.get(i) : "";
            blocks.add(new Block(LEADING, (sheet, top) -> {
                sheet.text(left, Sheet.MARGIN, top - 9, SIZE, Ink.GREY);
                sheet.text(right, Sheet.MARGIN + LABEL, top - 9, SIZE, Ink.BLACK);
            }));
        }
        return blocks;
    }

    List<Block> pair(Words name, String value) {
        return pair(name.in(language), value);
    }

    List<Block> paragraph(String text, Ink ink, float width) {
        return face.wrap(printable(text), SIZE, width).stream()
                .map(line -> new Block(LEADING, (sheet, top) -> sheet.text(line, Sheet.MARGIN, top - 9, SIZE, ink)))
                .toList();
    }

    List<Block> paragraph(String text, Ink ink) {
        return paragraph(text, ink, Sheet.INNER);
    }

    List<Block> strong(String text) {
        return List.of(
                Block.space(3),
                new Block(LEADING, (sheet, top) -> sheet.strong(text, Sheet.MARGIN, top - 9, SIZE, Ink.BLACK)));
    }

    private List<String> lines(String value, float width) {
        List<String> lines = face.wrap(cut(value, MOST_CHARACTERS), SIZE, width);
        if (lines.size() <= MOST_LINES) {
            return lines;
        }
        List<String> some = new ArrayList<>(lines.subList(0, MOST_LINES));
        some.add(Words.CUT.in(language, value.codePointCount(0, value.length())));
        return some;
    }

    private String cut(String text, int most) {
        int all = text.codePointCount(0, text.length());
        return all <= most
                ? printable(text)
                : printable(text.substring(0, text.offsetByCodePoints(0, most))) + Words.CUT.in(language, all);
    }
}
