package io.tombolo.connectors.folder;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Which files are taken, and when. */
class FolderArrivalsTest {

    @TempDir
    Path dir;

    private FolderRun task() {
        return new FolderRun(dir, Clock.systemUTC());
    }

    @Test
    void leavesFilesAloneThatAreStillBeingWritten() throws Exception {
        Files.writeString(dir.resolve("a.csv.part"), SampleFiles.csv(0, 3));
        Files.writeString(dir.resolve(".hidden.csv"), SampleFiles.csv(3, 6));
        Files.writeString(dir.resolve("_b.csv"), SampleFiles.csv(6, 9));
        Files.writeString(dir.resolve("readme.txt"), "not a dataset");
        FolderRun task = task();
        task.start();
        task.drain();
        assertThat(task.rows).isEmpty();

        Files.move(dir.resolve("a.csv.part"), dir.resolve("a.csv"));
        task.drain();

        assertThat(task.values("id")).containsExactly(0L, 1L, 2L);
    }

    @Test
    void takesAllFilesOfAFolderByName() throws Exception {
        for (int i = 49; i >= 0; i--) {
            Files.writeString(dir.resolve("f%02d.csv".formatted(i)), SampleFiles.csv(2 * i, 2 * i + 2));
        }
        FolderRun task = task();
        task.start();
        task.drain();

        assertThat(task.values("id")).isEqualTo(LongStream.range(0, 100).boxed().toList());
    }

    @Test
    void takesAFileThatArrivesBeforeTheOthersInTheNextRound() throws Exception {
        Files.writeString(dir.resolve("b.csv"), SampleFiles.csv(0, 3));
        Files.writeString(dir.resolve("c.csv"), SampleFiles.csv(3, 6));
        Arrivals arrivals = new Arrivals(
                Arrivals.Rules.of(dir, "", "auto", false), Clock.offset(Clock.systemUTC(), Duration.ofHours(2)));

        Arrivals.Arrival first = arrivals.next();
        Files.writeString(dir.resolve("a.csv"), SampleFiles.csv(6, 9));
        Arrivals.Arrival second = arrivals.next();
        Arrivals.Arrival third = arrivals.next();
        Arrivals.Arrival again = arrivals.next();

        // Nothing was settled, so all come again.
        assertThat(List.of(first.name(), second.name(), third.name(), again.name()))
                .containsExactly("b.csv", "c.csv", "a.csv", "b.csv");
    }

    @Test
    void waitsUntilAFileIsQuiet() throws Exception {
        Files.writeString(dir.resolve("a.csv"), SampleFiles.csv(0, 3));

        FolderRun task = task().with("quiet.ms", "3600000").run();
        FolderRun later = new FolderRun(dir, Clock.offset(Clock.systemUTC(), Duration.ofHours(2)))
                .with("quiet.ms", "3600000")
                .run();

        assertThat(task.rows).isEmpty();
        assertThat(later.rows).hasSize(3);
    }

    @Test
    void takesOnlyFilesOfThePattern() throws Exception {
        Files.writeString(dir.resolve("orders-1.csv"), SampleFiles.csv(0, 3));
        Files.writeString(dir.resolve("stock-1.csv"), SampleFiles.csv(3, 6));

        FolderRun task = task().with("pattern", "orders-*.csv").run();

        assertThat(task.values("id")).containsExactly(0L, 1L, 2L);
    }

    @Test
    void readsOneFileAlone() throws Exception {
        Path file = Files.writeString(dir.resolve("a.tsv"), "id\tname\n1\ta\n");
        Files.writeString(dir.resolve("b.csv"), SampleFiles.csv(5, 9));

        FolderRun task = task().with("path", file.toString()).run();

        assertThat(task.values("id")).containsExactly(1L);
        assertThat(task.values("name")).isEqualTo(List.of("a"));
    }

    @Test
    void emptyFilesAreSharedAsNothing() throws Exception {
        Files.writeString(dir.resolve("a.csv"), "");
        Files.writeString(dir.resolve("b.csv"), "id,name\n");
        Files.writeString(dir.resolve("c.jsonl"), "\n\n");
        SampleFiles.avro(dir.resolve("d.avro"), 0, 0, 64);

        FolderRun task = task().run();
        int notes = task.notes.size();
        task.run();

        assertThat(task.rows).isEmpty();
        assertThat(task.rejected).isEmpty();
        assertThat(task.notes).hasSize(notes);
    }

    @Test
    void saysWhatIsWrongWithItsSettings() {
        assertThatThrownBy(() ->
                        task().with("path", dir.resolve("none").toString()).start())
                .hasMessageContaining("none: no such folder or file on the Connect worker's machine");
        assertThatThrownBy(() -> task().with("charset", "no-such").start())
                .hasMessageContaining("charset: is not an encoding that this Java knows");
        assertThatThrownBy(() -> task().with("files.topic", "files").start()).hasMessageContaining("tombolo.");
    }
}
