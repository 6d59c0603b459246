package io.tombolo.ledger.contract;

import io.tombolo.ledger.AnchorFeed;
import io.tombolo.ledger.AnchoringTransaction;
import io.tombolo.ledger.LedgerCursor;
import io.tombolo.ledger.LedgerException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** Anchoring transactions by the contract's events, in settled blocks only: what was reported does not go away again. */
final class ContractFeed implements AnchorFeed {
    private static final Duration PAUSE = Duration.ofMillis(250);

    private final ContractChain chain;
    private final Deque<AnchoringTransaction> found = new ArrayDeque<>();
    private LedgerCursor seen;
    private long next = -1;

    ContractFeed(ContractChain chain, LedgerCursor after) {
        this.chain = chain;
        this.seen = after;
    }

    @Override
    public Optional<AnchoringTransaction> next(Duration patience) {
        long deadline = System.nanoTime() + patience.toNanos();
        while (found.isEmpty()) {
            boolean behind = false;
            try {
                behind = look();
            } catch (LedgerException.Unavailable e) {
                // While nobody answers there is nothing next.
            }
            if (!found.isEmpty()) {
                break;
            }
            if (System.nanoTime() - deadline > 0) {
                return Optional.empty();
            }
            if (!behind) {
                try {
                    TimeUnit.NANOSECONDS.sleep(PAUSE.toNanos());
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                    return Optional.empty();
                }
            }
        }
        AnchoringTransaction transaction = found.removeFirst();
        seen = transaction.cursor();
        return Optional.of(transaction);
    }

    /** Reads some more blocks; whether there are more behind them. */
    private boolean look() {
        if (next < 0) {
            next = begin();
        }
        long last = chain.settledBlock();
        if (last < next) {
            return false;
        }
        long to = Math.min(last, next + chain.blocksAtOnce() - 1);
        Map<LedgerCursor, List<AnchoringTransaction.Head>> heads = new LinkedHashMap<>();
        for (ContractEvent event : chain.events(AnchorsContract.ANCHORED, next, to)) {
            LedgerCursor cursor = new LedgerCursor(event.block(), event.transaction());
            heads.computeIfAbsent(cursor, some -> new ArrayList<>())
                    .add(new AnchoringTransaction.Head(event.origin(), event.size()));
        }
        List<AnchoringTransaction> transactions = new ArrayList<>();
        heads.forEach((cursor, some) -> transactions.add(new AnchoringTransaction(cursor, some)));
        int skipped = 0;
        for (int i = 0; i < transactions.size(); i++) {
            if (transactions.get(i).cursor().equals(seen)) {
                skipped = i + 1;
            }
        }
        found.addAll(transactions.subList(skipped, transactions.size()));
        next = to + 1;
        return to < last;
    }

    /** The block to begin with: the contract's own, or the cursor's, whose earlier transactions are left out. */
    private long begin() {
        chain.check();
        if (seen.isStart()) {
            return chain.newest().ask(AnchorsContract.since()).number(0);
        }
        boolean isId = seen.transactionId().matches("0x[0-9a-f]{64}");
        if (!isId || !chain.blockOf(seen.transactionId()).equals(Optional.of(seen.block()))) {
            throw new LedgerException("cursor '" + seen + "' is not on " + chain.ledger(), null);
        }
        return seen.block();
    }

    @Override
    public void close() {}
}
