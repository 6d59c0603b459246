package io.tombolo.connectors.folder;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Clock;
import java.util.List;
import java.util.stream.LongStream;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.errors.ConnectException;
import org.apache.kafka.connect.source.SourceRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Each row once, whatever happens to the file and the worker meanwhile. */
class FolderOnceTest {

    @TempDir
    Path dir;

    private FolderRun task() {
        return new FolderRun(dir, Clock.systemUTC());
    }

    @ParameterizedTest
    @ValueSource(strings = {"csv", "csv.gz", "jsonl", "ndjson.gz", "avro", "parquet"})
    void sharesEachRowOnceThoughItIsKilledAfterEveryBatch(String extension) throws Exception {
        make(dir.resolve("a." + extension), 0, 60);
        make(dir.resolve("b." + extension), 60, 100);
        FolderRun task = task().with("batch.rows", "7");

        for (int crash = 0; crash < 40; crash++) {
            task.start();
            task.poll();
            task.uncommitted();
        }

        assertThat(task.values("id")).isEqualTo(LongStream.range(0, 100).boxed().toList());
        assertThat(task.values("name")).contains("n0", "n59", "n99");
        assertThat(task.events()).contains("SHARED a." + extension + " 60", "SHARED b." + extension + " 40");
        assertThat(task.rejected).isEmpty();
    }

    private static void make(Path file, int from, int to) throws Exception {
        String name = file.toString();
        if (name.endsWith(".csv")) {
            Files.writeString(file, SampleFiles.csv(from, to));
        } else if (name.endsWith(".csv.gz")) {
            SampleFiles.gzip(file, SampleFiles.csv(from, to));
        } else if (name.endsWith(".jsonl")) {
            Files.writeString(file, SampleFiles.json(from, to));
        } else if (name.endsWith(".ndjson.gz")) {
            SampleFiles.gzip(file, SampleFiles.json(from, to));
        } else if (name.endsWith(".avro")) {
            SampleFiles.avro(file, from, to, 64);
        } else {
            SampleFiles.parquet(file, from, to, 600);
        }
    }

    @Test
    void saysInWhichFileAndLineARowStood() throws Exception {
        Files.writeString(dir.resolve("a.csv"), SampleFiles.csv(0, 2));

        FolderRun task = task().run();

        var headers = task.rows.get(1).headers();
        assertThat(headers.lastWithName("tombolo-source-object").value()).isEqualTo("a.csv");
        assertThat(headers.lastWithName("tombolo-source-position").value()).isEqualTo("line 3");
    }

    @Test
    void aRenamedOrCopiedFileIsNotSharedAgain() throws Exception {
        Files.writeString(dir.resolve("a.csv"), SampleFiles.csv(0, 10));
        FolderRun task = task().run();

        Files.move(dir.resolve("a.csv"), dir.resolve("done-a.csv"));
        Files.copy(dir.resolve("done-a.csv"), dir.resolve("copy.csv"));
        task.run();

        assertThat(task.values("id")).hasSize(10);
    }

    @Test
    void aFileRenamedInTheMiddleGoesOnWhereItWas() throws Exception {
        Files.writeString(dir.resolve("a.csv"), SampleFiles.csv(0, 20));
        FolderRun task = task().with("batch.rows", "5");
        task.start();
        task.poll();

        Files.move(dir.resolve("a.csv"), dir.resolve("b.csv"));
        task.run();

        assertThat(task.values("id")).isEqualTo(LongStream.range(0, 20).boxed().toList());
    }

    @ParameterizedTest
    @ValueSource(strings = {"a.csv", "a.jsonl"})
    void sharesOnlyWhatAGrownFileHasNewWhetherItRanOnOrNot(String name) throws Exception {
        boolean csv = name.endsWith("csv");
        Path file = Files.writeString(dir.resolve(name), csv ? SampleFiles.csv(0, 10) : SampleFiles.json(0, 10));
        FolderRun task = task().run();

        append(file, csv ? "10,x\n11,y\n" : SampleFiles.json(10, 12));
        task.start();
        task.drain();
        append(file, csv ? "12,z\n" : SampleFiles.json(12, 13));
        task.drain();

        assertThat(task.values("id")).isEqualTo(LongStream.range(0, 13).boxed().toList());
    }

