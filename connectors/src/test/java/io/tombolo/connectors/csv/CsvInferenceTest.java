package io.tombolo.connectors.csv;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tombolo.connectors.row.Column;
import io.tombolo.connectors.row.CsvDialect;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.connect.errors.ConnectException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CsvInferenceTest {

    @TempDir
    Path dir;

    @Test
    void choosesTheNarrowestTypeThatKeepsEveryValue() throws Exception {
        assertThat(typeOf("1", "-20", "NA", "")).isEqualTo("long");
        assertThat(typeOf("1", "2.5", "-0.25", "1000000")).isEqualTo("double");
        assertThat(typeOf("1.0", "2.5", "-0.0")).isEqualTo("double");
        assertThat(typeOf("true", "false")).isEqualTo("boolean");
        assertThat(typeOf("2013-01-01", "2013-02-28")).isEqualTo("date");
        assertThat(typeOf("2013-01-01T10:00:00Z", "2013-01-01T10:00:00.123Z")).isEqualTo("timestamp");
        assertThat(typeOf("2013-01-01T10:00:00.000Z", "2013-01-01T10:00:00.123Z"))
                .isEqualTo("timestamp");
        assertThat(typeOf("NA", "")).isEqualTo("string");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "007",
                "+5",
                "-0",
                "5.",
                ".5",
                "1_000",
                "1,5",
                "0x10",
                "NaN",
                "Infinity",
                "1e5",
                "1E+05",
                "32E013",
                "12E5",
                "1e-400",
                "0e5",
                "1e400",
                "1.10",
                "2.50",
                "10.00",
                "9223372036854775808",
                "3.14159265358979323846",
                "0.12345678901234567890123",
                " 1",
                "1 ",
                "\u0663",
                "1d",
                "TRUE",
                "True",
                "t",
                "yes",
                "2013-01-01T10:00:00",
                "2013-01-01 10:00:00Z",
                "2013-01-01T10:00:00+00:00",
                "2013-01-01T10:00:00+01:00",
                "2013-01-01T10:00:00.1Z",
                "2013-01-01T10:00:00.123456Z",
                "2016-12-31T23:59:60Z",
                "2016-12-31T24:00:00Z",
                "2013-02-30",
                "2021-02-29",
                "1900-02-29",
                "0000-00-00",
                "2013-13-01",
                "2013-1-1",
                "31.12.2026"
            })
    void textThatNoTypeRendersAsItIsWrittenStaysText(String value) throws Exception {
        assertThat(typeOf('"' + value + '"')).isEqualTo("string");
    }

    @Test
    void valuesThatOneTypeWouldMakeOneStayText() throws Exception {
        assertThat(typeOf("1", "007")).as("leading zeros").isEqualTo("string");
        assertThat(typeOf("1", "1.0", "0.5")).as("one double in two forms").isEqualTo("string");
        assertThat(typeOf("9007199254740993", "0.5"))
                .as("a long that no double holds")
                .isEqualTo("string");
        assertThat(typeOf("0.5", "9007199254740993")).isEqualTo("string");
        assertThat(typeOf("2013-01-01T10:00:00Z", "2013-01-01T10:00:00.000Z"))
                .as("one instant in two forms")
                .isEqualTo("string");
        assertThat(typeOf("true", "1")).isEqualTo("string");
        assertThat(typeOf("2013-01-01", "2013-01-01T10:00:00Z")).isEqualTo("string");
    }

    @Test
    void aKeyIsNeverADouble() throws Exception {
        Path file = Files.writeString(
                dir.resolve("t.csv"), "a,b,c\n1.5,1.5,2013-01-01T10:00:00.000Z\n2,2,2013-01-01T10:00:00.500Z\n");

        assertThat(CsvInference.infer(file, CsvDialect.USUAL, List.of("a", "c")).columnsSpec())
                .isEqualTo("a:string,b:double,c:string");
    }

    @Test
    void readsNumbersWithADecimalComma() throws Exception {
        Path file = Files.writeString(dir.resolve("t.csv"), "a;b;c;d\n1,5;1.234,50;7;1.5\n-2;2,00;8;2.5\n");
        CsvDialect comma = new CsvDialect(';', true, '"', true, Set.of(""), 1_000, Map.of());

        assertThat(CsvInference.infer(file, comma, List.of()).columnsSpec())
                .isEqualTo("a:double,b:string,c:long,d:string");
    }

    @Test
    void leavesBrokenRowsOutAndCountsThem() throws Exception {
        Path file =
                Files.writeString(dir.resolve("t.csv"), "id,Flight No.,,2nd\n1,2,3,4\nx,y\n5,\"6\"x,7,8\n9,10,11,12\n");

        CsvInference inference = CsvInference.infer(file);

        assertThat(inference.rows()).isEqualTo(2);
        assertThat(inference.broken()).isEqualTo(2);
        assertThat(inference.columnsSpec()).isEqualTo("id:long,Flight_No_:long,column_3:long,_2nd:long");
        assertThat(Column.parse(inference.columnsSpec())).isEqualTo(inference.columns());
    }

    @Test
    void saysThatAFileIsNoCsv() throws Exception {
        Path file = Files.write(dir.resolve("t.bin"), new byte[] {'a', (byte) 0xC3, '(', ',', 'b', '\n'});

        assertThatThrownBy(() -> CsvInference.infer(file))
                .isInstanceOf(ConnectException.class)
                .hasMessageContaining("the header is not UTF-8");
    }

    @Test
    void readsTypesAsPeopleWriteThem() {
        assertThat(Column.parse("a:long, b : decimal(10,2),c:Decimal(3)"))
                .extracting(Column::toString)
                .isNotEmpty();
        assertThat(Column.spec(Column.parse("a:long, b : decimal(10,2),c:Decimal(3)")))
                .isEqualTo("a:long,b:decimal(2),c:decimal(3)");
        assertThatThrownBy(() -> Column.parse("a:int")).hasMessageContaining("column type 'int': not one of long");
        assertThatThrownBy(() -> Column.parse("a:decimal(-2)"))
                .hasMessageContaining("decimal scale '-2': must be 0 to 1000");
        assertThatThrownBy(() -> Column.parse("a")).hasMessageContaining("column 'a': write name:type");
    }

    private String typeOf(String... values) throws Exception {
        Path file = dir.resolve("t.csv");
        Files.writeString(file, "id,v\n1," + String.join("\n1,", List.of(values)) + "\n");
        return CsvInference.infer(file).columns().get(1).type().toString();
    }
}
