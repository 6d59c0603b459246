package io.tombolo.connectors.folder;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import org.apache.kafka.connect.data.Struct;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is shared of a text file is what the file has, or the row is refused. */
class FolderExactnessTest {

    @TempDir
    Path dir;

    private FolderRun task() {
        return new FolderRun(dir, Clock.systemUTC());
    }

    @Test
    void halvesOfSurrogatePairsAreRefusedRatherThanMadeOne() throws Exception {
        write("a.jsonl", """
            {"id":"x\\ud800","v":1}
            {"id":"x\\udfff","v":2}
            {"id":"x?","v":3}
            {"id":"pair \\ud83d\\ude00","v":4}
            {"id":"nested","v":{"a":["\\udc00"]}}
            {"id":"name","\\ud800":1}
            """);

        FolderRun task = task().run();

        assertThat(task.values("id")).containsExactly("x?", "pair \uD83D\uDE00");
        assertThat(task.reasons())
                .containsExactly(
                        "a.jsonl 1 BAD_VALUE", "a.jsonl 2 BAD_VALUE", "a.jsonl 5 BAD_VALUE", "a.jsonl 6 BAD_VALUE");
        assertThat(task.rejected.get(0).getString("detail"))
                .isEqualTo("column id: \"x\\ud800\" holds half of a surrogate pair, \\ud800, which is not text");
    }

    @Test
    void bytesThatAreNotUtf8AreRefusedInJsonToo() throws Exception {
        write("a.jsonl", "{\"id\":1,\"v\":\"a\"}\n");
        for (String hex : new String[] {"C080", "C1BF", "EDA080", "F4908080", "FF", "E282", "80"}) {
            byte[] bad = java.util.HexFormat.of().parseHex(hex);
            byte[] line = ("{\"id\":2,\"v\":\"" + hex + "@@\"}\n").getBytes(UTF_8);
            byte[] all = new byte[line.length + bad.length];
            int at = line.length - 3;
            System.arraycopy(line, 0, all, 0, at);
            System.arraycopy(bad, 0, all, at, bad.length);
            System.arraycopy(line, at, all, at + bad.length, 3);
            Files.write(dir.resolve("b" + hex + ".jsonl"), all);
            Files.write(
                    dir.resolve("c" + hex + ".csv"),
                    new String(all, java.nio.charset.StandardCharsets.ISO_8859_1)
                            .replace("{", "id,v\n")
                            .getBytes(java.nio.charset.StandardCharsets.ISO_8859_1));
        }

        FolderRun task = task().run();

        assertThat(task.values("id")).containsExactly(1L);
        assertThat(task.reasons()).hasSize(14);
    }

    @Test
    void aLaterFilesNumbersAreNeverRounded() throws Exception {
        write("a.jsonl", "{\"id\":1,\"v\":0.5,\"n\":1}\n");
        FolderRun task = task().run();

        write("b.jsonl", """
            {"id":2,"v":9007199254740993}
            {"id":3,"v":0.12345678901234567890123}
            {"id":4,"v":1e-400}
            {"id":5,"v":1e400}
            {"id":6,"n":1.5}
            {"id":7,"n":1e3}
            {"id":8,"n":2.0}
            {"id":9,"v":9007199254740992}
            {"id":10,"v":-0.0}
            {"id":11,"v":1e-7}
            {"id":12,"v":1.50}
            {"id":13,"n":-0}
            """);
        write("c.csv", "id,v\n20,9007199254740993\n21,32E013\n22,1.10\n23,0.25\n");
        task.run();

        assertThat(task.values("id")).containsExactly(1L, 9L, 10L, 11L, 23L);
        assertThat(task.values("v")).containsExactly(0.5, 9007199254740992.0, -0.0, 1e-7, 0.25);
        assertThat(task.rejected)
                .hasSize(12)
                .allMatch(r -> r.getString("reason").equals("BAD_VALUE"));
        assertThat(task.rejected.get(0).getString("detail"))
                .isEqualTo("column v: 9007199254740993 is not exactly a double");
    }

    @Test
    void numbersOfJsonThatOneTypeDoesNotRenderAreKeptAsTheyAreWritten() throws Exception {
        write("a.jsonl", "{\"id\":1,\"v\":-0.0}\n{\"id\":2,\"v\":1e400}\n{\"id\":3,\"v\":1E5}\n{\"id\":4,\"v\":100}\n");

        FolderRun task = task().run();

        assertThat(task.values("v")).containsExactly("-0.0", "1e400", "1E5", "100");
    }

    @Test
    void aSignedZeroKeepsItsSign() throws Exception {
        write("a.jsonl", "{\"id\":1,\"v\":-0.0}\n{\"id\":2,\"v\":0.5}\n");
        write("b.csv", "id,w\n3,-0.0\n4,0.5\n");

        FolderRun task = task().run();

        assertThat(task.values("v")).startsWith(-0.0, 0.5);
        assertThat(task.values("w").subList(2, 4)).containsExactly(-0.0, 0.5);
    }

    @Test
    void numbersThatAreEqualAreDifferentKeysWhenTheyAreWrittenDifferently() throws Exception {
        write("a.jsonl", "{\"id\":1}\n{\"id\":1.0}\n{\"id\":1e0}\n{\"id\":\"1\"}\n");

        FolderRun task = task().run();

        assertThat(task.values("id")).containsExactly("1", "1.0", "1e0", "\"1\"");
    }

