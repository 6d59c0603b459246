package io.tombolo.reconcile;

import static org.assertj.core.api.Assertions.assertThat;

import io.tombolo.cli.shell.ExitCode;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

final class ScheduleTest {
    private static final Duration DAY = Duration.ofHours(24);

    private final List<Duration> pauses = new ArrayList<>();

    @Test
    void runsAfterEachPauseUntilItIsToldToStop() throws InterruptedException {
        Deque<Integer> codes = new ArrayDeque<>(List.of(ExitCode.GOOD, ExitCode.GOOD, ExitCode.GOOD));

        int worst = stoppedAfter(3).run(codes::removeFirst);

        assertThat(codes).isEmpty();
        assertThat(pauses).containsExactly(DAY, DAY, DAY);
        assertThat(worst).isEqualTo(ExitCode.GOOD);
    }

    @Test
    void endsWithTheHighestCodeOfAllRuns() throws InterruptedException {
        Deque<Integer> codes = new ArrayDeque<>(List.of(ExitCode.GOOD, ExitCode.WRONG, ExitCode.REFUSED));

        assertThat(stoppedAfter(3).run(codes::removeFirst)).isEqualTo(ExitCode.WRONG);
    }

    @Test
    void reportsARunThatFailsAndMakesTheNextOne() throws InterruptedException {
        ReconcileCommand command = new ReconcileCommand();
        StringWriter err = new StringWriter();
        new CommandLine(command).setErr(new PrintWriter(err));
        ReconcileSettings settings = new ReconcileSettings(List.of(), 0, Duration.ofSeconds(1));
        List<String> runs = new ArrayList<>();

        int worst = stoppedAfter(2).run(() -> command.onSchedule(settings, given -> {
            runs.add("run");
            if (runs.size() == 1) {
                throw new ReconcileException("connector shop is stopped");
            }
            return ExitCode.GOOD;
        }));

        assertThat(runs).hasSize(2);
        assertThat(worst).isEqualTo(ExitCode.WRONG);
        assertThat(err.toString()).isEqualTo("tombolo: connector shop is stopped" + System.lineSeparator());
    }

    private Schedule stoppedAfter(int runs) {
        return new Schedule(DAY, time -> {
            pauses.add(time);
            return pauses.size() == runs;
        });
    }
}
