package io.tombolo.terminal;

import java.io.IOException;
import org.jline.terminal.Terminal;
import org.jline.terminal.TerminalBuilder;
import org.jline.utils.WCWidth;

/** Widths in a terminal's columns, of which a Chinese character takes two. */
public final class Columns {
    /** Where nothing is cut. */
    public static final int ALL = Integer.MAX_VALUE;

    private static final int USUAL = 80;
    private static final String MORE = "…";

    private Columns() {}

    /** How many the terminal of standard output has; {@link #ALL} without a terminal. */
    @SuppressWarnings(
            "SystemConsoleNull") // the launcher asks for the console that is null without a terminal, on every JDK
    public static int ofTerminal() {
        if (System.console() == null) {
            return ALL;
        }
        try (Terminal terminal =
                TerminalBuilder.builder().nativeSignals(false).dumb(true).build()) {
            return terminal.getWidth() > 0 ? terminal.getWidth() : USUAL;
        } catch (IOException e) {
            return USUAL;
        }
    }

    /** How many this text takes. */
    public static int of(String text) {
        return text.codePoints()
                .map(WCWidth::wcwidth)
                .filter(width -> width > 0)
                .sum();
    }

    /** The text in at most this many, at least one; a text that is cut ends with {@code …}. */
    public static String cut(String text, int most) {
        if (of(text) <= most) {
            return text;
        }
        StringBuilder cut = new StringBuilder();
        int taken = 1;
        for (int code : text.codePoints().toArray()) {
            taken += Math.max(0, WCWidth.wcwidth(code));
            if (taken > most) {
                break;
            }
            cut.appendCodePoint(code);
        }
        return cut.append(MORE).toString();
    }
}
