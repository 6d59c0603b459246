package io.tombolo.house;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whatever strangers send is refused by name and limit in a heap of 64 MB. */
class SmallHeapTest {
    private static final Map<String, String> EXPECTED = Map.ofEntries(
            Map.entry("text of 2 GiB", "2147483647 bytes announced, 0 left"),
            Map.entry("bytes of 2 GiB in evidence", "2147483647 bytes announced, 0 left"),
            Map.entry("array of 2^31 numbers", "2147483647 items announced, 0 bytes left"),
            Map.entry("array of 2^40 nothings", "1099511627776 items announced, 0 bytes left"),
            Map.entry("nothings in many blocks", "limit 68537"),
            Map.entry("empty records in many blocks in evidence", "limit 68537"),
            Map.entry("records that hold empty records", "records and fields in"),
            Map.entry("records that hold empty records in evidence", "records and fields in"),
            Map.entry("map of 2^31 texts", "2147483647 items announced"),
            Map.entry("fixed of 2 GiB", "topic t: schema 1: Cannot read arrays longer than 2147483639 bytes"),
            Map.entry("fixed of 17 MiB", "schema F: a fixed of 17825792 bytes, limit 16777216"),
            Map.entry("types in types in types", "schema N10: 11111111111 fields and branches"),
            Map.entry("types in types in types in evidence", "limit 200000"),
            Map.entry("a list as long as the body", "nested too deeply"),
            Map.entry("a record that holds itself in evidence", "nested too deeply"),
            Map.entry("schema of 100,000 levels", "allowed (200,"),
            Map.entry("schema of 2 MiB", "limit 1048576"),
            Map.entry("schema of many unions", "allowed (350000,"),
            Map.entry("evidence of 100,000 levels", "nested deeper than 12"),
            Map.entry("policy of many lists", "over 524288 values, names and brackets"),
            Map.entry("policy of 5 MiB", "limit 4194304"),
            Map.entry("receipt of 1048576 zeros", "compressed fields are not 1048576 bytes"),
            Map.entry("receipt of 2147483647 zeros", "limit 1048576"),
            Map.entry("CBOR bytes of 2^40", "1099511627776 is bigger than supported"),
            Map.entry("CBOR of 60,000 levels", "Too deeply nested"),
            Map.entry("6000004 characters from a read side", "allowed (1000000,"),
            Map.entry("6000004 characters from a registry", "allowed (250000,"),
            Map.entry("6000004 characters from Connect", "allowed (500000,"),
            Map.entry("100000 characters from a read side", "allowed (100,"));

    @Test
    void readersNeedNoMoreMemoryThanTheBytesAreWorth(@TempDir Path folder) throws Exception {
        Path out = folder.resolve("out.txt");
        int exit = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx64m",
                        "-XX:+UseSerialGC",
                        "-cp",
                        System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
                        HostileReaders.class.getName())
                .redirectErrorStream(true)
                .redirectOutput(out.toFile())
                .start()
                .waitFor();
        String said = Files.readString(out, StandardCharsets.UTF_8);
        Map<String, String> outcomes = new LinkedHashMap<>();
        said.lines().filter(line -> line.contains(": ")).forEach(line -> {
            String[] parts = line.split(": ", 2);
            outcomes.put(parts[0], parts[1]);
        });

        assertThat(exit).as(said).isZero();
        assertThat(said).doesNotContain("OUT OF MEMORY").doesNotContain("STACK OVERFLOW");
        EXPECTED.forEach(
                (what, refusal) -> assertThat(outcomes.get(what)).as(what).contains(refusal));
        assertThat(outcomes.entrySet())
                .allSatisfy(
                        line -> assertThat(line.getValue()).as(line.getKey()).doesNotStartWith("read"));
    }
}
