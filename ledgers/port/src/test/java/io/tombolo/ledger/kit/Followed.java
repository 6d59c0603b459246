package io.tombolo.ledger.kit;

import static org.assertj.core.api.Assertions.assertThat;

import io.tombolo.ledger.AnchorFeed;
import io.tombolo.ledger.AnchoringTransaction;
import io.tombolo.ledger.LedgerCursor;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What a follower saw of some logs; other tests' logs on the same ledger are left out. */
public final class Followed {
    private static final Duration LONGEST_WAIT = Duration.ofSeconds(30);

    private final List<String> origins;
    private final List<AnchoringTransaction> transactions = new ArrayList<>();

    public Followed(List<OwnedLog> logs) {
        this.origins = logs.stream().map(OwnedLog::origin).toList();
    }

    /** Reads until so many heads of these logs were seen in all; returns where the feed is then. */
    public LedgerCursor until(AnchorFeed feed, int heads) {
        LedgerCursor cursor = LedgerCursor.START;
        while (heads().size() < heads) {
            Optional<AnchoringTransaction> next = feed.next(LONGEST_WAIT);
            assertThat(next).as("%d heads due, seen %s", heads, heads()).isPresent();
            cursor = next.orElseThrow().cursor();
            if (next.get().heads().stream().anyMatch(head -> origins.contains(head.origin()))) {
                transactions.add(next.get());
            }
        }
        return cursor;
    }

    /** Those that anchored a head of these logs. */
    public List<AnchoringTransaction> transactions() {
        return List.copyOf(transactions);
    }

    /** The heads of these logs, in the order in which they came. */
    public List<AnchoringTransaction.Head> heads() {
        return transactions.stream()
                .flatMap(transaction -> transaction.heads().stream())
                .filter(head -> origins.contains(head.origin()))
                .toList();
    }
}
