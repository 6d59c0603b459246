package io.tombolo.ledger.kit;

import static org.assertj.core.api.Assertions.assertThat;

import io.tombolo.ledger.LogKeyRange;
import io.tombolo.ledger.LogKeyRotation;
import io.tombolo.ledger.Refusal;
import io.tombolo.ledger.Refusal.Code;
import io.tombolo.ledger.RegistrationOutcome;
import io.tombolo.schemas.contract.AnchorRecord;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Log keys: who may replace one, from when, and what the one before is still good for. */
abstract class LogKeyContract extends LedgerUnderTest {
    @Test
    void anchorsWithANewLogKeyFromItsTimeOn() {
        OwnedLog before = registeredLog(ACME);
        OwnedLog after = before.withNewKey();
        AnchorRecord first = committed(anchor(ACME, before.head(0, 3)));
        Instant now = now();

        assertThat(ledger(ACME).rotateKey(after.rotation(now))).isInstanceOf(RegistrationOutcome.Registered.class);
        Refusal old = refused(anchor(ACME, before.head(3, 5)));
        AnchorRecord second = committed(anchor(ACME, after.head(3, 5)));

        assertThat(old.code()).isEqualTo(Code.KEY_NOT_VALID);
        assertThat(old.detail())
                .contains("note of size 5 is signed by a log key that is valid from 1970-01-01T00:00:00Z until " + now);
        soon(() -> assertSame(second, ledger(RIVAL).latest(before.origin()).orElseThrow()));
        assertSame(first, committed(anchor(ACME, before.head(0, 3))));
        assertThat(ledger(RIVAL).logKeys(ACME, before.registration().dataset()))
                .containsExactly(
                        new LogKeyRange(before.registration().logKey(), Instant.EPOCH, Optional.of(now)),
                        new LogKeyRange(after.registration().logKey(), now, Optional.empty()));
    }

    @Test
    void refusesANewLogKeyBeforeItsTime() {
        OwnedLog before = registeredLog(ACME);
        OwnedLog after = before.withNewKey();
        ledger(ACME).rotateKey(after.rotation(now().plusSeconds(3600)));

        assertThat(refused(anchor(ACME, after.head(0, 3))).code()).isEqualTo(Code.KEY_NOT_VALID);
        assertThat(committed(anchor(ACME, before.head(0, 3))).size()).isEqualTo(3);
    }

    @Test
    void recordsAForkThatAnEndedLogKeySigned() {
        OwnedLog before = registeredLog(ACME);
        committed(anchor(ACME, before.head(0, 3)));
        ledger(ACME).rotateKey(before.withNewKey().rotation(now()));

        assertThat(refused(anchor(ACME, before.rewrittenFrom(1).head(0, 3))).code())
                .isEqualTo(Code.FORK);
        soon(() -> assertThat(ledger(RIVAL).forks(before.origin())).hasSize(1));
    }

    @Test
    void takesTheSameRotationTwice() {
        OwnedLog before = registeredLog(ACME);
        LogKeyRotation rotation = before.withNewKey().rotation(now());

        assertThat(ledger(ACME).rotateKey(rotation)).isInstanceOf(RegistrationOutcome.Registered.class);
        assertThat(ledger(ACME).rotateKey(rotation)).isInstanceOf(RegistrationOutcome.Registered.class);
        assertThat(ledger(ACME).logKeys(ACME, rotation.dataset())).hasSize(2);
    }

    @Test
    void refusesRotationsThatAreNoneOfTheOwnersBusiness() {
        OwnedLog log = registeredLog(ACME);
        OwnedLog next = log.withNewKey();
        Instant now = now();

        assertThat(rotationRefused(RIVAL, next.rotation(now)).code()).isEqualTo(Code.NOT_OWNER);
        assertThat(rotationRefused(ACME, unregisteredLog(ACME).rotation(now)).code())
                .isEqualTo(Code.UNKNOWN_DATASET);
        assertThat(rotationRefused(ACME, log.rotation(now)).code()).isEqualTo(Code.ALREADY_REGISTERED);
        Refusal past = rotationRefused(ACME, next.rotation(now.minusSeconds(300)));
        assertThat(past.code()).isEqualTo(Code.MALFORMED);
        assertThat(past.detail()).contains("new log key from " + now.minusSeconds(300) + ", must be between ");
        assertThat(rotationRefused(ACME, next.rotation(now.plus(Duration.ofDays(400))))
                        .code())
                .isEqualTo(Code.MALFORMED);
        assertThat(ledger(ACME).logKeys(ACME, log.registration().dataset())).hasSize(1);
    }

    @Test
    void registersARotatedKeyAndNoLongerTheOneBefore() {
        OwnedLog before = registeredLog(ACME);
        OwnedLog after = before.withNewKey();
        ledger(ACME).rotateKey(after.rotation(now()));

        assertThat(ledger(ACME).register(after.registration())).isInstanceOf(RegistrationOutcome.Registered.class);
        assertThat(((RegistrationOutcome.Refused) ledger(ACME).register(before.registration()))
                        .why()
                        .code())
                .isEqualTo(Code.KEY_NOT_VALID);
    }

    @Test
    void knowsNoLogKeysOfAnUnregisteredDataset() {
        assertThat(ledger(ACME).logKeys(ACME, "never-registered")).isEmpty();
    }

    private Refusal rotationRefused(String organisation, LogKeyRotation rotation) {
        RegistrationOutcome outcome = ledger(organisation).rotateKey(rotation);
        assertThat(outcome).isInstanceOf(RegistrationOutcome.Refused.class);
        return ((RegistrationOutcome.Refused) outcome).why();
    }

    private static Instant now() {
        return Instant.now().truncatedTo(ChronoUnit.MILLIS);
    }
}
