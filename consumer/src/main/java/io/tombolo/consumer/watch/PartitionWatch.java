package io.tombolo.consumer.watch;

import io.tombolo.consumer.listen.VerdictListener;
import io.tombolo.consumer.readside.SignedHead;
import io.tombolo.consumer.usage.VerifiedLeaves;
import io.tombolo.merkle.Hash;
import io.tombolo.merkle.TreeHead;
import io.tombolo.schemas.commit.Committer;
import io.tombolo.schemas.commit.Entry;
import io.tombolo.schemas.registry.RegistryException;
import io.tombolo.verification.stream.AlternateEntries;
import io.tombolo.verification.stream.ExpectedHead;
import io.tombolo.verification.stream.Finding;
import io.tombolo.verification.stream.LogEntries;
import io.tombolo.verification.stream.LogUnavailableException;
import io.tombolo.verification.stream.StreamListener;
import io.tombolo.verification.stream.StreamVerifier;
import io.tombolo.verification.trust.CrossAnchoring;
import io.tombolo.verification.verdict.Level;
import io.tombolo.verification.verdict.Refusal;
import java.security.MessageDigest;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/**
 * Watches one partition from the position at which its reading began: makes entries of its records, and compares them at every head.
 * Run by {@link Work}; what others may see at any time is in {@link WatchState}.
 */
final class PartitionWatch implements StreamListener {
    private final TopicPartition partition;
    private final WatchState state;
    private final Committer committer;
    private final AlternateEntries otherForms;
    private final VerdictListener listener;
    private final boolean mirror;
    private final boolean gapsAllowed;
    private final CrossAnchoring crossAnchored;
    private final BiFunction<LogEntries, Runnable, FetchedEntries> fetching;
    private final Optional<? extends Consumer<VerifiedLeaves>> usage;
    private final VerifiedRuns runs;
    private final Deque<Batch> unhashed = new ArrayDeque<>();
    private final EntryQueue waiting = new EntryQueue();
    private final LedgerCover cover = new LedgerCover();
    private final byte[] entry = new byte[Entry.LENGTH];
    private @Nullable StreamVerifier verifier;
    private @Nullable FetchedEntries entries;
    private volatile boolean unanswered;
    private Optional<TreeHead> compared;
    private int hashedOfFirst;
    private int queued;
    private long position;
    private long uncomparedFrom;
    private boolean ended;
    private long lastHashed = -1;

    private MessageDigest digested = Hash.sha256();
    private int digestedCount;
    private long digestedTo;

    /**
     * A watch that begins at a position.
     *
     * @param mirror whether offsets are what the records say themselves
     * @param gapsAllowed whether missing records are reported rather than refused
     * @param crossAnchored which ledgers it takes to be cross-anchored
     * @param start the first offset that will be read
     * @param remembered the head that an earlier run had compared last
     * @param usage hears which leaves were verified
     * @param fetching how the log's own entries are fetched, and what to run when they are there
     */
    PartitionWatch(
            TopicPartition partition,
            WatchState state,
            Committer committer,
            AlternateEntries otherForms,
            VerdictListener listener,
            boolean mirror,
            boolean gapsAllowed,
            CrossAnchoring crossAnchored,
            long start,
            Optional<TreeHead> remembered,
            Optional<? extends Consumer<VerifiedLeaves>> usage,
            BiFunction<LogEntries, Runnable, FetchedEntries> fetching) {
        this.usage = usage;
        this.runs = new VerifiedRuns(usage);
        this.fetching = fetching;
        this.partition = partition;
        this.state = state;
        this.committer = committer;
        this.otherForms = otherForms;
        this.listener = listener;
        this.mirror = mirror;
        this.gapsAllowed = gapsAllowed;
        this.crossAnchored = crossAnchored;
        this.position = start;
        this.uncomparedFrom = start;
        this.compared = remembered;
    }

    /** Takes a poll's records. */
    void take(Batch batch) {
        unhashed.add(batch);
        runs.read(batch);
        queued += batch.count();
        advance();
    }

    /** Takes what the read side had to say. */
    void hear(LogUpdate news) {
        news.findings().forEach(this::refused);
        usage.ifPresent(news.lookedBack()::forEach);
        news.delayed().ifPresent(why -> listener.delayed(partition, why));
        if (ended) {
            return;
        }
        news.start().ifPresent(start -> {
            FetchedEntries log = fetching.apply(start.entries(), this::goOn);
            StreamVerifier begun = new StreamVerifier(start.origin(), start.before(), log, otherForms, this);
            entries = log;
            runs.begin(start.origin(), start.before().end());
            waiting.drainTo(begun);
            verifier = begun;
        });
        StreamVerifier known = verifier;
        if (known != null) {
            for (SignedHead head : news.heads()) {
                known.expect(head.expected());
                head.ledger().ifPresent(ledger -> {
                    cover.vouched(ledger, head.expected().size());
                    tellCrossAnchored();
                });
            }
        }
        advance();
    }

    /** Whether the read side did not give entries that are needed to continue. For any thread. */
    boolean isUnanswered() {
        return unanswered;
    }

    /** Compares what could not be compared when it was tried last. */
    void goOn() {
        if (!ended) {
            advance();
        }
    }

