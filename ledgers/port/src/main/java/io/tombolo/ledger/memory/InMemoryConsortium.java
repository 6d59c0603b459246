package io.tombolo.ledger.memory;

import io.tombolo.ledger.AnchoringTransaction;
import io.tombolo.ledger.Ledger;
import io.tombolo.ledger.LedgerCursor;
import io.tombolo.ledger.LedgerException;
import io.tombolo.ledger.rules.AnchorRules;
import io.tombolo.ledger.rules.LedgerState;
import io.tombolo.ledger.rules.TransactionFacts;
import io.tombolo.ledger.wire.AnchorEvent;
import io.tombolo.ledger.wire.HeadAnswers;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A consortium of as many organisations as are asked for, in memory. It enforces the real rules, gives no receipts and
 * forgets everything; and it can be made to fail, which a real ledger does when nobody is looking.
 */
public final class InMemoryConsortium {
    private final String name;
    private final Clock clock;
    private final TreeMap<String, String> state = new TreeMap<>();
    private final List<AnchoringTransaction> anchoring = new ArrayList<>();
    private long transactions;
    private boolean down;
    private int answersToLose;

    public InMemoryConsortium(String name, Clock clock) {
        this.name = name;
        this.clock = clock;
    }

    /** The ledger with this organisation's identity; several of the same organisation are one and the same member. */
    public Ledger ledger(String organisation) {
        return new InMemoryLedger(this, "memory:" + name, organisation);
    }

    /** From now on (or no more) every call throws {@link LedgerException.Unavailable}. */
    public synchronized void setDown(boolean down) {
        this.down = down;
        notifyAll();
    }

    /** The next so many anchor transactions commit, but their callers receive an unknown outcome. */
    public synchronized void loseAnswers(int count) {
        answersToLose = count;
    }

    /** Transactions committed so far, registrations included. */
    public synchronized long transactions() {
        return transactions;
    }

    synchronized boolean losesThisAnswer() {
        if (answersToLose == 0) {
            return false;
        }
        answersToLose--;
        return true;
    }

    /** All or nothing: what the action puts is written when it returns, and it can't read what it put. */
    synchronized <T> T transact(String member, Transaction<T> action) {
        refuseWhenDown();
        Instant now = clock.instant().truncatedTo(ChronoUnit.MILLIS);
        TreeMap<String, String> writes = new TreeMap<>();
        T result = action.run(new View(writes), new TransactionFacts("memory-" + (transactions + 1), now, member));
        if (!writes.isEmpty()) {
            state.putAll(writes);
            transactions++;
        }
        return result;
    }

    /** The rules over the heads, and what they newly anchored for those who follow. */
    synchronized HeadAnswers anchor(String member, String argument) {
        HeadAnswers answers =
                transact(member, (view, facts) -> new AnchorRules(view, facts, facts.timestamp()).anchor(argument));
        if (answers.anchorsAnything()) {
            anchoring.add(new AnchoringTransaction(
                    new LedgerCursor(transactions, answers.transactionId()),
                    AnchorEvent.of(argument, answers).heads()));
            notifyAll();
        }
        return answers;
    }

    /** The first anchoring transaction after the cursor; null when none came in time. */
    synchronized @Nullable AnchoringTransaction next(LedgerCursor after, Duration patience)
            throws InterruptedException {
        requireKnown(after);
        long deadline = System.nanoTime() + patience.toNanos();
        while (true) {
            if (!down
                    && !anchoring.isEmpty()
                    && anchoring.get(anchoring.size() - 1).cursor().block() > after.block()) {
                return anchoring.stream()
                        .filter(transaction -> transaction.cursor().block() > after.block())
                        .findFirst()
                        .orElseThrow();
            }
            long left = deadline - System.nanoTime();
            if (left <= 0) {
                return null;
            }
            TimeUnit.NANOSECONDS.timedWait(this, left);
        }
    }

    private void requireKnown(LedgerCursor cursor) {
        if (!cursor.isStart()
                && anchoring.stream()
                        .noneMatch(transaction -> transaction.cursor().equals(cursor))) {
            throw new LedgerException("cursor '" + cursor + "' is not on ledger memory:" + name, null);
        }
    }

    synchronized <T> T query(Function<LedgerState, T> query) {
        refuseWhenDown();
        return query.apply(new View(new TreeMap<>()));
    }

    private void refuseWhenDown() {
        if (down) {
            throw new LedgerException.Unavailable(
                    "ledger memory:" + name + " is down, as it was configured to be", null);
        }
    }

    /** What one transaction does. */
    @FunctionalInterface
    interface Transaction<T> {
        T run(LedgerState state, TransactionFacts facts);
    }

    private final class View implements LedgerState {
        private final Map<String, String> writes;

        View(Map<String, String> writes) {
            this.writes = writes;
        }

        @Override
        public Optional<String> get(String key) {
            return Optional.ofNullable(state.get(key));
        }

        @Override
        public void put(String key, String value) {
            writes.put(key, value);
        }

        @Override
        public List<String> range(String from, String to, int limit) {
            return state.subMap(from, to).values().stream().limit(limit).toList();
        }
    }
}
