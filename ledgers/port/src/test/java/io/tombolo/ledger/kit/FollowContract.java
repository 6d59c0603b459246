package io.tombolo.ledger.kit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tombolo.ledger.AnchorFeed;
import io.tombolo.ledger.AnchoringTransaction;
import io.tombolo.ledger.CursorFile;
import io.tombolo.ledger.LedgerCursor;
import io.tombolo.ledger.LedgerException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Followers: every anchor, once, in order, over any restart. */
abstract class FollowContract extends LogKeyContract {
    @Test
    void tellsFollowersOfEachAnchorOnceAndInOrder() {
        OwnedLog one = registeredLog(ACME);
        OwnedLog two = registeredLog(RIVAL);
        Followed followed = new Followed(List.of(one, two));

        try (AnchorFeed feed = ledger(RIVAL).follow(LedgerCursor.START)) {
            committed(anchor(ACME, one.head(0, 3)));
            committed(anchor(RIVAL, two.head(0, 4)));
            committed(anchor(ACME, one.head(0, 3)));
            refused(anchor(ACME, one.rewrittenFrom(1).head(0, 3)));
            committed(anchor(ACME, one.head(3, 9)));
            followed.until(feed, 3);
        }

        assertThat(followed.heads())
                .containsExactly(
                        new AnchoringTransaction.Head(one.origin(), 3),
                        new AnchoringTransaction.Head(two.origin(), 4),
                        new AnchoringTransaction.Head(one.origin(), 9));
    }

    @Test
    void resumesFromACursorWithNothingTwiceAndNothingMissed(@TempDir Path directory) {
        OwnedLog log = registeredLog(ACME);
        CursorFile cursor = new CursorFile(directory.resolve("cursor"));
        Followed followed = new Followed(List.of(log));
        for (int size = 1; size <= 5; size++) {
            committed(anchor(ACME, log.head(size - 1, size)));
        }

        for (int seen = 1; seen <= 6; seen++) {
            try (AnchorFeed feed = ledger(RIVAL).follow(cursor.load())) {
                cursor.save(followed.until(feed, seen));
            }
            if (seen == 5) {
                committed(anchor(ACME, log.head(5, 8)));
            }
        }

        assertThat(followed.heads())
                .extracting(AnchoringTransaction.Head::size)
                .containsExactly(1L, 2L, 3L, 4L, 5L, 8L);
        assertThat(ledger(ACME).read(log.origin(), 8).orElseThrow().transactionId())
                .isEqualTo(cursor.load().transactionId());
    }

    @Test
    void tellsTheHeadsOfOneTransactionTogether() {
        OwnedLog one = registeredLog(ACME);
        OwnedLog two = registeredLog(ACME);
        OwnedLog unknown = unregisteredLog(ACME);
        ledger(ACME).anchor(List.of(one.head(0, 3), unknown.head(0, 2), two.head(0, 4)));
        Followed followed = new Followed(List.of(one, two, unknown));

        try (AnchorFeed feed = ledger(RIVAL).follow(LedgerCursor.START)) {
            followed.until(feed, 2);
        }

        assertThat(followed.transactions()).hasSize(1);
        assertThat(followed.heads())
                .containsExactly(
                        new AnchoringTransaction.Head(one.origin(), 3), new AnchoringTransaction.Head(two.origin(), 4));
    }

    @Test
    void followsFromNoCursorOfAnotherLedger() {
        OwnedLog log = registeredLog(ACME);
        committed(anchor(ACME, log.head(0, 3)));
        LedgerCursor strange = new LedgerCursor(0, "0123456789abcdef");

        try (AnchorFeed feed = ledger(ACME).follow(strange)) {
            assertThatThrownBy(() -> feed.next(Duration.ofSeconds(20)))
                    .isInstanceOf(LedgerException.class)
                    .hasMessageContaining("cursor '0 0123456789abcdef' is not on");
        }
    }
}