    @ParameterizedTest
    @ValueSource(strings = {"a.csv", "a.jsonl"})
    void whatIsAddedToALineThatWasTakenAsWholeIsRefused(String name) throws Exception {
        boolean csv = name.endsWith("csv");
        Path file = Files.writeString(dir.resolve(name), csv ? "id,name\n1,a\n2,ha" : "{\"id\":1}\n{\"id\":2}");
        FolderRun task = task().run();

        append(file, csv ? "lf\n3,c\n" : " {\"id\":9}\n{\"id\":3}\n");
        task.run();

        assertThat(task.values("id")).containsExactly(1L, 2L, 3L);
        assertThat(task.reasons()).containsExactly(name + (csv ? " 3" : " 2") + " LINE_GREW");
    }

    @Test
    void aNameMayBeUsedAgainForNewContent() throws Exception {
        Path file = Files.writeString(dir.resolve("a.csv"), SampleFiles.csv(0, 3));
        FolderRun task = task().run();

        Files.writeString(file, SampleFiles.csv(3, 5));
        task.run();

        assertThat(task.values("id")).containsExactly(0L, 1L, 2L, 3L, 4L);
    }

    @Test
    void stopsWhenAFileIsReplacedInTheMiddle() throws Exception {
        Path file = Files.writeString(dir.resolve("a.csv"), SampleFiles.csv(0, 20));
        FolderRun task = task().with("batch.rows", "5");
        task.start();
        task.poll();

        Files.writeString(file, SampleFiles.csv(100, 120));

        assertThatThrownBy(task::run)
                .isInstanceOf(ConnectException.class)
                .hasMessageContaining("a.csv: was changed or replaced after 3 of its rows had been shared");
    }

    @Test
    void stopsAtTheEndOfAFileThatWasChangedWhileItWasRead() throws Exception {
        Path file = Files.writeString(dir.resolve("a.csv"), SampleFiles.csv(0, 20));
        FolderRun task = task().with("batch.rows", "5");
        task.start();
        task.poll();

        Files.writeString(file, SampleFiles.csv(10, 20) + SampleFiles.csv(10, 20));

        assertThatThrownBy(task::drain)
                .isInstanceOf(ConnectException.class)
                .hasMessageContaining("was changed while it was being shared");
    }

    private static void append(Path file, String text) throws Exception {
        Files.writeString(file, text, StandardOpenOption.APPEND);
    }

    @Test
    void sharesWhatIsAddedToAFileWhileItIsReadOnce() throws Exception {
        Path file = Files.writeString(dir.resolve("a.csv"), SampleFiles.csv(0, 20));
        FolderRun task = task().with("batch.rows", "5");
        task.start();
        task.poll();

        append(file, "20,x\n21,y\n");
        task.drain();

        assertThat(task.values("id")).isEqualTo(LongStream.range(0, 22).boxed().toList());
        assertThat(task.rejected).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void aFileThatIsMovedAwayWhileItIsReadMakesRoomForAnotherOfItsName(boolean restarted) throws Exception {
        Path file = Files.writeString(dir.resolve("a.csv"), SampleFiles.csv(0, 20));
        FolderRun task = task().with("batch.rows", "5");
        task.start();
        task.poll();

        Files.move(file, dir.resolve("b.csv"));
        Files.writeString(file, SampleFiles.csv(20, 30));
        if (restarted) {
            task.run();
        } else {
            task.drain();
        }

        assertThat(task.values("id"))
                .containsExactlyInAnyOrderElementsOf(
                        LongStream.range(0, 30).<Object>mapToObj(id -> id).toList());
        assertThat(task.rejected).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"csv", "parquet"})
    void readsManyRowsOfOneFile(String extension) throws Exception {
        // A Parquet file of so many has several groups of rows; the profile fuzz reads a million.
        int many = Integer.getInteger("tombolo.rows", 200_000);
        Path file = dir.resolve("a." + extension);
        if (extension.equals("csv")) {
            Files.writeString(file, SampleFiles.csv(0, many));
        } else {
            SampleFiles.parquet(file, 0, many, 1 << 20);
        }
        FolderRun task = task();
        long began = System.nanoTime();

        task.start();
        long next = 0;
        for (List<SourceRecord> batch = task.uncommitted(); !batch.isEmpty(); batch = task.uncommitted()) {
            for (SourceRecord record : batch) {
                if (record.value() instanceof Struct row && row.schema().field("id") != null) {
                    assertThat(row.get("id")).isEqualTo(next++);
                }
            }
        }

        assertThat(next).isEqualTo(many);
        System.out.printf("%,d rows of %s: %.1f s%n", many, extension, (System.nanoTime() - began) / 1e9);
    }
}
