package io.tombolo.connectors.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tombolo.connectors.row.Column;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.apache.kafka.connect.errors.ConnectException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CsvInferenceTest {

    @TempDir
    Path dir;

    @Test
    void choosesTheNarrowestTypeThatKeepsEveryValue() throws Exception {
        assertThat(typeOf("1", "-20", "NA", "")).isEqualTo("long");
        assertThat(typeOf("1", "2.50", "1e3")).isEqualTo("double");
        assertThat(typeOf("true", "FALSE")).isEqualTo("boolean");
        assertThat(typeOf("2013-01-01", "2013-02-28")).isEqualTo("date");
        assertThat(typeOf("2013-01-01T10:00:00Z", "2013-01-01 10:00:00.123+01:00"))
                .isEqualTo("timestamp");
        assertThat(typeOf("NA", "")).isEqualTo("string");
    }

    @Test
    void fallsBackToStringsRatherThanLoseAnything() throws Exception {
        assertThat(typeOf("1", "007")).as("leading zeros").isEqualTo("string");
        assertThat(typeOf("+1")).as("a plus").isEqualTo("string");
        assertThat(typeOf("9223372036854775808")).as("behind the last long").isEqualTo("string");
        assertThat(typeOf("9007199254740993", "0.5"))
                .as("a long that no double holds")
                .isEqualTo("string");
        assertThat(typeOf("3.14159265358979323846"))
                .as("more digits than a double")
                .isEqualTo("string");
        assertThat(typeOf("2013-01-01T10:00:00")).as("no offset").isEqualTo("string");
        assertThat(typeOf("2013-01-01T10:00:00.123456Z"))
                .as("finer than a millisecond")
                .isEqualTo("string");
        assertThat(typeOf("2013-02-30")).as("no such day").isEqualTo("string");
        assertThat(typeOf("true", "1")).isEqualTo("string");
        assertThat(typeOf("NaN")).isEqualTo("string");
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
        assertThatThrownBy(() -> Column.parse("a")).hasMessageContaining("column 'a': write name:type");
    }

    private String typeOf(String... values) throws Exception {
        Path file = dir.resolve("t.csv");
        Files.writeString(file, "id,v\n1," + String.join("\n1,", List.of(values)) + "\n");
        return CsvInference.infer(file).columns().get(1).type().toString();
    }
}
