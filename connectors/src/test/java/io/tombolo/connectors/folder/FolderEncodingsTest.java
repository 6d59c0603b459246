package io.tombolo.connectors.folder;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_16BE;
import static java.nio.charset.StandardCharsets.UTF_16LE;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.nio.charset.Charset;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Arrays;
import java.util.HexFormat;
import org.apache.kafka.connect.data.Struct;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Text in whichever encoding it came. */
class FolderEncodingsTest {

    @TempDir
    Path dir;

    private FolderRun task() {
        return new FolderRun(dir, Clock.systemUTC());
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
    void readsWhatWindowsWrites() throws Exception {
        Files.writeString(dir.resolve("a.csv"), "id,name\r\n1,“5 €”\r\n", Charset.forName("windows-1252"));
        Files.writeString(dir.resolve("b.jsonl"), "{\"id\":2,\"name\":\"Œuf™\"}\r\n", Charset.forName("windows-1252"));

        FolderRun task = task().with("charset", "windows-1252").run();

        assertThat(task.values("name")).containsExactly("“5 €”", "Œuf™");
        assertThat(task.rejected).isEmpty();
    }

    @Test
    void readsUtf16WithAMarkOfEitherKindAndWithoutOneWhenItIsTold() throws Exception {
        Files.writeString(dir.resolve("a.csv"), "\uFEFFid,name\r\n1,é𝄞\r\n", UTF_16BE);
        SampleFiles.gzip(dir.resolve("b.jsonl.gz"), "\uFEFF{\"id\":2,\"name\":\"é𝄞\"}\n", UTF_16LE);
        Files.writeString(dir.resolve("c.csv"), "id,name\n3,é𝄞\n", UTF_16LE);

        FolderRun task = task().with("charset", "UTF-16LE").run();

        assertThat(task.values("id")).containsExactly(1L, 2L, 3L);
        assertThat(task.values("name")).containsOnly("é𝄞");
        assertThat(task.rejected).isEmpty();
    }

    @Test
    void aFileOfNothingButAMarkOrAHeaderIsSharedAsNothing() throws Exception {
        Files.writeString(dir.resolve("a.csv"), "\uFEFF", UTF_8);
        Files.writeString(dir.resolve("b.csv"), "\uFEFFid,name\r\n", UTF_16LE);
        Files.writeString(dir.resolve("c.csv"), "id,name", UTF_8);
        Files.writeString(dir.resolve("d.jsonl"), "\uFEFF", UTF_8);

        FolderRun task = task().run();

        assertThat(task.rows).isEmpty();
        assertThat(task.rejected).isEmpty();
    }

    /** A row's bytes that are not text never take the next row's beginning with them. */
    @ParameterizedTest
    @CsvSource({
        "Shift_JIS, 81",
        "Shift_JIS, FF",
        "EUC-JP, 8E",
        "GB18030, 81",
        "GB18030, 8130",
        "GB18030, FF",
        "Big5, A1",
        "windows-1252, 81",
        "UTF-16LE, 00D8",
        "UTF-16BE, D800",
        "UTF-16LE, 00DC",
        "UTF-16BE, DC00",
        "UTF-16, D800",
        "UTF-32LE, 00D80000",
        "UTF-32BE, 00110000",
        "US-ASCII, E9",
        "UTF-8, C3",
        "UTF-8, EDA080"
    })
    void bytesThatAreNoTextInAnyEncodingCostTheirRowOnly(String charset, String hex) throws Exception {
        Charset encoding = Charset.forName(charset);
        ByteArrayOutputStream text = new ByteArrayOutputStream();
        text.write("id,name\n1,a\n2,b".getBytes(encoding));
        text.write(HexFormat.of().parseHex(hex));
        text.write(withoutMark("\n3,c\n4,d\n".getBytes(encoding)));
        Files.write(dir.resolve("a.csv"), text.toByteArray());

        FolderRun task = task().with("charset", charset).run();

        assertThat(task.values("id")).containsExactly(1L, 3L, 4L);
        assertThat(task.reasons()).containsExactly("a.csv 3 BAD_ENCODING");
    }

    @Test
    void readsUtf32ByItsMark() throws Exception {
        for (String charset : new String[] {"UTF-32LE", "UTF-32BE"}) {
            Files.writeString(dir.resolve(charset + ".csv"), "\uFEFFid,name\n1,é𝄞\n", Charset.forName(charset));
        }

        assertThat(task().run().values("name")).containsExactly("é𝄞", "é𝄞");
    }

    @Test
    void saysThatAHeaderWithZeroBytesMayBeUtf16() throws Exception {
        Files.writeString(dir.resolve("a.csv"), "id,name\n1,a\n", UTF_16LE);

        assertThat(task().run().rejected.get(0).getString("detail"))
                .isEqualTo(dir.resolve("a.csv")
                        + ": the header holds a zero byte: is it UTF-16? Say how it is encoded, or save it as UTF-8");
    }

    private static byte[] withoutMark(byte[] bytes) {
        boolean marked = bytes.length > 1 && bytes[0] == (byte) 0xFE && bytes[1] == (byte) 0xFF;
        return marked ? Arrays.copyOfRange(bytes, 2, bytes.length) : bytes;
    }
}
