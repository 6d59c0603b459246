package io.tombolo.anchoring.transactions;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.common.errors.TimeoutException;
import org.junit.jupiter.api.Test;

/** What Kafka's client answers in the moment after a broker was killed, which no test hits at will; OperationsIT asks real brokers. */
class TransactionSearchTest {
    private final AtomicInteger asked = new AtomicInteger();

    @Test
    void asksAgainUntilTheClusterHasNoticedThatABrokerIsGone() throws Exception {
        String answer = TransactionSearch.untilNoticed(() -> {
            if (asked.incrementAndGet() < 4) {
                throw new ExecutionException(new IllegalArgumentException("Unexpected key set"));
            }
            return "listed";
        });

        assertThat(answer).isEqualTo("listed");
        assertThat(asked).hasValue(4);
    }

    @Test
    void reportsAnyOtherFailureAtOnceAsItIs() {
        ExecutionException failure = new ExecutionException(new TimeoutException("no answer"));

        assertThatThrownBy(() -> TransactionSearch.untilNoticed(() -> {
                    asked.incrementAndGet();
                    throw failure;
                }))
                .isSameAs(failure);
        assertThat(asked).hasValue(1);
    }
}
