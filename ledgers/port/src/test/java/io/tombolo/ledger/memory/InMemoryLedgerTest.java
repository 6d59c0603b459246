package io.tombolo.ledger.memory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tombolo.ledger.AnchorOutcome;
import io.tombolo.ledger.Ledger;
import io.tombolo.ledger.LedgerException;
import io.tombolo.ledger.kit.LedgerContract;
import io.tombolo.ledger.kit.OwnedLog;
import io.tombolo.schemas.contract.AnchorRecord;
import java.time.Clock;
import java.util.List;
import org.junit.jupiter.api.Test;

class InMemoryLedgerTest extends LedgerContract {
    private final InMemoryConsortium consortium = new InMemoryConsortium("kit", Clock.systemUTC());

    @Override
    protected Ledger ledger(String organisation) {
        return consortium.ledger(organisation);
    }

    @Test
    void tellsAfterALostAnswerThatTheHeadIsCommitted() {
        OwnedLog log = registeredLog(ACME);
        consortium.loseAnswers(1);

        AnchorOutcome lost = anchor(ACME, log.head(0, 5));
        AnchorRecord found = committed(anchor(ACME, log.head(0, 5)));

        assertThat(lost).isEqualTo(new AnchorOutcome.Unknown(found.transactionId()));
    }

    @Test
    void throwsWhileItIsDown() {
        consortium.setDown(true);

        assertThatThrownBy(
                        () -> ledger(ACME).anchor(List.of(OwnedLog.of(ACME, "d").head(0, 1))))
                .isInstanceOf(LedgerException.Unavailable.class)
                .hasMessageContaining("down");
    }
}
