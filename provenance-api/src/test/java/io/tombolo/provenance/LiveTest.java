package io.tombolo.provenance;

import static org.assertj.core.api.Assertions.assertThat;

import io.tombolo.http.server.EventStream;
import io.tombolo.provenance.follow.FollowerState;
import io.tombolo.provenance.store.LogStore;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Looks at a store that grows, by a clock that is moved. */
class LiveTest {
    @TempDir
    Path dir;

    private Instant now = Instant.parse("2026-12-01T10:00:00Z");
    private final Clock clock = ((InstantSource) () -> now).withZone(ZoneOffset.UTC);
    private final SampleLog sample = new SampleLog("acme.example/flights/0", 3).grow(100);
    private final SampleLog other = new SampleLog("acme.example/ships/0", 4).grow(10);
    private LogStore store;
    private Live live;

    @BeforeEach
    void start() {
        store = LogStore.open(dir, "cluster", clock);
        share(sample, 0);
        FollowerState following = new FollowerState(FollowerState.Phase.FOLLOWING, 0, 0, "", Map.of());
        EventStream.Settings settings =
                new EventStream.Settings(1, Duration.ofHours(1), Duration.ofHours(1), 1 << 20, 1 << 20);
        live = new Live(store, () -> following, settings, clock);
    }

    @AfterEach
    void stop() {
        live.close();
        store.close();
    }

    @Test
    void whatWasThereBeforeIsNotGrowth() {
        look(1000);

        assertThat(live.perSecond("acme.example/flights")).isZero();
        assertThat(live.overview().events()).isEqualTo(100);
        assertThat(live.overview().perSecond()).isZero();
    }

    @Test
    void aRateIsTheMeanOfTenLooksAndEndsWithThem() {
        grow(sample, 50);
        look(1000);
        assertThat(live.perSecond("acme.example/flights")).isEqualTo(5.0);

        for (int i = 0; i < 8; i++) {
            look(1000);
        }
        assertThat(live.perSecond("acme.example/flights")).isEqualTo(5.0);
        assertThat(live.overview().perSecond()).isEqualTo(5.0);
        look(1000);
        look(1000);
        assertThat(live.perSecond("acme.example/flights")).isZero();
    }

    @Test
    void aLookThatCameLateCountsTheTimeThatItTook() {
        for (int i = 0; i < Live.LOOKS; i++) {
            grow(sample, 10);
            look(2000);
        }

        assertThat(live.perSecond("acme.example/flights")).isEqualTo(5.0);
        assertThat(live.perSecond("acme.example/ships")).isZero();
    }

    @Test
    void aNewDatasetGrowsFromNothing() {
        share(other, 0);
        look(1000);

        assertThat(live.perSecond("acme.example/ships")).isEqualTo(1.0);
        assertThat(live.overview().datasets()).isEqualTo(2);
    }

    @Test
    void theOverviewHasTheTimeOfItsLastChange() {
        look(1000);
        String first = live.overview().at();
        look(1000);
        look(1000);
        assertThat(live.overview().at()).isEqualTo(first);

        grow(sample, 1);
        look(1000);

        assertThat(live.overview().at()).isEqualTo("2026-12-01T10:00:04Z");
    }

    private void look(long millis) {
        now = now.plusMillis(millis);
        live.look();
    }

    private void grow(SampleLog log, int count) {
        long before = log.size();
        log.grow(count);
        share(log, before);
    }

    private void share(SampleLog log, long from) {
        for (long bundle = from / 256; bundle * 256 < log.size(); bundle++) {
            store.applyBundle(log.origin, bundle, log.bundle(bundle, log.size()));
        }
        store.applyCheckpoint(log.origin, log.head());
        store.commit(Map.of());
    }
}
