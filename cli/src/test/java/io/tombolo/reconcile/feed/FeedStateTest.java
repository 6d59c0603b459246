package io.tombolo.reconcile.feed;

import static org.assertj.core.api.Assertions.assertThat;

import io.tombolo.reconcile.source.RowHash;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

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
            try (FeedState.Rows rows = state.rows()) {
                for (FeedState.Row row = rows.next(); row != null; row = rows.next()) {
                    keys.add(row.stored().key());
                    String hash = java.util.HexFormat.of().formatHex(row.key().bytes());
                    assertThat(hash).isGreaterThan(last);
                    last = hash;
                }
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

    private static RowHash key(int id) {
        return RowHash.of(List.of(Integer.toString(id)));
    }

    private static StoredRow row(long order, String value) {
        List<String> texts = List.of(Long.toString(order), value);
        return new StoredRow(order, RowHash.of(texts), new byte[16], StoredRow.cells(texts), "id=" + order);
    }
}
