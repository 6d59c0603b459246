package io.tombolo.terminal;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.jline.terminal.Size;
import org.jline.terminal.Terminal;
import org.jline.terminal.TerminalBuilder;
import org.jline.utils.AttributedString;
import org.jline.utils.AttributedStyle;
import org.jline.utils.Display;
import org.jline.utils.InfoCmp.Capability;
import org.jline.utils.Signals;

/** A terminal's whole screen, drawn again and again in place; what was on it before comes back at the end. */
public final class LiveScreen implements AutoCloseable {
    private static final Size USUAL = new Size(80, 24);

    private final Terminal terminal;
    private final Display display;
    private final Object window;
    private volatile boolean resized = true;
    private Size size = USUAL;

    LiveScreen(Terminal terminal) {
        this.terminal = terminal;
        this.display = new Display(terminal, true);
        window = Signals.register("WINCH", () -> resized = true);
        terminal.puts(Capability.enter_ca_mode);
        terminal.puts(Capability.cursor_invisible);
        terminal.flush();
    }

    /** The terminal's screen; empty where standard output is not a terminal, or one that can't move its cursor. */
    @SuppressWarnings(
            "SystemConsoleNull") // the launcher asks for the console that is null without a terminal, on every JDK
    public static Optional<LiveScreen> open() {
        if (System.console() == null) {
            return Optional.empty();
        }
        try {
            // JLine's own handler of signals would end the process before the screen is given back.
            Terminal terminal =
                    TerminalBuilder.builder().nativeSignals(false).dumb(true).build();
            if (terminal.getStringCapability(Capability.cursor_address) == null) {
                terminal.close();
                return Optional.empty();
            }
            return Optional.of(new LiveScreen(terminal));
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    /** How many lines it has. */
    public int lines() {
        return measured().getRows();
    }

    /** How many columns it has. */
    public int columns() {
        return measured().getColumns();
    }

    private Size measured() {
        if (resized) {
            resized = false;
            Size now = terminal.getSize();
            size = now.getRows() > 0 && now.getColumns() > 0 ? now : USUAL;
            display.resize(size.getRows(), size.getColumns());
            display.clear();
        }
        return size;
    }

    /**
     * Shows these lines, cut to the screen.
     *
     * @param stale whether they are not of now: all but the first, which says so, are then faint
     */
    public void show(List<String> lines, boolean stale) {
        int columns = columns();
        int rows = Math.min(lines.size(), lines());
        AttributedString[] drawn = new AttributedString[rows];
        for (int line = 0; line < rows; line++) {
            String text = Columns.cut(lines.get(line), columns);
            drawn[line] = new AttributedString(
                    text,
                    line == 0
                            ? AttributedStyle.INVERSE
                            : stale ? AttributedStyle.DEFAULT.faint() : AttributedStyle.DEFAULT);
        }
        display.update(List.of(drawn), 0);
    }

    @Override
    public void close() {
        Signals.unregister("WINCH", window);
        terminal.puts(Capability.exit_ca_mode);
        terminal.puts(Capability.cursor_normal);
        terminal.flush();
        try {
            terminal.close();
        } catch (IOException e) {
            // The process ends, and with it the terminal's last reader.
            return;
        }
    }
}
