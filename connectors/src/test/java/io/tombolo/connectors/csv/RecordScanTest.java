package io.tombolo.connectors.csv;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.CsvRecord;
import io.tombolo.connectors.csv.RecordScan.Result;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class RecordScanTest {

    private final RecordScan scan = new RecordScan(',', '"', 1 << 20);

    @Test
    void cutsWhatFastCsvCuts() {
        Random random = new Random(17);
        String[] pieces = {
            "a", "ü", "\"x\"", "\"a,b\"", "\"l1\nl2\"", "\"l1\r\nl2\"", "\"q\"\"q\"", "", "\"\"", "1.5", "b\"c"
        };
        String[] ends = {"\n", "\r\n", "\r"};
        for (int round = 0; round < 3_000; round++) {
            StringBuilder csv = new StringBuilder();
            String end = ends[random.nextInt(ends.length)];
            int records = 1 + random.nextInt(5);
            int fields = 2 + random.nextInt(4);
            for (int r = 0; r < records; r++) {
                for (int f = 0; f < fields; f++) {
                    csv.append(f == 0 ? "" : ",").append(pieces[random.nextInt(pieces.length)]);
                }
                csv.append(r == records - 1 && random.nextBoolean() ? "" : end);
            }

            assertThat(cut(csv.toString())).as("%s", csv).isEqualTo(oracle(csv.toString()));
        }
    }

    @Test
    void asksForMoreAtEveryCutBeforeTheEnd() {
        byte[] bytes = "a,\"b\r\n\"\"c\",d\r\nnext".getBytes(UTF_8);
        int end = new String(bytes, UTF_8).indexOf("next");

        for (int to = 1; to < end; to++) {
            assertThat(scan.scan(bytes, 0, to, false)).as("%d bytes", to).isEqualTo(Result.MORE);
        }
        assertThat(scan.scan(bytes, 0, end, false)).isEqualTo(Result.RECORD);
        assertThat(scan.end()).isEqualTo(end);
        assertThat(scan.lines()).isEqualTo(2);
    }

    @Test
    void tellsBrokenQuotesFromOpenOnes() {
        assertThat(scan("a,\"b\"c,d\n", true)).isEqualTo(Result.BAD_QUOTES);
        assertThat(scan("a,\"b,c\n", true)).isEqualTo(Result.OPEN_QUOTE);
        assertThat(scan("a,\"b,c\n", false)).isEqualTo(Result.MORE);
    }

    @Test
    void givesUpBehindTheLimit() {
        RecordScan small = new RecordScan(',', '"', 10);
        byte[] bytes = "\"12345678901234567890".getBytes(UTF_8);

        assertThat(small.scan(bytes, 0, bytes.length, false)).isEqualTo(Result.TOO_LONG);
        assertThat(small.scan(bytes, 0, 10, false)).isEqualTo(Result.MORE);
    }

    private Result scan(String text, boolean last) {
        byte[] bytes = text.getBytes(UTF_8);
        return scan.scan(bytes, 0, bytes.length, last);
    }

    private List<List<String>> cut(String csv) {
        byte[] bytes = csv.getBytes(UTF_8);
        List<List<String>> records = new ArrayList<>();
        int at = 0;
        while (at < bytes.length) {
            assertThat(scan.scan(bytes, at, bytes.length, true)).isEqualTo(Result.RECORD);
            List<String> fields = new ArrayList<>();
            for (int i = 0; i < scan.fields(); i++) {
                fields.add(CsvText.field(bytes, scan, i));
            }
            records.add(fields);
            at = scan.end();
        }
        return records;
    }

    private static List<List<String>> oracle(String csv) {
        return CsvReader.builder().skipEmptyLines(false).ofCsvRecord(csv).stream()
                .map(CsvRecord::getFields)
                .toList();
    }
}
