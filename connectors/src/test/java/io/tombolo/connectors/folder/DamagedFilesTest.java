package io.tombolo.connectors.folder;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import io.tombolo.connectors.folder.Damage.Sample;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Small files of every format, packing and encoding, cut at every byte and with every byte flipped (Parquet: at each fourth byte): the rows
 * that are shared and those that are refused are all rows of the file, or the file is refused, always with a reason; and the next file is
 * shared.
 *
 * <p>{@code -Dtombolo.fuzz=every-bit} flips each bit of each byte alone, of Parquet files too; see the profile {@code fuzz}.
 */
class DamagedFilesTest {

    private static final boolean EVERY_BIT = "every-bit".equals(System.getProperty("tombolo.fuzz"));

    private static final int AT_ONCE = 25;

    @TempDir
    Path dir;

    static Stream<Sample> samples() throws IOException {
        return Damage.samples(EVERY_BIT);
    }

    @ParameterizedTest
    @MethodSource("samples")
    void isCut(Sample sample) throws IOException {
        byte[] whole = sample.bytes();
        Map<String, byte[]> cut = new LinkedHashMap<>();
        for (int length = 0; length < whole.length; length += step(sample)) {
            cut.put("cut to " + length + " bytes", Arrays.copyOf(whole, length));
        }
        accounted(sample, cut);
    }

    @ParameterizedTest
    @MethodSource("samples")
    void hasBytesFlipped(Sample sample) throws IOException {
        Map<String, byte[]> flipped = new LinkedHashMap<>();
        for (int i = 0; i < sample.bytes().length; i += step(sample)) {
            int[] one = {i % 2 == 0 ? 1 : 128};
            for (int mask : EVERY_BIT ? new int[] {1, 2, 4, 8, 16, 32, 64, 128, 255} : one) {
                byte[] damaged = sample.bytes();
                damaged[i] ^= (byte) mask;
                flipped.put("byte " + i + " flipped by " + mask, damaged);
            }
        }
        accounted(sample, flipped);
    }

    /** To open a Parquet file takes much longer than all of the others: there, three bytes are between two that are damaged. */
    private static int step(Sample sample) {
        return EVERY_BIT || !sample.name().endsWith(".parquet") ? 1 : 4;
    }

    /** A few at a time in one folder, which is listed for each: each is the next file of another. */
    private void accounted(Sample sample, Map<String, byte[]> damaged) throws IOException {
        List<String> how = List.copyOf(damaged.keySet());
        for (int from = 0; from < how.size(); from += AT_ONCE) {
            Path folder = Files.createDirectory(dir.resolve("from-" + from));
            int to = Math.min(how.size(), from + AT_ONCE);
            for (int i = from; i < to; i++) {
                Files.write(folder.resolve(name(sample, i)), damaged.get(how.get(i)));
            }
            Files.writeString(folder.resolve("z.csv"), "id,name\n777777,next\n");
            FolderRun task = new FolderRun(folder, Clock.systemUTC());
            task.with("columns", sample.typed() ? "id:long,name:string" : "infer");
            try {
                task.run();
            } catch (RuntimeException | Error e) {
                fail(sample + ", " + how.get(from) + " to " + how.get(to - 1) + ": the task ended", e);
            }
            assertThat(task.values("id")).map(String::valueOf).contains("777777");
            assertThat(task.rejected)
                    .allMatch(one -> !one.getString("detail").matches("(?s)null|.*: null|.*\\(null\\).*|.*: "));
            Set<String> refused = task.refusedFiles();
            Map<String, List<Object>> names = sample.checked() ? task.namesByFile() : Map.of();
            for (int i = from; i < to; i++) {
                String file = name(sample, i);
                if (!refused.contains(file)) {
                    byte[] content = damaged.get(how.get(i));
                    accounted(sample, task, file, how.get(i), content, names.getOrDefault(file, List.of()));
                }
            }
        }
    }

    private static void accounted(
            Sample sample, FolderRun task, String file, String how, byte[] content, List<Object> names) {
        Map<String, Long> counts = task.counts(file);
        assertThat(counts.get("rows") + counts.get("rejected"))
                .as(() -> sample + ", " + how + ": " + counts + ", " + task.reasonsOf(file))
                .isEqualTo(sample.rowsIn(content));
        if (sample.checked() && !sample.wholeParts().containsKey(content.length)) {
            assertThat(names).as("%s, %s", sample, how).isEqualTo(sample.names());
        }
    }

    private static String name(Sample sample, int number) {
        return String.format("a%05d%s", number, sample.name().substring(1));
    }
}
