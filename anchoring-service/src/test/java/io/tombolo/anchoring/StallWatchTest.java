package io.tombolo.anchoring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.tombolo.anchoring.transactions.TransactionSearch;
import io.tombolo.anchoring.transactions.TransactionSearch.OpenTransaction.Decision;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.kafka.clients.admin.Admin;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class StallWatchTest {
    private long millis;
    private final Clock clock = ((InstantSource) () -> Instant.ofEpochMilli(millis)).withZone(ZoneOffset.UTC);
    private final List<TransactionSearch.OpenTransaction> reported = new ArrayList<>();
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
        List<TransactionSearch.OpenTransaction> found = List.of(
                found("hung", "CompleteCommit", Decision.COMMIT, true), found("slow", "Ongoing", Decision.OPEN, false));

        watch.report(found);

        assertThat(reported).extracting(TransactionSearch.OpenTransaction::name).containsExactly("hung");

        millis += Duration.ofMinutes(1).toMillis();
        watch.report(found);

        assertThat(reported)
                .extracting(
                        TransactionSearch.OpenTransaction::name,
                        TransactionSearch.OpenTransaction::hanging,
                        TransactionSearch.OpenTransaction::since)
                .containsExactly(tuple("hung", true, 0L), tuple("slow", false, 0L));
    }

    @Test
    void takesATransactionThatNoCoordinatorShowsForHangingAfterAQuarterOfAnHour() {
        List<TransactionSearch.OpenTransaction> found = List.of(found("", "Unknown", Decision.UNKNOWN, false));
        watch.report(found);
        millis += Duration.ofMinutes(15).toMillis() - 1;
        watch.report(found);
        assertThat(reported)
                .extracting(TransactionSearch.OpenTransaction::hanging)
                .containsExactly(false);

        millis++;
        watch.report(found);

        assertThat(reported)
                .extracting(TransactionSearch.OpenTransaction::hanging)
                .containsExactly(true);
        assertThat(reported.get(0).text())
                .isEqualTo("transaction of producer 7 hangs in t-0, t-1: coordinator says Unknown, decision UNKNOWN");
    }

    @Test
    void forgetsATransactionThatEnded() {
        List<TransactionSearch.OpenTransaction> found = List.of(found("slow", "Ongoing", Decision.OPEN, false));
        watch.report(found);
        watch.report(List.of());
        millis += Duration.ofMinutes(1).toMillis();

        watch.report(found);

        assertThat(reported).isEmpty();
    }

    private static TransactionSearch.OpenTransaction found(
            String id, String coordinator, Decision decision, boolean hanging) {
        return new TransactionSearch.OpenTransaction(
                id, 7, coordinator, decision, new TreeMap<>(Map.of("t-0", 3L, "t-1", 4L)), 0, 0, hanging);
    }
}
