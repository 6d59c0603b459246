package io.tombolo.connectors.csv;

import static org.assertj.core.api.Assertions.assertThat;

import io.tombolo.connectors.csv.CsvFile.Found;
import io.tombolo.connectors.csv.CsvRows.Edge;
import io.tombolo.connectors.folder.TaskRun;
import io.tombolo.connectors.row.CsvDialect;
import io.tombolo.connectors.text.FileBytes;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A line that is inside a quoted field is never shared as a row, whatever is wrong with the quotes. */
class QuotingFaultsTest {

    @TempDir
    Path dir;

    private Path file;

    @BeforeEach
    void name() {
        file = dir.resolve("t.csv");
    }

    private TaskRun task() {
        return new TaskRun(
                Map.of("file", file.toString(), "dataset", "acme.example/things", "key.columns", "id"),
                Clock.offset(Clock.systemUTC(), Duration.ofHours(1)));
    }

    private TaskRun shared(String csv) throws Exception {
        Files.writeString(file, csv);
        return task().with("columns", "id:string,note:string,kind:string").run();
    }

    @Test
    void theLinesOfAFieldWhoseQuotesAreNotDoubledAreRefusedTogether() throws Exception {
        TaskRun task = shared("id,note,kind\n1,\"It read \\\"x\\\" and\n2,never a row,of its own\nend\",z\n3,real,y\n");

        assertThat(task.values("id")).containsExactly("3");
        assertThat(task.reasons()).containsExactly("2 BAD_QUOTES");
        assertThat(task.rejected.get(0).getString("detail"))
                .isEqualTo("a quote in a field in quotes is neither doubled nor followed by a separator or the line's"
                        + " end; refused: lines 2 to 4");
        assertThat(task.progress().mark().number()).isEqualTo(6);
    }

    @Test
    void nothingBehindAQuoteThatIsNeverClosedIsARow() throws Exception {
        TaskRun task = shared("id,note,kind\n0,a,b\n1,\"open\n2,never a row,of its own\nend,z\n3,real,y\n");

        assertThat(task.values("id")).containsExactly("0");
        assertThat(task.reasons()).containsExactly("3 OPEN_QUOTE");
        assertThat(task.rejected.get(0).getString("detail"))
                .isEqualTo("a quote is opened and never closed, so nothing after it is certain to be a row; refused:"
                        + " lines 3 to 6");
        assertThat(task.progress().mark().position()).isEqualTo(Files.size(file));
    }

    @Test
    void aSpoiltLineCostsItselfOnlyWhereNoTextCanGoOn() throws Exception {
        assertThat(shared("id,note,kind\n1,\"a\"b,c\n2,d,e\n3,f,g\n").values("id"))
                .containsExactly("2", "3");
        assertThat(again("id,note,kind\n1,\"a\"b,c\n2,d,e\n3,\"f, g\",h\n").values("id"))
                .containsExactly("2", "3");
        assertThat(again("id,note,kind\n\"1\",\"a\"b\",\"c\"\n\"2\",\"d\",\"e\"\n")
                        .values("id"))
                .containsExactly("2");
    }

    @Test
    void aTextThatGoesOnIsRefusedUpToItsEnd() throws Exception {
        TaskRun task = shared("id,note,kind\n1,\"say \"x\" to\n2,\"never\",a row\nend\",z,z\n3,c,d\n4,\"e\",f\n");

        assertThat(task.values("id")).containsExactly("3", "4");
        assertThat(task.reasons()).containsExactly("2 BAD_QUOTES", "4 BAD_QUOTES");
    }

    @Test
    void aFieldThatIsLongerThanARowMayBeIsPassedOverToItsEnd() throws Exception {
        String lines = "2,never a row,of its own\n".repeat(5_000);
        Files.writeString(file, "id,note,kind\n1,\"" + lines + "\",z\n3,real,y\n");

        TaskRun task = task().with("columns", "id:string,note:string,kind:string")
                .with("record.max.bytes", "2000")
                .run();

        assertThat(task.values("id")).containsExactly("3");
        assertThat(task.reasons()).containsExactly("2 TOO_LONG");
        assertThat(task.progress().mark().number()).isEqualTo(5_004);
    }

