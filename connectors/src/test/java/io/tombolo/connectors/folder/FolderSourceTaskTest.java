package io.tombolo.connectors.folder;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_16LE;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.RandomAccessFile;
import java.math.BigDecimal;
import java.nio.charset.Charset;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Clock;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.errors.ConnectException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FolderSourceTaskTest {

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
    void putsBadRowsAsideWithFileAndLine() throws Exception {
        Files.writeString(dir.resolve("a.csv"), "id,name\n1,a\n2\n,c\n4,d\n");
        Files.writeString(
                dir.resolve("b.jsonl"),
                "{\"id\":5,\"name\":\"e\"}\n{\"id\":6,\n\n[7]\n{\"name\":\"h\"}\n{\"id\":\"x\"}\n{\"id\":1,\"id\":2}\n{\"id\":9}\n");

        FolderRun task = task().with("columns", "id:long,name:string").run();

        assertThat(task.values("id")).containsExactly(1L, 4L, 5L, 9L);
        assertThat(task.reasons())
                .containsExactly(
                        "a.csv 3 COLUMN_COUNT",
                        "a.csv 4 MISSING_KEY",
                        "b.jsonl 2 BAD_JSON",
                        "b.jsonl 4 BAD_JSON",
                        "b.jsonl 5 MISSING_KEY",
                        "b.jsonl 6 BAD_VALUE",
                        "b.jsonl 7 BAD_JSON");
        assertThat(task.rejected.get(5).getString("detail")).isEqualTo("column id: \"x\" is no long");
    }

    @Test
    void stopsBeforeABadRowWhenToldTo() throws Exception {
        Files.writeString(dir.resolve("a.csv"), "id,name\n1,a\n2\n3,c\n");
        FolderRun task = task().with("on.bad.row", "stop");
        task.start();
        task.poll();

        assertThatThrownBy(task::poll)
                .isInstanceOf(ConnectException.class)
                .hasMessageContaining("a.csv, line 3: COLUMN_COUNT, 1 columns, the header has 2; mend the row");

        assertThat(task.values("id")).containsExactly(1L);
        Files.writeString(dir.resolve("a.csv"), "id,name\n1,a\n2,b\n3,c\n");
        assertThatThrownBy(task::run).hasMessageContaining("was changed or replaced after 1 of its rows");
    }

    @Test
    void aFileOfWhichNothingCanBeMadeIsRefusedWholeAndTheNextShared() throws Exception {
        Files.writeString(dir.resolve("a.avro"), "no avro");
        Files.writeString(dir.resolve("b.parquet"), "no parquet at all");
        Files.writeString(dir.resolve("c.csv"), "name\nx\n");
        Files.writeString(dir.resolve("d.csv.gz"), "no gzip");
        Files.writeString(dir.resolve("e.csv"), SampleFiles.csv(0, 2));

        FolderRun task = task().run();

        assertThat(task.values("id")).containsExactly(0L, 1L);
        assertThat(task.reasons())
                .containsExactly(
                        "a.avro 1 BAD_FILE", "b.parquet 1 BAD_FILE", "c.csv 1 BAD_FILE", "d.csv.gz 1 BAD_FILE");
        assertThat(task.rejected.get(2).getString("detail")).contains("key column id is none of the columns [name]");
        assertThatThrownBy(() -> task().with("on.bad.row", "stop").run())
                .hasMessageContaining("a.avro: a.avro: is no Avro container file");
    }

    @Test
    void aDamagedBlockCostsItselfOnly() throws Exception {
        Path file = SampleFiles.avro(dir.resolve("a.avro"), 0, 1000, 512);
        try (RandomAccessFile raw = new RandomAccessFile(file.toFile(), "rw")) {
            raw.seek(raw.length() / 2);
            raw.write(new byte[] {1, 2, 3, 4, 5, 6, 7, 8});
        }

        FolderRun task = task().run();

        assertThat(task.rows).hasSizeBetween(800, 999);
        assertThat(task.values("id")).doesNotHaveDuplicates().contains(0L, 999L);
        assertThat(task.rejected)
                .isNotEmpty()
                .allMatch(r -> r.getString("reason").equals("BAD_BLOCK"));
    }

    @Test
    void keepsTheMeaningOfParquetsTypes() throws Exception {
        SampleFiles.parquet(dir.resolve("a.parquet"), 7, 8, 1 << 20);

        Struct row = (Struct) task().run().rows.get(0).value();

        assertThat(row.get("id")).isEqualTo(7L);
        assertThat(row.get("price")).isEqualTo(new BigDecimal("12.34"));
        assertThat(((java.util.Date) row.get("day")).toInstant()).hasToString("2013-01-01T00:00:00Z");
        assertThat(row.get("at")).isEqualTo(1_357_034_400_000_001L);
        assertThat(row.schema().field("at").schema().parameters())
                .containsEntry("io.tombolo.logicalType", "timestamp-micros");
        assertThat(row.get("tags")).isEqualTo(Arrays.asList("x", null));
        assertThat(row.get("sizes")).isEqualTo(Map.of("a", 1.5));
        assertThat(row.getStruct("place").get("lat")).isEqualTo(47.0);
        assertThat(row.getStruct("place").get("lon")).isNull();
    }

    @ParameterizedTest
    @ValueSource(strings = {"ISO-8859-1", "windows-1252", "UTF-8"})
    void readsTextInTheEncodingItIsTold(String charset) throws Exception {
        Files.writeString(dir.resolve("a.csv"), "id,naïve\n1,café\n", Charset.forName(charset));
        SampleFiles.gzip(dir.resolve("b.csv.gz"), "id,naïve\n2,crème\n", Charset.forName(charset));

        FolderRun task = task().with("charset", charset).run();

        assertThat(task.rows.stream().map(r -> ((Struct) r.value()).get("na_ve")))
                .containsExactly("café", "crème");
    }

    @Test
    void goesByAByteOrderMarkWhateverItIsTold() throws Exception {
        Files.writeString(dir.resolve("a.csv"), "\uFEFFid,name\n1,é\n", UTF_16LE);
        Files.writeString(dir.resolve("b.csv"), "\uFEFFid,name\n2,é\n", UTF_8);
        Files.writeString(dir.resolve("c.jsonl"), "\uFEFF{\"id\":3,\"name\":\"é\"}\n", UTF_8);
        Files.writeString(dir.resolve("d.csv"), "id,name\n4,é\n", ISO_8859_1);

        FolderRun task = task().with("charset", "ISO-8859-1").run();

        assertThat(task.values("id")).containsExactly(1L, 2L, 3L, 4L);
        assertThat(task.values("name")).containsOnly("é");
    }

    @Test
    void bytesThatAreNoTextCostTheirRowOnly() throws Exception {
        Files.writeString(dir.resolve("a.csv"), "id,name\n1,a\n2,caf\u00e9\n3,c\n", ISO_8859_1);
        SampleFiles.gzip(dir.resolve("b.jsonl.gz"), "{\"id\":4,\"name\":\"\u00e9\"}\n{\"id\":5}\n", ISO_8859_1);

        FolderRun task = task().run();

        assertThat(task.values("id")).containsExactly(1L, 3L, 5L);
        assertThat(task.reasons()).containsExactly("a.csv 3 BAD_ENCODING", "b.jsonl.gz 1 BAD_JSON");
    }

    @Test
    void columnsKeepTheirTypesAndLaterFilesMayBringMore() throws Exception {
        Files.writeString(dir.resolve("a.jsonl"), "{\"id\":1,\"n\":1,\"deep\":{\"b\":[1,2.50]},\"none\":null}\n");
        FolderRun task = task().run();

        Files.writeString(
                dir.resolve("b.jsonl"), "{\"id\":2,\"n\":\"two\",\"more\":true}\n{\"id\":3,\"n\":3,\"more\":false}\n");
        Files.writeString(dir.resolve("c.csv"), "more,id\ntrue,4\n");
        task.run();

        assertThat(task.values("id")).containsExactly(1L, 3L, 4L);
        assertThat(task.values("more")).isEqualTo(Arrays.asList(null, false, true));
        assertThat(((Struct) task.rows.get(0).value()).get("deep")).isEqualTo("{\"b\":[1,2.50]}");
        assertThat(task.reasons()).containsExactly("b.jsonl 1 BAD_VALUE");
        assertThat(task.notes.stream().map(n -> n.getString("columns")).filter(c -> c != null))
                .containsExactly("id:long,n:long,deep:json", "id:long,n:long,deep:json,more:boolean");
    }

    @Test
    void aColumnThatIsNotConfiguredIsRefusedRatherThanLost() throws Exception {
        Files.writeString(dir.resolve("a.csv"), "id,name,more\n1,a,b\n");
        Files.writeString(dir.resolve("b.jsonl"), "{\"id\":2,\"more\":1}\n{\"id\":3,\"more\":null}\n");

        FolderRun task = task().with("columns", "id:long,name:string").run();

        assertThat(task.values("id")).containsExactly(3L);
        assertThat(task.reasons()).containsExactly("a.csv 1 BAD_FILE", "b.jsonl 1 UNKNOWN_FIELD");
        assertThat(task.rejected.get(0).getString("detail"))
                .isEqualTo("a.csv: column more is none of the dataset's columns [id, name]");
    }

    @Test
    void aLineLongerThanTheLimitIsRefusedAndTheNextOneShared() throws Exception {
        Files.writeString(
                dir.resolve("a.jsonl"), "{\"id\":1}\n{\"id\":2,\"x\":\"" + "y".repeat(5 << 20) + "\"}\n{\"id\":3}\n");
        SampleFiles.gzip(
                dir.resolve("b.jsonl.gz"),
                "{\"id\":4}\n{\"id\":5,\"x\":\"" + "y".repeat(5 << 20) + "\"}\n{\"id\":6}\n");

        FolderRun task = task().with("columns", "id:long,x:string").run();

        assertThat(task.values("id")).containsExactly(1L, 3L, 4L, 6L);
        assertThat(task.reasons()).containsExactly("a.jsonl 2 TOO_LONG", "b.jsonl.gz 2 TOO_LONG");
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
                .hasMessageContaining("charset: is no encoding that this Java knows");
        assertThatThrownBy(() -> task().with("files.topic", "files").start()).hasMessageContaining("tombolo.");
    }

    private static void append(Path file, String text) throws Exception {
        Files.writeString(file, text, StandardOpenOption.APPEND);
    }
}
