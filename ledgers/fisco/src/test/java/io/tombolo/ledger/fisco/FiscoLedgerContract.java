package io.tombolo.ledger.fisco;

import static org.assertj.core.api.Assertions.assertThat;

import io.tombolo.ledger.Ledger;
import io.tombolo.ledger.kit.LedgerContract;
import io.tombolo.ledger.kit.OwnedLog;
import io.tombolo.verification.receipt.ReceiptCheck;
import io.tombolo.verification.receipt.fisco.FiscoReceiptVerifier;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** The contract kit on a contract of a FISCO BCOS chain. */
abstract class FiscoLedgerContract extends LedgerContract {
    /** How an organisation's ledger is configured. */
    abstract FiscoLedger.Config config(String organisation);

    abstract FiscoLedger fisco(String organisation);

    @Override
    protected Ledger ledger(String organisation) {
        return fisco(organisation);
    }

    /** A transaction has at most 100 heads and 120 kB. */
    @Override
    protected int mostTransactionsForMoreThanOneHolds() {
        return 100;
    }

    @Test
    void givesAReceiptThatIsVerifiedOffline() {
        OwnedLog log = registeredLog(ACME);
        OwnedLog other = registeredLog(ACME);
        ledger(ACME).anchor(List.of(other.head(0, 2), log.head(0, 3)));

        byte[] receipt = ledger(RIVAL).receipt(log.origin(), 3).orElseThrow();

        FiscoLedger.Config config = config(ACME);
        ReceiptCheck check =
                new FiscoReceiptVerifier().check(receipt, config.trust(config.contract(), Optional.empty()));
        assertThat(check).isInstanceOf(ReceiptCheck.Vouched.class);
        assertThat(((ReceiptCheck.Vouched) check).fact().root()).isEqualTo(log.root(3));
        assertThat(((ReceiptCheck.Vouched) check).fact().anchoredAt())
                .isEqualTo(ledger(ACME).read(log.origin(), 3).orElseThrow().anchoredAt());
        System.out.println("receipt: " + receipt.length + " bytes");
    }
}
