package io.tombolo.connectors.folder;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.util.Arrays;
import java.util.List;
import org.apache.avro.file.CodecFactory;
import org.apache.avro.file.DataFileWriter;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericDatumWriter;
import org.apache.avro.generic.GenericRecord;
import org.apache.kafka.connect.errors.ConnectException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What can't be shared costs itself only. */
class FolderRejectionsTest {

    @TempDir
    Path dir;

    private FolderRun task() {
        return new FolderRun(dir, Clock.systemUTC());
    }

    @Test
    void putsBadRowsAsideWithFileAndLine() throws Exception {
        Files.writeString(dir.resolve("a.csv"), "id,name\n1,a\n2\n,c\n4,d\n");
        Files.writeString(dir.resolve("b.jsonl"), """
                {"id":5,"name":"e"}
                {"id":6,

                [7]
                {"name":"h"}
                {"id":"x"}
                {"id":1,"id":2}
                {"id":9}
                """);

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
        assertThat(task.rejected.get(5).getString("detail")).isEqualTo("column id: \"x\" is not a long");
    }

    @Test
    void stopsBeforeABadRowWhenToldTo() throws Exception {
        Files.writeString(dir.resolve("a.csv"), "id,name\n1,a\n2\n3,c\n");
        FolderRun task = task().with("on.bad.row", "stop");
        task.start();
        task.poll();

        assertThatThrownBy(task::poll)
                .isInstanceOf(ConnectException.class)
                .hasMessageContaining("a.csv, line 3: COLUMN_COUNT, 1 columns, the header has 2; fix the row");

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
        assertThat(task.rejected.get(1).getString("detail"))
                .startsWith("b.parquet: is not a Parquet file: b.parquet is not a Parquet file");
        assertThat(task.rejected.get(2).getString("detail")).contains("key column id is none of the columns [name]");
        assertThatThrownBy(() -> task().with("on.bad.row", "stop").run())
                .hasMessageContaining("a.avro: a.avro: is not an Avro container file");
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

    @ParameterizedTest
    @ValueSource(strings = {"csv", "jsonl", "jsonl.gz", "avro", "parquet"})
    void aRowOfTwentyMegabytesIsRefusedAndItsNeighboursShared(String extension) throws Exception {
        SampleFiles.named(dir.resolve("a." + extension), List.of("one", "y".repeat(20 << 20), "three"));

        FolderRun task = task().with("columns", "id:long,name:string").run();

        assertThat(task.values("name")).containsExactly("one", "three");
        assertThat(task.reasons())
                .containsExactly("a." + extension + (extension.equals("csv") ? " 3" : " 2") + " TOO_LONG");
    }

    @Test
    void saysHowLongARowWasAndHowLongItMayBe() throws Exception {
        SampleFiles.named(dir.resolve("a.avro"), List.of("é".repeat(5_000)));

        FolderRun task = task().with("record.max.bytes", "9000").run();

        assertThat(task.rejected.get(0).getString("detail"))
                .isEqualTo("10007 bytes, 1 of them its key, limit 9000 (record.max.bytes)");
    }

    @ParameterizedTest
    @ValueSource(strings = {"csv", "jsonl", "avro"})
    void aRowWithALongKeyIsRefusedBecauseItsKeyIsSharedTwice(String extension) throws Exception {
        SampleFiles.named(dir.resolve("a." + extension), List.of("one", "k".repeat(600_000), "three"));

        FolderRun task = task().with("columns", "id:long,name:string")
                .with("key.columns", "name")
                .run();

        assertThat(task.values("name")).containsExactly("one", "three");
        assertThat(task.reasons())
                .containsExactly("a." + extension + (extension.equals("csv") ? " 3" : " 2") + " TOO_LONG");
        assertThat(task.rejected.get(0).getString("detail"))
                .matches("12000\\d\\d bytes, 60000\\d of them its key, limit 1000000 \\(record.max.bytes\\)");
    }

    @Test
    void aNumberOfMillionsOfDigitsIsRefusedBeforeItIsComputed() throws Exception {
        Files.writeString(dir.resolve("a.csv"), "id,price\n1,1.5\n2,1e3000000\n3,2.5\n");
        Files.writeString(
                dir.resolve("b.jsonl"), "{\"id\":4,\"price\":1.5}\n{\"id\":5,\"price\":1e3000000}\n{\"id\":6}\n");

        FolderRun task = task().with("columns", "id:long,price:decimal(2)").run();

        assertThat(task.values("id")).containsExactly(1L, 3L, 4L, 6L);
        assertThat(task.reasons()).containsExactly("a.csv 3 TOO_LONG", "b.jsonl 2 TOO_LONG");
        assertThat(task.rejected.get(0).getString("detail"))
                .isEqualTo(
                        "column price: '1e3000000' has 3,000,003 digits with 2 after the decimal point, limit 1,000");
    }

    @Test
    void columnsWhoseNamesWouldNotFitIntoARecordAreRefused() throws Exception {
        StringBuilder row = new StringBuilder("{\"id\":1");
        for (int i = 0; i < 10; i++) {
            row.append(",\"").append("n".repeat(30_000)).append(i).append("\":1");
        }
        Files.writeString(dir.resolve("a.jsonl"), row + "}\n");
        Files.writeString(dir.resolve("b.jsonl"), "{\"id\":2}\n");

        FolderRun task = task().run();

        assertThat(task.values("id")).containsExactly(2L);
        assertThat(task.reasons()).containsExactly("a.jsonl 1 BAD_FILE");
        assertThat(task.rejected.get(0).getString("detail"))
                .matches("a.jsonl: names and types of the dataset's columns take \\d+ characters, limit 200000");
    }

    @Test
    void aFileOfOnlyBadLinesIsRefused() throws Exception {
        Files.writeString(dir.resolve("a.jsonl"), "{\n[1]\n");
        Files.writeString(dir.resolve("b.jsonl"), "\n \n");

        FolderRun task = task().run();

        assertThat(task.reasons()).containsExactly("a.jsonl 1 BAD_FILE");
        assertThat(task.rejected.get(0).getString("detail"))
                .isEqualTo("a.jsonl: no line of it is a JSON object with a field that has a value");
        assertThat(task.events()).contains("SHARED b.jsonl 0");
    }

    @Test
    void aFileThatCanNotBeReadIsRefusedAndTheNextShared() throws Exception {
        Path secret = Files.writeString(dir.resolve("a.csv"), "id,name\n1,a\n");
        Files.setPosixFilePermissions(secret, PosixFilePermissions.fromString("---------"));
        assumeThat(Files.isReadable(secret))
                .as("this user may read everything, so nothing can be tested: run the tests as a user other than root")
                .isFalse();
        Files.writeString(dir.resolve("b.csv"), SampleFiles.csv(0, 2));

        FolderRun task = task().run();

        assertThat(task.values("id")).containsExactly(0L, 1L);
        assertThat(task.reasons()).containsExactly("a.csv 1 BAD_FILE");
    }

    @Test
    void anAvroFileThatIsCutOffLosesNoRowSilently() throws Exception {
        Path whole = SampleFiles.avro(dir.resolve("whole"), 0, 100, 64);
        byte[] bytes = Files.readAllBytes(whole);
        Files.delete(whole);
        Files.write(dir.resolve("a.avro"), Arrays.copyOf(bytes, bytes.length - 20));

        FolderRun task = task().run();

        assertThat(task.reasons()).hasSize(1).allMatch(reason -> reason.endsWith("BAD_BLOCK"));
        assertThat(task.rejected.get(0).getString("detail"))
                .contains("the block at byte ", " bytes, the file ends ", "and how many were lost is not certain");
        assertThat(task.counts("a.avro").get("rows") + task.counts("a.avro").get("rejected"))
                .isEqualTo(100);
        assertThat(task.events()).anyMatch(event -> event.startsWith("REFUSED a.avro "));
        int events = task.events().size();
        assertThat(task.run().events())
                .as("a restart finds the same and says nothing more")
                .hasSize(events);
    }

    @ParameterizedTest
    @ValueSource(strings = {"deflate", "zstandard", "bzip2"})
    void aBlockThatUnpacksToTooMuchIsRefusedAndItsNeighboursShared(String codec) throws Exception {
        try (DataFileWriter<GenericRecord> writer = new DataFileWriter<>(new GenericDatumWriter<>(SampleFiles.AVRO))) {
            writer.setCodec(CodecFactory.fromString(codec))
                    .create(SampleFiles.AVRO, dir.resolve("a.avro").toFile());
            for (int i = 0; i < 3; i++) {
                GenericRecord row = new GenericData.Record(SampleFiles.AVRO);
                row.put("id", (long) i);
                row.put("name", i == 1 ? "x".repeat(70_000_000) : "n");
                writer.append(row);
                writer.sync();
            }
        }

        FolderRun task = task().run();

        assertThat(task.values("id")).containsExactly(0L, 2L);
        assertThat(task.rejected)
                .singleElement()
                .satisfies(one -> assertThat(one.getString("detail"))
                        .contains("can't be unpacked: unpacks to more than 67108864 bytes, limit 67108864"));
    }

    @Test
    void aCodecThatIsNotKnownIsNamed() throws Exception {
        Path file = SampleFiles.avro(dir.resolve("a.avro"), 0, 10, 64);
        byte[] bytes = Files.readAllBytes(file);
        String text = new String(bytes, StandardCharsets.ISO_8859_1).replace("deflate", "lzo-xyz");
        Files.write(file, text.getBytes(StandardCharsets.ISO_8859_1));

        FolderRun task = task().run();

        assertThat(task.rejected.get(0).getString("detail"))
                .isEqualTo(
                        "a.avro: is not an Avro container file: codec 'lzo-xyz' can't be read; those that can are null,"
                                + " deflate, snappy, zstandard, bzip2");
    }
}
