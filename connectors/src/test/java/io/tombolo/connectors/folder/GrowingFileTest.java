package io.tombolo.connectors.folder;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tombolo.connectors.csv.CsvHeader;
import io.tombolo.connectors.row.CsvDialect;
import io.tombolo.merkle.Hash;
import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Map;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.errors.ConnectException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class GrowingFileTest {

    /** A clock an hour ahead: whatever is in a file has been there for long. */
    private static final Clock LATER = Clock.offset(Clock.systemUTC(), Duration.ofHours(1));

    @TempDir
    Path dir;

    private Path file;

    @BeforeEach
    void nameTheFile() {
        file = dir.resolve("t.csv");
    }

    @Test
    void sharesTypedRowsAndNothingMoreTheSecondTime() throws Exception {
        write("id,name,at\n1,one,2013-01-01T10:00:00Z\n2,NA,\n");

        TaskRun task = task().run();

        assertThat(task.values("id")).containsExactly(1L, 2L);
        assertThat(task.values("name")).containsExactly("one", null);
        assertThat(((Struct) task.rows.get(0).key()).get("id")).isEqualTo(1L);
        assertThat(task.progress().mark().position()).isEqualTo(Files.size(file));
        task.run();
        assertThat(task.rows).hasSize(2);
    }

    @Test
    void sharesOnlyWhatAGrownFileHasNew() throws Exception {
        write("id,name\n1,a\n");
        TaskRun task = task().run();

        append("2,b\n3,c\n");
        task.run();

        assertThat(task.values("id")).containsExactly(1L, 2L, 3L);
    }

    @Test
    void goesOnFromTheLastCommitAfterACrash() throws Exception {
        StringBuilder text = new StringBuilder("id,name\n");
        for (int i = 0; i < 100; i++) {
            text.append(i).append(",n").append(i).append('\n');
        }
        write(text.toString());
        TaskRun task = task().with("batch.rows", "7");

        for (int crash = 0; crash < 30; crash++) {
            task.start();
            task.poll();
            task.uncommitted();
        }

        assertThat(task.values("id")).hasSize(100).doesNotHaveDuplicates();
        assertThat(task.progress().rows()).isEqualTo(100);
    }

    @Test
    void continuesFromTheOffsetOfAnyRowThoughThatIsReadLater() throws Exception {
        StringBuilder text = new StringBuilder("id,name\n");
        for (int i = 0; i < 20; i++) {
            text.append(i).append(",n").append(i).append('\n');
        }
        write(text.toString());
        TaskRun whole = task().with("batch.rows", "7").run();

        for (int row = 0; row < 20; row++) {
            Map<String, String> partition = new HashMap<>();
            whole.rows.get(row).sourcePartition().forEach((key, value) -> partition.put(key, String.valueOf(value)));
            Map<String, Object> offset = new HashMap<>(whole.rows.get(row).sourceOffset());
            TaskRun rest = task().with("batch.rows", "7")
                    .storedOffset(partition, offset)
                    .run();

            assertThat(rest.values("id")).hasSize(19 - row);
            assertThat(rest.progress()).isEqualTo(whole.progress());
        }
    }

    @Test
    void putsEachBadRowAsideWithItsLineAndReason() throws Exception {
        write("id,name\n1,a\n2\n3,c,x\nx4,d\n,e\n6,\"f\"g\n7,h\n", UTF_8);
        append("8,caf\u00e9\n", ISO_8859_1);
        append("9,i\n", UTF_8);

        TaskRun task = task().with("columns", "id:long,name:string").run();

        assertThat(task.values("id")).containsExactly(1L, 7L, 9L);
        assertThat(task.reasons())
                .containsExactly(
                        "3 COLUMN_COUNT",
                        "4 COLUMN_COUNT",
                        "5 BAD_VALUE",
                        "6 MISSING_KEY",
                        "7 BAD_QUOTES",
                        "9 BAD_ENCODING");
        assertThat(task.rejected.get(0).getString("detail")).isEqualTo("1 columns, the header has 2");
        assertThat(task.rejected.get(2).getString("detail")).isEqualTo("column id: 'x4' is not a long");
        assertThat(UTF_8.decode((java.nio.ByteBuffer) task.rejected.get(2).get("input"))
                        .toString())
                .isEqualTo("x4,d");
        assertThat(task.progress().rejected()).isEqualTo(6);
    }

    @Test
    void readsMarksQuotesLineBreaksAndEmptyLines() throws Exception {
        write("\uFEFFid,name\r\n1,\"two\r\nlines, and \"\"quotes\"\"\"\r\n\r\n\r\n2,\"\"\r\n3,\r\n\r\n");

        TaskRun task = task().run();

        assertThat(task.values("id")).containsExactly(1L, 2L, 3L);
        assertThat(task.values("name")).containsExactly("two\r\nlines, and \"quotes\"", "", null);
        assertThat(task.progress().mark().position()).isEqualTo(Files.size(file));
        assertThat(task.progress().mark().number()).isEqualTo(9);
    }

    @Test
    void aLineLongerThanTheLimitIsRefusedAndTheNextOneShared() throws Exception {
        write("id,name\n1," + "x".repeat(5 << 20) + "\n2,b\n");

        TaskRun task = task().with("columns", "id:long,name:string").run();

        assertThat(task.reasons()).containsExactly("2 TOO_LONG");
        assertThat(task.values("id")).containsExactly(2L);
        assertThat(((java.nio.ByteBuffer) task.rejected.get(0).get("input")).remaining())
                .isEqualTo(64 * 1024);
    }

    @Test
    void anEmptyFileAndAHeaderAloneGiveNoRows() throws Exception {
        write("");
        assertThat(task().run().rows).isEmpty();

        write("id,name\n");
        assertThat(task().run().rows).isEmpty();
        assertThat(CsvHeader.rowless(file, CsvDialect.USUAL)).isTrue();
    }

    @Test
    void waitsForTheEndOfAHalfWrittenLine() throws Exception {
        write("id,name\n1,a\n2,hal");
        TaskRun task = new TaskRun(settings(), Clock.systemUTC()).with("tail.quiet.ms", "3600000");
        task.start();
        task.drain();
        assertThat(task.values("name")).containsExactly("a");

        append("f\n");
        task.drain();

        assertThat(task.values("name")).containsExactly("a", "half");
    }

    @Test
    void takesAQuietLastLineForARowAndItsLineEndLater() throws Exception {
        write("id,name\n1,a\n2,b");
        TaskRun task = task().run();
        assertThat(task.values("name")).containsExactly("a", "b");

        append("\r\n3,c\n");
        task.run();

        assertThat(task.values("name")).containsExactly("a", "b", "c");
        assertThat(task.rejected).isEmpty();
        assertThat(task.progress().mark().number()).isEqualTo(5);
    }

    @Test
    void refusesTheRestOfALineThatGrewAfterItWasShared() throws Exception {
        write("id,name\n1,a\n2,b");
        TaskRun task = task().run();

        append("etter\n3,c\n");
        task.run();

        assertThat(task.values("name")).containsExactly("a", "b", "c");
        assertThat(task.reasons()).containsExactly("3 LINE_GREW");
    }

    @Test
    void refusesAFileThatWasChangedReplacedOrCut() throws Exception {
        write("id,name\n1,a\n2,b\n");
        TaskRun task = task().run();

        write("id,name\n1,a\n2,X\n3,c\n");
        assertThatThrownBy(task::run)
                .isInstanceOf(ConnectException.class)
                .hasMessageContaining(file.toString())
                .hasMessageContaining("differs in its first 16 bytes");

        write("id,name\n1,a\n");
        assertThatThrownBy(task::run).hasMessageContaining("has 12 bytes, 16 were shared already");
    }

    @Test
    void refusesAFileThatIsReplacedWhileItRuns() throws Exception {
        write("id,name\n1,a\n2,b\n");
        TaskRun task = task();
        task.start();
        task.drain();

        Path other = Files.writeString(dir.resolve("other.csv"), "id,name\n7,x\n8,y\n9,z\n");
        Files.move(other, file, java.nio.file.StandardCopyOption.REPLACE_EXISTING);

        assertThatThrownBy(task::drain).hasMessageContaining("differs in its first");
        assertThat(task.values("id")).containsExactly(1L, 2L);
    }

    @Test
    void namesWhatIsWrongWithTheFile() throws Exception {
        assertThatThrownBy(() -> task().run()).hasMessageContaining("t.csv: no such file");
        write("id,a b,a-b\n");
        assertThatThrownBy(() -> task().run())
                .hasMessageContaining("columns 2 ('a b') and 3 ('a-b') would both be named a_b");
        write("nr,name\n1,a\n");
        assertThatThrownBy(() -> task().run()).hasMessageContaining("key column id is not in the header [nr, name]");
        Files.write(file, "id,name\n".getBytes(java.nio.charset.StandardCharsets.UTF_16));
        assertThatThrownBy(() -> task().run()).hasMessageContaining("is UTF-16");
    }

    @Test
    void stopsAtABadRowWhenToldTo() throws Exception {
        write("id,name\n1,a\n2\n3,c\n");
        TaskRun task = task().with("on.bad.row", "stop");

        assertThatThrownBy(task::run).hasMessageContaining("t.csv, line 3: COLUMN_COUNT");
        assertThat(task.values("id")).containsExactly(1L);

        write("id,name\n1,a\n2,b\n3,c\n");
        task.run();
        assertThat(task.values("id")).containsExactly(1L, 2L, 3L);
    }

    @Test
    void keepsInferredTypesWhenTheFileGrows() throws Exception {
        write("id,n\n1,5\n");
        TaskRun task = task().run();

        append("2,x\n3,6\n");
        task.run();

        assertThat(task.values("n")).containsExactly(5L, 6L);
        assertThat(task.reasons()).containsExactly("3 BAD_VALUE");
    }

    @Test
    void knowsWhetherAFileIsFinishedAndStillTheSame() throws Exception {
        write("id,name\n1,a\n");
        FileProgress progress = task().run().progress();
        assertThat(progress.finished(file)).isTrue();
        assertThat(progress.changed(file)).isEmpty();
        assertThat(FileProgress.NONE.finished(file)).isFalse();

        append("\r\n\n");
        assertThat(progress.finished(file)).as("only line ends were added").isTrue();
        append("2,b\n");
        assertThat(progress.finished(file)).isFalse();
        assertThat(progress.changed(file)).isEmpty();

        write("id,name\n1,b\n");
        assertThat(progress.changed(file)).hasValue("differs in its first 12 bytes from what was shared already");
        write("id");
        assertThat(progress.changed(file)).hasValue("has 2 bytes, 12 were shared already");
    }

    /** What connectors have stored since before this class: the keys of an offset must stay readable, whatever reads them. */
    @Test
    void goesOnFromTheOffsetOfAnOlderVersion() throws Exception {
        write("id,name\n1,a\n2,b");
        TaskRun task = task().storedOffset(
                        Map.of("file", file.toString()),
                        Map.of(
                                "position", 15L,
                                "size", 15L,
                                "rows", 2L,
                                "rejected", 3L,
                                "line", 4L,
                                "edge", 1,
                                "hashed", 15L,
                                "hash", sha256(Files.readAllBytes(file)),
                                "columns", "id:long,name:string"));

        append("\n3,c\nx,d\n");
        task.run();

        assertThat(task.values("id")).containsExactly(3L);
        assertThat(task.reasons()).containsExactly("5 BAD_VALUE");
        assertThat(task.progress().rows()).isEqualTo(3);
        assertThat(task.progress().rejected()).isEqualTo(4);
        assertThat(task.progress().hash()).isEqualTo(sha256(Files.readAllBytes(file)));
        assertThat(task.progress().toOffset().keySet())
                .containsExactlyInAnyOrder(
                        "position", "size", "rows", "rejected", "line", "edge", "hashed", "hash", "columns");
    }

    @Test
    void refusesTheRestOfALineThatAnOlderVersionSharedOpen() throws Exception {
        write("id,name\n1,a\n2,b");
        TaskRun task = task().storedOffset(
                        Map.of("file", file.toString()),
                        Map.of(
                                "position", 15L,
                                "size", 15L,
                                "rows", 2L,
                                "rejected", 0L,
                                "line", 4L,
                                "open_end", true,
                                "hashed", 0L,
                                "hash", "",
                                "columns", ""));

        append("etter\n3,c\n");
        task.run();

        assertThat(task.reasons()).containsExactly("3 LINE_GREW");
        assertThat(task.values("id")).containsExactly(3L);
    }

    private static String sha256(byte[] bytes) {
        return HexFormat.of().formatHex(Hash.sha256().digest(bytes));
    }

    private TaskRun task() {
        return new TaskRun(settings(), LATER);
    }

    private Map<String, String> settings() {
        return Map.of("file", file.toString(), "dataset", "acme.example/things", "key.columns", "id");
    }

    private void write(String text) throws IOException {
        write(text, UTF_8);
    }

    private void write(String text, Charset charset) throws IOException {
        Files.writeString(file, text, charset);
    }

    private void append(String text) throws IOException {
        append(text, UTF_8);
    }

    private void append(String text, Charset charset) throws IOException {
        Files.writeString(file, text, charset, StandardOpenOption.APPEND);
    }
}
