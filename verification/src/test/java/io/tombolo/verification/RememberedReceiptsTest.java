package io.tombolo.verification;

import static org.assertj.core.api.Assertions.assertThat;

import io.tombolo.verification.receipt.LedgerTrust;
import io.tombolo.verification.receipt.ReceiptCheck;
import io.tombolo.verification.receipt.ReceiptVerifier;
import io.tombolo.verification.receipt.RememberedReceipts;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class RememberedReceiptsTest {
    private final SampleLog log = new SampleLog(20);
    private final AtomicInteger asked = new AtomicInteger();
    private final ReceiptVerifier counted = (receipt, trust) -> {
        asked.incrementAndGet();
        return new PlainReceipts().check(receipt, trust);
    };

    @Test
    void asksOncePerReceiptAndTrust() {
        RememberedReceipts remembered = new RememberedReceipts(counted, 2);
        byte[] ten = PlainReceipts.receipt(SampleLog.ORIGIN, log.head(10), SampleLog.ANCHORED_AT);
        byte[] altered = ten.clone();
        altered[0] ^= 1;

        assertThat(remembered.check(ten, log.ledger())).isInstanceOf(ReceiptCheck.Vouched.class);
        assertThat(remembered.check(ten.clone(), log.ledger())).isInstanceOf(ReceiptCheck.Vouched.class);
        assertThat(asked).hasValue(1);
        assertThat(remembered.check(altered, log.ledger())).isInstanceOf(ReceiptCheck.Altered.class);
        LedgerTrust other =
                new LedgerTrust("plain:other", "test", "anchors", log.ledger().members(), 1);
        assertThat(remembered.check(ten, other)).isNotNull();
        assertThat(asked).hasValue(3);
    }

    @Test
    void forgetsTheOldestFirst() {
        RememberedReceipts remembered = new RememberedReceipts(counted, 2);
        for (int size : new int[] {1, 2, 3, 1}) {
            remembered.check(
                    PlainReceipts.receipt(SampleLog.ORIGIN, log.head(size), SampleLog.ANCHORED_AT), log.ledger());
        }

        assertThat(asked).hasValue(4);
    }
}