    /** Ends the watch; what was delivered and not compared is left to be looked back at. */
    Optional<UncomparedRange> end() {
        ended = true;
        byte[] rest = uncompared(0);
        unhashed.clear();
        queued = 0;
        return rest.length == 0 || gapsAllowed || isStopped()
                ? Optional.empty()
                : Optional.of(UncomparedRange.of(uncomparedFrom, EntryQueue.lastOffset(rest) + 1, rest));
    }

    /** What a group has to remember with a committed offset. */
    SavedState saved(long committed) {
        if (committed < digestedTo) {
            restartDigest();
        }
        byte[] rest = uncompared(digestedCount);
        int more = EntryQueue.countBelow(rest, committed);
        if (more > 0) {
            digested.update(rest, 0, more * Entry.LENGTH);
            digestedCount += more;
            digestedTo = EntryQueue.offset(rest, more - 1) + 1;
        }
        return gapsAllowed || isStopped() || digestedCount == 0
                ? new SavedState(compared, List.of())
                : new SavedState(
                        compared,
                        List.of(new UncomparedRange(
                                uncomparedFrom, digestedTo, digestedCount, digestSoFar(), Optional.empty())));
    }

    @Override
    public void compared(ExpectedHead head, long lastOffset) {
        runs.compared(head, lastOffset);
        if (compared.isEmpty() || compared.get().size() < head.size()) {
            compared = Optional.of(new TreeHead(head.size(), head.root()));
        }
        uncomparedFrom = Math.max(uncomparedFrom, lastOffset + 1);
        restartDigest();
        // Reported first: a reader of the state may act on it at once.
        listener.reached(partition, lastOffset, head.level());
        state.reached(head.level(), lastOffset);
        if (head.level().compareTo(Level.ANCHORED) >= 0) {
            cover.compared(head.size(), lastOffset);
            tellCrossAnchored();
        }
    }

    @Override
    public void refused(Finding finding) {
        runs.missed(finding);
        if (gapsAllowed && finding.refusal() == Refusal.MISSING) {
            listener.gone(partition, finding);
            return;
        }
        listener.refused(partition, finding);
        state.refused(finding);
    }

    private void tellCrossAnchored() {
        long upTo = cover.upTo(crossAnchored);
        if (upTo > state.reached(Level.CROSS_ANCHORED)) {
            listener.reached(partition, upTo, Level.CROSS_ANCHORED);
            state.reached(Level.CROSS_ANCHORED, upTo);
        }
    }

    private void advance() {
        unanswered = false;
        try {
            while (!ended && !unhashed.isEmpty()) {
                Batch first = unhashed.getFirst();
                hash(first);
                position = Math.max(position, first.next());
                queued -= unhashed.removeFirst().count();
                hashedOfFirst = 0;
            }
            if (verifier != null) {
                verifier.delivered(position);
                state.at(new Place(position, verifier.verifiedSize(), verifier.verifiedSize() + verifier.pending()));
            }
        } catch (RegistryException e) {
            listener.delayed(partition, String.valueOf(e.getMessage()));
        } catch (LogUnavailableException e) {
            if (entries == null || !entries.isFetching()) {
                unanswered = true;
                listener.delayed(partition, String.valueOf(e.getMessage()));
            }
        } catch (RuntimeException e) {
            // Tried again with the next news: a comparison never ends in silence.
            listener.delayed(partition, "the comparison failed: " + e);
        }
        state.unsealed(queued + waiting.count() + (verifier == null ? 0 : verifier.pending()));
    }

    private void hash(Batch batch) {
        byte[] made = batch.entries();
        for (; hashedOfFirst < batch.count(); hashedOfFirst++) {
            int i = hashedOfFirst;
            tellIfGoingBack(batch.offset(i));
            if (made == null) {
                batch.writeEntry(i, committer, entry, 0);
                take(entry, 0);
            } else {
                take(made, i * Entry.LENGTH);
            }
        }
    }

    private void take(byte[] entries, int at) {
        if (verifier == null) {
            waiting.add(entries, at);
        } else {
            verifier.append(entries, at);
        }
    }

    /** Kafka's own offsets only grow. In a mirror they are words in a header, and those of one record may hide another's place. */
    private void tellIfGoingBack(long offset) {
        if (mirror && offset <= lastHashed) {
            refused(new Finding(
                    Refusal.REORDERED,
                    partition.toString(),
                    Finding.NONE,
                    offset,
                    "delivered after offset " + lastHashed));
        }
        lastHashed = Math.max(lastHashed, offset);
    }

    private boolean isStopped() {
        return verifier != null && verifier.isStopped();
    }

    private byte[] uncompared(int from) {
        return verifier == null ? waiting.from(from) : verifier.pendingFrom(from);
    }

    private void restartDigest() {
        digested = Hash.sha256();
        digestedCount = 0;
        digestedTo = 0;
    }

    private Hash digestSoFar() {
        try {
            return Hash.of(((MessageDigest) digested.clone()).digest());
        } catch (CloneNotSupportedException e) {
            throw new IllegalStateException("SHA-256 of every JDK can be cloned", e);
        }
    }
}
