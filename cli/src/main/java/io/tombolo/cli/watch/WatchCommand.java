package io.tombolo.cli.watch;

import io.tombolo.cli.shell.CommandException;
import io.tombolo.cli.shell.ExitCode;
import io.tombolo.cli.shell.Json;
import io.tombolo.cli.shell.JsonOption;
import io.tombolo.cli.shell.Server;
import io.tombolo.terminal.LiveScreen;
import io.tombolo.terminal.StopSignal;
import java.io.PrintWriter;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

@Command(
        name = "watch",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description =
                "Shows a running tombolo up until you stop it: datasets with their rates and levels, lag, newest anchors,"
                        + " refusals.",
        footer = {
            "",
            "On a terminal the screen is drawn again in place. Elsewhere, and with --plain or --json, there is one line for each"
                    + " interval. A server that stops answering is shown as such, with the time of its last answer; one that does not"
                    + " answer at the start ends the command with exit code 2.",
            "",
            "Ctrl-C ends it, with exit code 130."
        })
public final class WatchCommand implements Callable<Integer> {
    private static final Duration SHORTEST = Duration.ofMillis(100);
    private static final Duration LONGEST = Duration.ofHours(1);
    private static final Duration REDRAW = Duration.ofSeconds(1);
    private static final Duration SLICE = Duration.ofMillis(200);
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    @Option(
            names = "--interval",
            paramLabel = "DURATION",
            defaultValue = "2s",
            description = "how often the server is asked, from PT0.1S to 1h (default: ${DEFAULT-VALUE})")
    Duration interval = Duration.ZERO;

    @Option(names = "--plain", description = "one line for each interval, on a terminal too")
    boolean plain;

    @Option(names = "--count", paramLabel = "N", description = "end after so many intervals, with exit code 0")
    @Nullable Long count;

    @Mixin
    Server server = new Server();

    @Mixin
    JsonOption output = new JsonOption();

    @Spec
    @SuppressWarnings("NullAway.Init") // set by picocli
    CommandSpec spec;

    @Override
    public Integer call() throws InterruptedException {
        if (interval.compareTo(SHORTEST) < 0 || interval.compareTo(LONGEST) > 0) {
            throw new CommandException("--interval " + interval + ": must be from " + SHORTEST + " to " + LONGEST);
        }
        if (count != null && count < 1) {
            throw new CommandException("--count " + count + ": must be at least 1 interval");
        }
        Clock clock = Clock.systemUTC();
        Duration patience = interval.compareTo(PATIENCE) > 0 ? interval : PATIENCE;
        try (StopSignal stop = StopSignal.listen();
                Watching watching =
                        new Watching(server.url().toString(), () -> ServerView.ask(server, clock), clock, patience)) {
            watching.ask();
            while (!watching.take(SLICE)) {
                if (stop.isTold()) {
                    return ExitCode.GOOD;
                }
            }
            Optional<LiveScreen> screen = plain || output.isGiven() ? Optional.empty() : LiveScreen.open();
            if (screen.isPresent()) {
                try (LiveScreen live = screen.get()) {
                    watch(watching, stop, REDRAW, picture -> draw(live, picture));
                }
            } else {
                watch(watching, stop, interval, this::print);
            }
        }
        return ExitCode.GOOD;
    }

    /** Somewhere to show pictures; false when nobody looks any more. */
    private interface Shown {
        boolean show(Picture picture);
    }

    private void watch(Watching watching, StopSignal stop, Duration redraw, Shown shown) throws InterruptedException {
        long left = count == null ? Long.MAX_VALUE : count;
        long next = System.nanoTime() + interval.toNanos();
        long drawn = System.nanoTime();
        boolean looks = shown.show(watching.picture());
        while (looks && --left > 0) {
            while (System.nanoTime() < next) {
                Duration until = Duration.ofNanos(Math.max(0, next - System.nanoTime()));
                Duration slice = until.compareTo(SLICE) < 0 ? until : SLICE;
                if (stop.await(slice.plusMillis(1))) {
                    return;
                }
                var unused = watching.take(Duration.ZERO);
                if (redraw.compareTo(interval) < 0 && System.nanoTime() - drawn >= redraw.toNanos()) {
                    looks = shown.show(watching.picture());
                    drawn = System.nanoTime();
                }
            }
            watching.ask();
            // What is answered at once is shown at once.
            var unused = watching.take(slice());
            looks = shown.show(watching.picture());
            drawn = System.nanoTime();
            next = Math.max(next + interval.toNanos(), drawn);
        }
    }

    private Duration slice() {
        return interval.compareTo(SLICE) < 0 ? interval : SLICE;
    }

    private static boolean draw(LiveScreen live, Picture picture) {
        live.show(WatchText.screen(picture, live.lines()), picture.isStale());
        return true;
    }

    private boolean print(Picture picture) {
        PrintWriter out = spec.commandLine().getOut();
        out.println(output.isGiven() ? Json.line(WatchText.json(picture)) : WatchText.line(picture));
        return !out.checkError() && !System.out.checkError();
    }
}