    @Test
    void aRowThatIsLongerThanTheBufferIsPassedOverToItsEnd() throws Exception {
        String lines = "2,never a row,of its own\n".repeat(200_000);
        TaskRun task = shared("id,note,kind\n1,\"" + lines + "\",z\n3,real,y\n");

        assertThat(task.values("id")).containsExactly("3");
        assertThat(task.reasons()).containsExactly("2 TOO_LONG");
        assertThat(task.progress().mark().number()).isEqualTo(200_004);
    }

    @Test
    void whatIsAddedBehindAnOpenQuoteBelongsToItUntilItIsClosed() throws Exception {
        TaskRun task = shared("id,note,kind\n1,\"open\n2,never a row,of its own\n");

        Files.writeString(file, "3,nor this,one\n4,nor \"\" this,one\nend\",z\n5,real,y\n", StandardOpenOption.APPEND);
        task.run();

        assertThat(task.values("id")).containsExactly("5");
        assertThat(task.reasons()).containsExactly("2 OPEN_QUOTE", "4 OPEN_QUOTE");
    }

    @Test
    void whatIsAddedToALineMayOpenAQuote() throws Exception {
        TaskRun task = shared("id,note,kind\n1,a,b\n2,c,d");

        Files.writeString(file, ",\"x\n3,never a row,of its own\",e\n4,real,y\n", StandardOpenOption.APPEND);
        task.run();

        assertThat(task.values("id")).containsExactly("1", "2", "4");
        assertThat(task.reasons()).containsExactly("3 LINE_GREW");
    }

    @Test
    void otherQuotesAndNone() throws Exception {
        Files.writeString(file, "id;note;kind\n1;'a;b\nc';d\n2;it''s;e\n3;\"f;g\n");
        assertThat(task().with("separator", ";").with("quote", "'").run().values("note"))
                .containsExactly("a;b\nc", "it''s", "\"f");

        Files.writeString(file, "id\tnote\tkind\n1\t\"a\t'b\n2\t\"\t\"\n");
        assertThat(task().with("separator", "\\t").with("quote", "none").run().values("note"))
                .containsExactly("\"a", "\"");
    }

    /** Inner lines that look like rows, in fields of which one loses its closing quote, or has a quote that is not doubled. */
    @Test
    void noInnerLineIsSharedWhicheverQuoteIsSpoilt() throws Exception {
        Random random = new Random(14);
        String[] texts = {
            "x",
            "\"x\"",
            "\"a, b\"",
            "\"l1\nnever,a,row\nl2\"",
            "\"say \"\"hi\"\"\nnever,a,row\"",
            "\"never,a,row\n\"",
            "\"\"",
            "\"q\"\"\nnever,\"\"a,row\""
        };
        for (int round = 0; round < 1_500; round++) {
            int rows = 3 + random.nextInt(6);
            int spoilt = random.nextInt(rows);
            StringBuilder csv = new StringBuilder("id,note,kind\n");
            for (int row = 0; row < rows; row++) {
                String note = texts[random.nextInt(texts.length)];
                if (row == spoilt) {
                    boolean open = random.nextBoolean() || !note.contains("\"\"") || note.equals("\"\"");
                    note = open && note.startsWith("\"")
                            ? note.substring(0, note.length() - 1)
                            : note.replaceFirst("(?<=.)\"\"", "\"");
                }
                csv.append(row).append(',').append(note).append(",k\n");
            }

            List<String> ids = ids(csv.toString());

            assertThat(ids).as("%s", csv).doesNotContain("never");
            for (int row = 0; row < spoilt; row++) {
                assertThat(ids).as("%s", csv).contains(String.valueOf(row));
            }
        }
    }

    /** The first fields of all records of three fields, in a file that is whole. */
    private List<String> ids(String csv) throws Exception {
        Files.writeString(file, csv);
        List<String> ids = new ArrayList<>();
        try (CsvFile records = new CsvFile(FileBytes.open(file), CsvDialect.USUAL, 3, 0, 1, Edge.ROW)) {
            for (Found found = records.next(true); found != Found.NOTHING; found = records.next(true)) {
                if (found == Found.RECORD && records.scan().fields() == 3) {
                    ids.add(CsvText.field(records.bytes(), records.scan(), 0));
                }
            }
        }
        return ids;
    }

    private TaskRun again(String csv) throws Exception {
        file = dir.resolve("t" + System.nanoTime() + ".csv");
        return shared(csv);
    }
}
