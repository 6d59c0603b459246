package io.tombolo.anchoring;

import static org.assertj.core.api.Assertions.assertThat;

import io.tombolo.anchoring.config.AnchoringConfig;
import io.tombolo.anchoring.status.StatusBoard;
import io.tombolo.anchoring.transactions.TransactionSearch;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class ReadinessTest {
    private final StatusBoard status = new StatusBoard();

    @Test
    void isNotReadyBeforePartitionsAreAssignedAndABrokerHasAnswered() {
        assertThat(at(0).missing(0, status))
                .containsExactly("partitions: not assigned yet", "kafka: no broker has answered yet");

        status.kafkaSeen(1_000);

        assertThat(at(1_000).missing(-1, status)).isEmpty();
    }

    @Test
    void saysForHowLongPartitionsAreNotAssigned() {
        status.kafkaSeen(0);

        assertThat(at(0).missing(60_000, status)).containsExactly("partitions: not assigned yet");
        assertThat(at(0).missing(61_000, status))
                .containsExactly("partitions: not assigned for 61 s: the group, or the offsets that it committed, can't"
                        + " be read; see the log");
    }

    @Test
    void isNotReadyWhileATransactionHangsInItsTopicsOrKeepsItsOffsetsFromIt() {
        status.kafkaSeen(0);
        String hangs = "transaction feed hangs in acme.example.a-0: coordinator says CompleteCommit, decision COMMIT"
                + " (docs/anchoring-service.md, Hanging transactions)";

        status.transactions(List.of(transaction("acme.example.a-0", true)));
        assertThat(at(0).missing(-1, status)).containsExactly(hangs);

        status.transactions(List.of(transaction("acme.example.a-0", false)));
        assertThat(at(0).missing(-1, status)).isEmpty();

        status.transactions(List.of(transaction("__consumer_offsets-3", true)));
        assertThat(at(0).missing(-1, status)).isEmpty();
        assertThat(at(0).missing(0, status))
                .hasSize(2)
                .anySatisfy(reason -> assertThat(reason).startsWith("transaction feed hangs in __consumer_offsets-3"));
    }

    private static TransactionSearch.OpenTransaction transaction(String partition, boolean hanging) {
        return new TransactionSearch.OpenTransaction(
                "feed",
                7,
                "CompleteCommit",
                TransactionSearch.OpenTransaction.Decision.COMMIT,
                new TreeMap<>(Map.of(partition, 5L)),
                0,
                0,
                hanging);
    }

    @Test
    void isNotReadyWhenNoBrokerHasAnsweredForLongerThanTheLimit() {
        status.kafkaSeen(1_000);

        assertThat(at(16_000).missing(-1, status)).isEmpty();
        assertThat(at(16_001).missing(-1, status))
                .containsExactly("kafka: no broker has answered for 15001 ms, limit 15000");
    }

    @Test
    void isNotReadyWhenALedgerGivesNoAnswerForLongerThanTheLimitFromItsFirstSilence() {
        status.kafkaSeen(400_000);
        StatusBoard.LedgerTally ledger = status.ledger("fabric:tombolo/anchors", "acme.example", true);
        ledger.away("UNAVAILABLE", 100_000);
        ledger.away("DEADLINE_EXCEEDED", 390_000);

        assertThat(at(400_000).missing(-1, status)).isEmpty();
        assertThat(at(400_001).missing(-1, status))
                .containsExactly("ledger fabric:tombolo/anchors of acme.example: no answer for 300001 ms, limit 300000"
                        + " (DEADLINE_EXCEEDED)");

        ledger.here();

        assertThat(at(400_001).missing(-1, status)).isEmpty();
    }

    private static Readiness at(long now) {
        return new Readiness(
                new AnchoringConfig.Ready(15_000, 300_000), Clock.fixed(Instant.ofEpochMilli(now), ZoneOffset.UTC));
    }
}
