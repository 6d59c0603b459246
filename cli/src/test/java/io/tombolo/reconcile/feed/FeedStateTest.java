package io.tombolo.reconcile.feed;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tombolo.reconcile.ReconcileException;
import io.tombolo.reconcile.source.RowHash;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class FeedStateTest {

    @Test
    void keepsTheLastOfEachKeyInTheOrderOfHashes() {
        try (FeedState state = FeedState.open()) {
            for (int i = 0; i < 100; i++) {
                state.put(key(i), row(i, "before"));
            }
            for (int i = 0; i < 100; i += 2) {
                state.put(key(i), row(i, "after"));
            }
            state.delete(key(1));

            List<String> keys = new ArrayList<>();
            String last = "";
            FeedState.Rows rows = state.rows();
            for (FeedState.Row row = rows.next(); row != null; row = rows.next()) {
                keys.add(row.stored().key());
                String hash = java.util.HexFormat.of().formatHex(row.key().bytes());
                assertThat(hash).isGreaterThan(last);
                last = hash;
            }

            assertThat(keys).hasSize(99).doesNotContain("id=1").contains("id=0", "id=99");
            assertThat(state.summary().chunks().rows()).isEqualTo(99);
        }
    }

    @Test
    void forgetsWhatATruncationRemovedInWhicheverOrderItIsRead() {
        try (FeedState state = FeedState.open()) {
            state.put(key(1), row(10, "a"));
            state.truncate(20);
            state.put(key(2), row(15, "b"));
            state.put(key(3), row(25, "c"));

            assertThat(state.summary().chunks().rows()).isEqualTo(1);
        }
    }

    @Test
    void writesAFileAgainThatIsMostlyRowsOfBefore(@TempDir Path folder) throws IOException {
        Path rows = Files.createDirectory(folder.resolve("rows"));
        try (FeedState state = new FeedState(new RowFiles(rows, 4 << 10))) {
            for (int change = 0; change < 1000; change++) {
                state.put(key(1), row(change, "a"));
                state.put(key(2), row(change, "b"));
            }
            state.delete(key(2));

            FeedState.Rows left = state.rows();
            assertThat(left.next())
                    .extracting(row -> row.stored().order(), row -> row.stored().key())
                    .containsExactly(999L, "id=999");
            assertThat(left.next()).isNull();
            try (Stream<Path> files = Files.list(rows)) {
                assertThat(files).hasSize(2).allMatch(file -> file.toFile().length() < 8 << 10);
            }
        }

        assertThat(rows).doesNotExist();
    }

    @Test
    void saysWhereADiskTakesNothing(@TempDir Path folder) {
        RowFiles files = new RowFiles(folder.resolve("absent"), 0);

        assertThatThrownBy(() -> files.put(key(1), new byte[1]))
                .isInstanceOf(ReconcileException.class)
                .hasMessageStartingWith("the feed's rows can't be kept in " + folder.resolve("absent") + ": ");
    }

    private static RowHash key(int id) {
        return RowHash.of(List.of(Integer.toString(id)));
    }

    private static StoredRow row(long order, String value) {
        List<String> texts = List.of(Long.toString(order), value);
        return new StoredRow(order, RowHash.of(texts), new byte[16], StoredRow.cells(texts), "id=" + order);
    }
}
