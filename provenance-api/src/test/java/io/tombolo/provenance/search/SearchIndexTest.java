package io.tombolo.provenance.search;

import static org.assertj.core.api.Assertions.assertThat;

import io.tombolo.provenance.SampleLog;
import io.tombolo.provenance.store.HeldCheckpoint;
import io.tombolo.provenance.store.LogStore;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** How much of many logs is indexed between two pauses; without the index's thread, which sleeps for as long as that was too much. */
class SearchIndexTest {
    private static final int LOGS = 40;

    @TempDir
    Path dir;

    @Test
    void manyLogsTogetherGiveNoMoreAtOnceThanIsDueInASecond() {
        try (LogStore store = LogStore.open(dir.resolve("store"), "cluster", Clock.systemUTC());
                SearchIndex index = new SearchIndex(
                        dir.resolve("index"),
                        store,
                        new SearchIndex.Settings(true, false, 30),
                        () -> {
                            throw new AssertionError("no key is read");
                        },
                        () -> true)) {
            for (int i = 0; i < LOGS; i++) {
                share(store, new SampleLog("acme.example/d%02d/0".formatted(i), i).grow(20));
            }

            assertThat(index.hashes()).isEqualTo(30);
            assertThat(indexed(store, index)).isEqualTo(30);
            for (int call = 2; call * 30 < LOGS * 20; call++) {
                assertThat(index.hashes()).isEqualTo(30);
            }
            assertThat(index.hashes()).isEqualTo(LOGS * 20 % 30);
            assertThat(store.logs()).allMatch(log -> index.leavesTo(log) == 20);
            assertThat(index.hashes()).isZero();
        }
    }

    private static long indexed(LogStore store, SearchIndex index) {
        return store.logs().stream().mapToLong(index::leavesTo).sum();
    }

    private static void share(LogStore store, SampleLog log) {
        HeldCheckpoint head = log.head();
        store.applyBundle(log.origin, 0, log.bundle(0, log.size()));
        store.applyCheckpoint(log.origin, head);
        store.commit(Map.of());
    }
}
