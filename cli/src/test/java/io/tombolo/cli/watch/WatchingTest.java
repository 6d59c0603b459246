package io.tombolo.cli.watch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.NullNode;
import io.tombolo.cli.shell.CommandException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class WatchingTest {
    private static final Duration LONG = Duration.ofMinutes(1);

    private volatile Instant now = Instant.parse("2026-11-30T12:00:00Z");
    private final Clock clock = ((InstantSource) () -> now).withZone(ZoneOffset.UTC);

    /** What the server answers next; while there is nothing it is silent. */
    private final BlockingQueue<Supplier<ServerView>> answers = new LinkedBlockingQueue<>();

    private Watching watching() {
        return new Watching(
                "s",
                () -> {
                    try {
                        return answers.take().get();
                    } catch (InterruptedException e) {
                        throw new CommandException("interrupted", e);
                    }
                },
                clock,
                Duration.ofSeconds(5));
    }

    private ServerView view() {
        return new ServerView(now, "FOLLOWING", "", List.of(), List.of(), List.of(), NullNode.getInstance());
    }

    private ServerView view(String phase, long events) {
        return new ServerView(
                now,
                phase,
                "",
                List.of(new ServerView.Dataset("acme.example/flights", events, events, events, "ANCHORED", null, 0)),
                List.of(),
                List.of(),
                NullNode.getInstance());
    }

    private static ServerView refuse() {
        throw new CommandException("no server answers at s");
    }

    @Test
    void aServerThatKeepsSilentCountsAsNotAnsweringAfterAWhileAndAsAnsweringOnceItDoes() throws Exception {
        try (Watching watching = watching()) {
            answers.add(this::view);
            watching.ask();
            assertThat(watching.take(LONG)).isTrue();
            watching.ask();
            assertThat(watching.take(Duration.ZERO)).isFalse();
            now = now.plusSeconds(4);
            assertThat(watching.picture().isStale()).isFalse();
            now = now.plusSeconds(1);
            watching.ask();

            Picture silent = watching.picture();
            answers.add(this::view);
            assertThat(watching.take(LONG)).isTrue();

            assertThat(silent.silence()).isEqualTo("it was asked, and nothing came");
            assertThat(silent.age()).hasSeconds(5);
            assertThat(watching.picture().isStale()).isFalse();
            assertThat(watching.picture().age()).isZero();
        }
    }

    @Test
    void aServerThatIsGoneIsShownWithItsLastAnswer() throws Exception {
        try (Watching watching = watching()) {
            answers.add(this::view);
            watching.ask();
            assertThat(watching.take(LONG)).isTrue();
            now = now.plusSeconds(2);
            answers.add(WatchingTest::refuse);
            watching.ask();
            assertThat(watching.take(LONG)).isTrue();

            Picture gone = watching.picture();

            assertThat(gone.silence()).isEqualTo("no server answers at s");
            assertThat(gone.age()).hasSeconds(2);
        }
    }

    /** What it reads then was written long ago. */
    @Test
    void aServerThatCatchesUpAfterItsRestartHasNoRate() throws Exception {
        List<String> rates = new ArrayList<>();
        try (Watching watching = watching()) {
            for (ServerView one : List.of(
                    view("FOLLOWING", 1_000_000),
                    view("FOLLOWING", 1_000_010),
                    view("CONNECTING", 0),
                    view("CATCHING_UP", 500_000),
                    view("FOLLOWING", 1_000_100),
                    view("FOLLOWING", 1_000_140))) {
                now = now.plusSeconds(2);
                Instant at = now;
                answers.add(() -> new ServerView(
                        at, one.phase(), "", one.datasets(), List.of(), List.of(), NullNode.getInstance()));
                watching.ask();
                assertThat(watching.take(LONG)).isTrue();
                Picture picture = watching.picture();
                assertThat(picture.rate(one.datasets().get(0))).isEqualTo(picture.rate());
                rates.add(picture.rate().isPresent() ? "" + picture.rate().getAsLong() : "none");
            }
        }

        assertThat(rates).containsExactly("none", "5", "none", "none", "none", "20");
    }

    @Test
    void aServerThatNeverAnsweredEndsTheCommand() {
        try (Watching watching = watching()) {
            answers.add(WatchingTest::refuse);
            watching.ask();

            assertThatThrownBy(() -> watching.take(LONG))
                    .isInstanceOf(CommandException.class)
                    .hasMessage("no server answers at s");
        }
    }
}