    @Test
    void nestedNumbersKeepWhatIsWritten() throws Exception {
        write("a.jsonl", "{\"id\":1,\"v\":{\"a\":[-0.0, 1E5,1.10,9007199254740993 ]}}\n");

        assertThat(task().run().values("v")).containsExactly("{\"a\":[-0.0,1E5,1.10,9007199254740993]}");
    }

    @Test
    void whatTheParserDoesNotReadCostsItsLineOnly() throws Exception {
        String deep = "[".repeat(2_000) + "]".repeat(2_000);
        write(
                "a.jsonl",
                "{\"id\":1}\n{\"id\":2,\"v\":" + deep + "}\n{\"id\":3,\"v\":" + "[".repeat(998) + "]".repeat(998)
                        + "}\n"
                        + "{\"id\":4,\"v\":" + "9".repeat(1_200) + "}\n{\"id\":5,\"" + "n".repeat(60_000) + "\":1}\n"
                        + "{\"id\":6,\"v\":0." + "1".repeat(1_200)
                        + "}\n"
                        + "{\"id\":7}\n"
                        + "{\"id\":8,\"v\":1e9999999999}\n"
                        + "{\"id\":9} {}\n"
                        + "{\"id\":10,\"v\":NaN}\n"
                        + "{\"id\":11,\"v\":01}\n"
                        + "{\"id\":12,\"v\":+1}\n"
                        + "{\"id\":13,\"v\":.5}\n"
                        + "{\"id\":14,\"v\":5.}\n");

        FolderRun task = task().run();

        assertThat(task.values("id")).containsExactly(1L, 7L, 8L);
        assertThat(task.rejected).allMatch(r -> r.getString("reason").equals("BAD_JSON"));
        assertThat(task.rejected.stream().map(r -> r.getInt64("line")))
                .containsExactly(2L, 3L, 4L, 5L, 6L, 9L, 10L, 11L, 12L, 13L, 14L);
        assertThat(task.rejected.get(0).getString("detail"))
                .matches(".*depth.*500.*, column \\d+")
                .doesNotContain("StreamReadConstraints");
        assertThat(task.rejected.get(2).getString("detail")).matches(".*length.*1000.*, column \\d+");
    }

    @Test
    void namesThatMeetAreRefusedAcrossRowsFilesAndTime() throws Exception {
        write("a.jsonl", """
                {"id":1,"ABC$1":1}
                {"id":2,"ABC#1":2}
                {"id":3,"ABC$1":3,"ABC#1":null}
                {"id":4,"ABC_1":4}
                """);
        FolderRun task = task().run();

        write("b.jsonl", "{\"id\":5,\"ABC#1\":5}\n{\"id\":6,\"ABC$1\":6}\n");
        write("c.csv", "id,ABC#1\n7,7\n");
        task.run();

        assertThat(task.values("id")).containsExactly(1L, 6L);
        assertThat(task.values("ABC_1")).containsExactly(1L, 6L);
        assertThat(task.reasons())
                .containsExactly(
                        "a.jsonl 2 UNKNOWN_FIELD",
                        "a.jsonl 3 UNKNOWN_FIELD",
                        "a.jsonl 4 UNKNOWN_FIELD",
                        "b.jsonl 1 UNKNOWN_FIELD",
                        "c.csv 1 BAD_FILE");
        assertThat(task.rejected.get(0).getString("detail"))
                .isEqualTo("field 'ABC#1' would be named ABC_1, as field 'ABC$1' is: rename one of them");
        assertThat(task.rejected.get(4).getString("detail"))
                .isEqualTo("c.csv: field 'ABC#1' would be named ABC_1, as field 'ABC$1' is: rename one of them");
    }

    @Test
    void namesAreKeptWhenTheColumnsAreGivenToo() throws Exception {
        write("a.jsonl", "{\"id\":1,\"a b\":1}\n");
        FolderRun task = task().with("columns", "id:long,a_b:long").run();

        write("b.csv", "id,a-b\n2,2\n");
        write("c.jsonl", "{\"id\":3,\"a.b\":3}\n{\"id\":4,\"a b\":4}\n");
        task.run();

        assertThat(task.values("id")).containsExactly(1L, 4L);
        assertThat(task.reasons()).containsExactly("b.csv 1 BAD_FILE", "c.jsonl 1 UNKNOWN_FIELD");
    }

    @Test
    void namesThatAreTheColumnsOwnAreKeptToo() throws Exception {
        write("a.csv", "id,a_b\n1,1\n");
        FolderRun task = task().run();

        write("b.jsonl", "{\"id\":2,\"a b\":2}\n");
        task.run();

        assertThat(task.reasons()).containsExactly("b.jsonl 1 UNKNOWN_FIELD");
    }

    @Test
    void dialectsAreSettings() throws Exception {
        write("a.csv", "id;betrag;datum\n1;1.234,50;31.12.2026\n2;2,00;01.01.2027\n3;'7';'x;y'\n");
        write("b.tsv", "id\tbetrag\n4\t0,5\n");
        FolderRun task = task().with("separator", ";")
                .with("quote", "'")
                .with("decimal.comma", "true")
                .with("columns", "id:long,betrag:decimal(2),datum:string")
                .with("pattern", "*.csv")
                .run();

        assertThat(task.values("betrag")).extracting(String::valueOf).containsExactly("1234.50", "2.00", "7.00");
        assertThat(((Struct) task.rows.get(2).value()).get("datum")).isEqualTo("x;y");
    }

    private void write(String name, String text) throws Exception {
        Files.writeString(dir.resolve(name), text, UTF_8);
    }
}
