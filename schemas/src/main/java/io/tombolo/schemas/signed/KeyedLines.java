package io.tombolo.schemas.signed;

import io.tombolo.merkle.Hash;
import io.tombolo.merkle.MalformedException;
import io.tombolo.merkle.text.StrictText;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.List;

/** A text that is signed: its format in the first line, then one line for each field, {@code key value}, in a fixed order. */
public final class KeyedLines {
    private static final int LONGEST = 20_000;

    private final String[] lines;
    private final String format;
    private int next = 1;

    private KeyedLines(String[] lines, String format) {
        this.lines = lines;
        this.format = format;
    }

    /**
     * Begins to read a text.
     *
     * @throws MalformedException for another format, or a text that is too long
     */
    public static KeyedLines read(String text, String format) {
        if (text.length() > LONGEST) {
            throw new MalformedException(format + ": " + text.length() + " characters, limit " + LONGEST);
        }
        String[] lines = text.split("\n", -1);
        if (!lines[0].equals(format)) {
            throw new MalformedException("format " + shown(lines[0]) + ", must be " + format);
        }
        return new KeyedLines(lines, format);
    }

    /** The next line's value. */
    public String text(String key) {
        String line = next < lines.length ? lines[next++] : "";
        if (!line.startsWith(key + " ")) {
            throw new MalformedException(format + ": line " + shown(line) + ", must begin with '" + key + " '");
        }
        return line.substring(key.length() + 1);
    }

    public Instant time(String key) {
        String text = text(key);
        try {
            return Instant.parse(text);
        } catch (DateTimeException e) {
            throw new MalformedException(format + ": " + key + " " + shown(text) + ", must be a time in ISO 8601");
        }
    }

    public long number(String key) {
        String text = text(key);
        try {
            return Long.parseLong(text);
        } catch (NumberFormatException e) {
            throw new MalformedException(format + ": " + key + " " + shown(text) + ", must be a number");
        }
    }

    /** SHA-256 of a text in UTF-8. The text is framed by its format and its lines, which hold no line breaks. */
    public static Hash hash(String text) {
        return Hash.of(Hash.sha256().digest(StrictText.utf8(text)));
    }

    public static String write(String format, List<String> lines) {
        return format + "\n" + String.join("\n", lines) + "\n";
    }

    /**
     * That value, which must be a line.
     *
     * @throws MalformedException when it is blank, too long, or has control characters
     */
    public static String oneLine(String key, String value, int longest) {
        if (value.isBlank()
                || value.length() > longest
                || value.codePoints().anyMatch(c -> Character.isISOControl(c) || c == 0x2028 || c == 0x2029)) {
            throw new MalformedException(key + " " + shown(value) + ": " + value.length() + " characters, must be 1 to "
                    + longest + " in one line");
        }
        return value;
    }

    private static String shown(String text) {
        return StrictText.shown(text);
    }
}
