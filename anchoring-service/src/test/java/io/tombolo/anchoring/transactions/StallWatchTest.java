package io.tombolo.anchoring.transactions;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.tombolo.anchoring.transactions.OpenTransaction.Decision;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.kafka.clients.admin.Admin;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class StallWatchTest {
    private final Later clock = new Later();
    private final List<OpenTransaction> reported = new ArrayList<>();
    private final StallWatch watch = new StallWatch(
            Admin.create(Map.of("bootstrap.servers", "127.0.0.1:1")),
            topic -> true,
            found -> {
                reported.clear();
                reported.addAll(found);
            },
            clock);

    @AfterEach
    void close() {
        watch.close();
    }

    @Test
    void reportsAHangingTransactionAtOnceAndAnOpenOneAfterAMinute() {
        List<OpenTransaction> found = List.of(
                found("hung", "CompleteCommit", Decision.COMMIT, true), found("slow", "Ongoing", Decision.OPEN, false));

        watch.report(found);

        assertThat(reported).extracting(OpenTransaction::name).containsExactly("hung");

        clock.millis += Duration.ofMinutes(1).toMillis();
        watch.report(found);

        assertThat(reported)
                .extracting(OpenTransaction::name, OpenTransaction::hanging, OpenTransaction::since)
                .containsExactly(tuple("hung", true, 0L), tuple("slow", false, 0L));
    }

    @Test
    void takesATransactionThatNoCoordinatorShowsForHangingAfterAQuarterOfAnHour() {
        List<OpenTransaction> found = List.of(found("", "Unknown", Decision.UNKNOWN, false));
        watch.report(found);
        clock.millis += Duration.ofMinutes(15).toMillis() - 1;
        watch.report(found);
        assertThat(reported).extracting(OpenTransaction::hanging).containsExactly(false);

        clock.millis++;
        watch.report(found);

        assertThat(reported).extracting(OpenTransaction::hanging).containsExactly(true);
        assertThat(reported.get(0).text())
                .isEqualTo("transaction of producer 7 hangs in t-0, t-1: coordinator says Unknown, decision UNKNOWN");
    }

    @Test
    void forgetsATransactionThatEnded() {
        List<OpenTransaction> found = List.of(found("slow", "Ongoing", Decision.OPEN, false));
        watch.report(found);
        watch.report(List.of());
        clock.millis += Duration.ofMinutes(1).toMillis();

        watch.report(found);

        assertThat(reported).isEmpty();
    }

    private static OpenTransaction found(String id, String coordinator, Decision decision, boolean hanging) {
        return new OpenTransaction(
                id, 7, coordinator, decision, new TreeMap<>(Map.of("t-0", 3L, "t-1", 4L)), 0, 0, hanging);
    }

    private static final class Later extends Clock {
        private long millis;

        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return this;
        }

        @Override
        public Instant instant() {
            return Instant.ofEpochMilli(millis);
        }
    }
}
