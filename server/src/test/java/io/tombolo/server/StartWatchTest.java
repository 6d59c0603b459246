package io.tombolo.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class StartWatchTest {
    private static final Duration PATIENCE = Duration.ofMinutes(5);

    private final AtomicLong nanos = new AtomicLong();
    private final List<String> reports = new CopyOnWriteArrayList<>();
    private final StartWatch watch = new StartWatch(nanos::get, Duration.ofMinutes(2), reports::add);
    private final CountDownLatch ready = new CountDownLatch(1);

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Kafka",
                "the schema registry",
                "Kafka Connect",
                "the ledger",
                "the anchoring service",
                "the read side",
                "HTTP push"
            })
    void namesAPartThatTakesLongAndWhyEveryHalfMinuteAndGivesUpAfterTwo(String part) {
        CompletableFuture<Boolean> waiting =
                CompletableFuture.supplyAsync(() -> watch.await(part, this::untilReady, () -> "it reads topics"));
        await().atMost(PATIENCE).until(() -> begun());
        assertThat(reports).isEmpty();

        pass(Duration.ofSeconds(30));
        await().atMost(PATIENCE).until(() -> reports.size() == 1);
        pass(Duration.ofSeconds(30));
        await().atMost(PATIENCE).until(() -> reports.size() == 2);

        assertThat(reports)
                .containsExactly(
                        part + " is not ready after 30 s: it reads topics",
                        part + " is not ready after 60 s: it reads topics");
        pass(Duration.ofSeconds(60));
        assertThatThrownBy(waiting::join)
                .hasRootCauseInstanceOf(ServerException.class)
                .rootCause()
                .hasMessageStartingWith(part + " is not ready after 120 s: it reads topics; the log is in DIR/logs");
        ready.countDown();
    }

    @Test
    void watchesTheOthersWhileItWaitsForOne() {
        StartWatch.Starting<Boolean> slow = watch.begin("Kafka Connect", this::untilReady, () -> "it joins its group");
        StartWatch.Starting<Boolean> ledger =
                watch.beginReady("the ledger", () -> ready.getCount() == 0, () -> "it connects");
        CompletableFuture<Boolean> waiting = CompletableFuture.supplyAsync(() -> watch.finish(slow));

        pass(Duration.ofSeconds(31));

        await().atMost(PATIENCE).until(() -> reports.size() == 2);
        assertThat(reports)
                .containsExactly(
                        "Kafka Connect is not ready after 31 s: it joins its group",
                        "the ledger is not ready after 31 s: it connects");
        ready.countDown();
        assertThat(waiting.join()).isTrue();
        assertThat(watch.finish(ledger)).isTrue();
    }

    @Test
    void countsThePartsTimeFromThatOfThePartThatItBeginsBeside() {
        CountDownLatch kafkaReady = new CountDownLatch(1);
        StartWatch.Starting<Boolean> kafka =
                watch.beginReady("Kafka", () -> kafkaReady.getCount() == 0, () -> "it reads its folder");
        StartWatch.Starting<Boolean> connect =
                watch.beginBeside(kafka, "Kafka Connect", this::untilReady, () -> "it joins its group");
        CompletableFuture<Boolean> waiting = CompletableFuture.supplyAsync(() -> watch.finish(connect));

        pass(Duration.ofSeconds(31));
        await().atMost(PATIENCE).until(() -> reports.size() == 1);
        kafkaReady.countDown();
        assertThat(watch.finish(kafka)).isTrue();
        await().atMost(PATIENCE).until(() -> connect.began().isDone());
        pass(Duration.ofSeconds(32));
        await().atMost(PATIENCE).until(() -> reports.size() == 2);

        assertThat(reports)
                .containsExactly(
                        "Kafka is not ready after 31 s: it reads its folder",
                        "Kafka Connect is not ready after 32 s: it joins its group");
        ready.countDown();
        assertThat(waiting.join()).isTrue();
    }

    @Test
    void handsOnWhyAPartDidNotStart() {
        assertThatThrownBy(() -> watch.await(
                        "Kafka",
                        () -> {
                            throw new IllegalStateException("port 9092: in use");
                        },
                        () -> ""))
                .isInstanceOf(CompletionException.class)
                .cause()
                .hasMessage("port 9092: in use");
    }

    @Test
    void refusesALimitThatIsNotLongerThanNothing() {
        assertThatThrownBy(() -> new StartWatch(nanos::get, Duration.ZERO, reports::add))
                .hasMessage("--start-timeout is PT0S, it must be longer than nothing");
    }

    private volatile boolean begun;

    private boolean begun() {
        return begun;
    }

    private boolean untilReady() {
        begun = true;
        try {
            ready.await();
            return true;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private void pass(Duration time) {
        nanos.addAndGet(time.toNanos());
    }
}
