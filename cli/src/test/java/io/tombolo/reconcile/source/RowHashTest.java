package io.tombolo.reconcile.source;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;

final class RowHashTest {

    @Test
    void isTheHashThatADatabaseMakesOfTheSameTexts() {
        RowHash hash = RowHash.of(Arrays.asList("1", null, ""));

        // SHA-256 of "1|~||".
        String hex = HexFormat.of().formatHex(Sha256.of("1|~||".getBytes(java.nio.charset.StandardCharsets.UTF_8)));
        assertThat(HexFormat.of().formatHex(hash.bytes())).isEqualTo(hex.substring(0, 32));
        assertThat(hash.chunk()).isEqualTo(Integer.parseInt(hex.substring(0, 3), 16));
        assertThat(hash.high()).isEqualTo(Long.parseLong(hex.substring(0, 15), 16));
        assertThat(hash.low()).isEqualTo(Long.parseLong(hex.substring(15, 30), 16));
    }

    @Test
    void tellsNullFromEmptyAndOneColumnFromTwo() {
        assertThat(RowHash.of(Arrays.asList((String) null)).bytes())
                .isNotEqualTo(RowHash.of(List.of("")).bytes());
        assertThat(RowHash.of(List.of("12", "3")).bytes())
                .isNotEqualTo(RowHash.of(List.of("1", "23")).bytes());
    }

    @Test
    void findsTheChunkOfEachRowThatDiffers() {
        Chunks one = new Chunks();
        Chunks other = new Chunks();
        one.add(5, 2, 10, 20);
        other.add(5, 1, 4, 15);
        other.add(5, 1, 6, 5);
        one.add(7, 1, 1, 1);
        other.add(7, 1, 1, 2);
        one.add(9, 1, 0, 0);

        assertThat(one.differing(other).stream()).containsExactly(7, 9);
        assertThat(one.rows()).isEqualTo(4);
    }
}
