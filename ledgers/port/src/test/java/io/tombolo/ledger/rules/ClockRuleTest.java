package io.tombolo.ledger.rules;

import static org.assertj.core.api.Assertions.assertThat;

import io.tombolo.ledger.Refusal;
import io.tombolo.ledger.RegistrationOutcome;
import io.tombolo.ledger.kit.OwnedLog;
import io.tombolo.ledger.wire.HeadDecision;
import io.tombolo.ledger.wire.HeadText;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A transaction's timestamp is its creator's; each endorser holds it against its own clock. */
class ClockRuleTest {
    private static final Instant NOW = Instant.parse("2026-06-01T12:00:00Z");

    private final OwnedLog log = OwnedLog.of("acme.example", "flights");
    private final State state = new State();

    @BeforeEach
    void register() {
        new Registry(state, transactionAt(NOW)).register(log.registration());
    }

    @Test
    void anchorsWithinAMinuteOfTheEndorsersClock() {
        assertThat(decide(NOW.minusSeconds(60))).isInstanceOf(HeadDecision.Anchored.class);
        assertThat(decide(NOW.plusSeconds(60))).isInstanceOf(HeadDecision.Anchored.class);
    }

    @Test
    void refusesATimestampFurtherAwayEitherSide() {
        for (Instant claimed : List.of(
                NOW.minusMillis(60_001), NOW.plusMillis(60_001), Instant.EPOCH, NOW.plus(Duration.ofDays(36_500)))) {
            HeadDecision.Refused refused = (HeadDecision.Refused) decide(claimed);

            assertThat(refused.why().code()).isEqualTo(Refusal.Code.CLOCK);
            assertThat(refused.why().detail())
                    .isEqualTo("transaction timestamp " + claimed
                            + " is more than 60000 ms from the endorsing peer's clock");
        }
    }

    @Test
    void refusesARotationWithATimestampFurtherAway() {
        RegistrationOutcome outcome = new Registry(state, transactionAt(NOW.minusSeconds(61)))
                .rotate(log.withNewKey().rotation(NOW), NOW);

        assertThat(((RegistrationOutcome.Refused) outcome).why().code()).isEqualTo(Refusal.Code.CLOCK);
    }

    private HeadDecision decide(Instant claimed) {
        return new AnchorRules(state, transactionAt(claimed), NOW)
                .anchor(HeadText.encode(List.of(log.head(0, 3))))
                .decisions()
                .get(0);
    }

    private static TransactionFacts transactionAt(Instant timestamp) {
        return new TransactionFacts("tx", timestamp, "AcmeMSP");
    }

    /** Registrations stay; anchors of one transaction are not seen by the next, as nothing is committed here. */
    private static final class State implements LedgerState {
        private final Map<String, String> registered = new HashMap<>();

        @Override
        public Optional<String> get(String key) {
            return Optional.ofNullable(registered.get(key));
        }

        @Override
        public void put(String key, String value) {
            if (key.startsWith("member/") || key.startsWith("dataset/")) {
                registered.put(key, value);
            }
        }

        @Override
        public List<String> range(String from, String to, int limit) {
            throw new UnsupportedOperationException("no rule asks for a range");
        }
    }
}
