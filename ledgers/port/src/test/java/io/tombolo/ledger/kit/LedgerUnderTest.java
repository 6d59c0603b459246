package io.tombolo.ledger.kit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.tombolo.ledger.AnchorOutcome;
import io.tombolo.ledger.HeadToAnchor;
import io.tombolo.ledger.Ledger;
import io.tombolo.ledger.Refusal;
import io.tombolo.ledger.RegistrationOutcome;
import io.tombolo.schemas.contract.AnchorRecord;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.core.ThrowingRunnable;

/** The ledger of a contract, and what its tests do with it again and again. */
abstract class LedgerUnderTest {
    private static final AtomicInteger NAMES = new AtomicInteger();

    /** Three organisations that the ledger under test knows, each with a membership of its own. */
    protected static final String ACME = "acme.example";

    protected static final String RIVAL = "rival.example";

    protected static final String THIRD = "third.example";

    /** The ledger under test with this organisation's identity; closed by its maker. */
    protected abstract Ledger ledger(String organisation);

    /** A log of the organisation, its dataset registered. */
    protected OwnedLog registeredLog(String organisation) {
        OwnedLog log = unregisteredLog(organisation);
        assertThat(ledger(organisation).register(log.registration()))
                .isInstanceOf(RegistrationOutcome.Registered.class);
        return log;
    }

    protected OwnedLog unregisteredLog(String organisation) {
        return OwnedLog.of(organisation, freshName());
    }

    /** Of no dataset or organisation before. */
    protected static String freshName() {
        return "kit-" + ProcessHandle.current().pid() + "-" + NAMES.incrementAndGet();
    }

    /** That head alone. */
    protected AnchorOutcome anchor(String organisation, HeadToAnchor head) {
        return ledger(organisation).anchor(List.of(head)).get(0);
    }

    protected static AnchorRecord committed(AnchorOutcome outcome) {
        assertThat(outcome).isInstanceOf(AnchorOutcome.Committed.class);
        return ((AnchorOutcome.Committed) outcome).anchor();
    }

    protected static Refusal refused(AnchorOutcome outcome) {
        assertThat(outcome).isInstanceOf(AnchorOutcome.Refused.class);
        return ((AnchorOutcome.Refused) outcome).why();
    }

    /** For what another member sees: its own peer may be a block behind for a moment. */
    protected static void soon(ThrowingRunnable assertion) {
        await().atMost(Duration.ofMinutes(5)).untilAsserted(assertion);
    }

    /** The same anchor; only the block may be known to one caller and not to another. */
    protected static void assertSame(AnchorRecord expected, AnchorRecord actual) {
        assertThat(actual).usingRecursiveComparison().ignoringFields("block").isEqualTo(expected);
        assertThat(Duration.between(expected.anchoredAt(), actual.anchoredAt())).isZero();
    }
}
