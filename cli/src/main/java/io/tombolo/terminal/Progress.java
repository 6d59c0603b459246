package io.tombolo.terminal;

import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;
import org.jspecify.annotations.Nullable;

/** A bar on standard error while something is waited for; nothing where no terminal is there to draw it on. */
public final class Progress implements AutoCloseable {
    private static final int REFRESH_MILLIS = 200;

    private final @Nullable ProgressBar bar;

    private Progress(@Nullable ProgressBar bar) {
        this.bar = bar;
    }

    /**
     * Begins a bar.
     *
     * @param task what is waited for, in a word or two
     * @param total the count at which it is done
     * @param unit what is counted, with a space before it
     */
    @SuppressWarnings(
            "SystemConsoleNull") // the launcher asks for the console that is null without a terminal, on every JDK
    public static Progress of(String task, long total, String unit) {
        if (System.console() == null) {
            return new Progress(null);
        }
        return new Progress(new ProgressBarBuilder()
                .setTaskName(task)
                .setInitialMax(total)
                .setUnit(unit, 1)
                .setStyle(ProgressBarStyle.ASCII)
                .setUpdateIntervalMillis(REFRESH_MILLIS)
                .clearDisplayOnFinish()
                .build());
    }

    /** No bar at all. */
    public static Progress none() {
        return new Progress(null);
    }

    /** Says how far it is. */
    public void at(long done) {
        if (bar != null) {
            bar.stepTo(done);
        }
    }

    /** A few words beside the figures, until others take their place. */
    public void note(String words) {
        if (bar != null) {
            bar.setExtraMessage(words);
        }
    }

    /** Says again where it ends. */
    public void total(long total) {
        if (bar != null) {
            bar.maxHint(total);
        }
    }

    @Override
    public void close() {
        if (bar != null) {
            bar.close();
        }
    }
}
