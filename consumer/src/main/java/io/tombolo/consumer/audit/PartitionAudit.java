package io.tombolo.consumer.audit;

import io.tombolo.consumer.readside.LogHeads;
import io.tombolo.consumer.readside.SignedHead;
import io.tombolo.consumer.watch.Batch;
import io.tombolo.consumer.watch.RecordRereader;
import io.tombolo.merkle.CompactRange;
import io.tombolo.merkle.TreeHead;
import io.tombolo.merkle.tile.TileException;
import io.tombolo.merkle.tile.TileReader;
import io.tombolo.schemas.commit.Committer;
import io.tombolo.schemas.commit.Entry;
import io.tombolo.verification.stream.ExpectedHead;
import io.tombolo.verification.stream.Finding;
import io.tombolo.verification.stream.StreamListener;
import io.tombolo.verification.stream.StreamVerifier;
import io.tombolo.verification.trust.CrossAnchoring;
import io.tombolo.verification.verdict.Level;
import io.tombolo.verification.verdict.Refusal;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.LongFunction;

/** The audit of one partition: its heads, its verifier, what it found, and how far its records have come. */
final class PartitionAudit implements StreamListener {
    private static final Comparator<ExpectedHead> LEDGERS_FIRST = Comparator.comparing(
                    (ExpectedHead head) -> head.level().compareTo(Level.ANCHORED) >= 0)
            .thenComparingLong(ExpectedHead::size);

    private final int partition;
    private final LogHeads heads;
    private final StreamVerifier verifier;
    private final Optional<SavedPartition> before;
    private final LongFunction<Optional<AuditResult.GoneRecords.Reason>> retention;
    private final PartitionFindings records;
    /** What is refused of the log itself: found again by each run, so never saved. */
    private final List<AuditResult.Refused> ofTheLog = new ArrayList<>();
    /** Where the last comparison ended: the only place to continue from. */
    private CompactRange compared = CompactRange.empty();

    private TreeHead measuredAgainst = CompactRange.empty().head();
    private boolean readingHeads;
    private boolean contradicted;
    private long sealedSize;
    private long start;
    private long end;

    /**
     * An audit from the first leaf on, or from where an earlier run ended.
     *
     * @param retention why the broker may have let go of the record at an offset
     * @param limit how many refusals are kept one by one
     */
    PartitionAudit(
            int partition,
            LogHeads heads,
            RecordRereader again,
            Optional<SavedPartition> before,
            LongFunction<Optional<AuditResult.GoneRecords.Reason>> retention,
            int limit) {
        this.partition = partition;
        this.heads = heads;
        this.before = before;
        this.retention = retention;
        this.records = new PartitionFindings(limit);
        before.ifPresent(saved -> {
            records.restore(saved.found());
            compared = saved.compared();
        });
        this.verifier = new StreamVerifier(heads.origin(), compared, heads.entries(), again, this);
    }

    /**
     * Learns the heads that there are now; what is sealed later is not part of this audit. What an earlier run compared must be
     * the beginning of the log that they are heads of.
     *
     * @param oneMore runs for each head, once its signature was checked
     */
    void readHeads(Runnable oneMore) {
        readingHeads = true;
        List<ExpectedHead> known = new ArrayList<>();
        Consumer<SignedHead> signed = head -> {
            expect(head.expected(), known);
            oneMore.run();
        };
        // An anchor of a head that no checkpoint was shown for is expected all the same: the ledger confirms it.
        heads.next(signed, this::refused);
        known.stream().max(LEDGERS_FIRST).ifPresent(head -> measuredAgainst = new TreeHead(head.size(), head.root()));
        int own = ofTheLog.size();
        before.ifPresent(saved -> goOn(saved, known));
        contradicted = ofTheLog.size() > own;
        readingHeads = false;
    }

    private void expect(ExpectedHead head, List<ExpectedHead> known) {
        known.add(head);
        sealedSize = Math.max(sealedSize, head.size());
        verifier.expect(head);
    }

    /** Takes the earlier run's word for nothing that the log's own tiles can show. */
    private void goOn(SavedPartition saved, List<ExpectedHead> known) {
        long size = saved.compared().end();
        Optional<ExpectedHead> newest = known.stream().max(Comparator.comparingLong(ExpectedHead::size));
        if (newest.isEmpty()
                || newest.get().size() < Math.max(size, saved.measuredAgainst().size())) {
            refuseLog(
                    Refusal.ALTERED,
                    "the newest head that is shown has size "
                            + newest.map(ExpectedHead::size).orElse(0L)
                            + "; when this audit was interrupted it had size "
                            + saved.measuredAgainst().size());
            return;
        }
        TileReader log = heads.at(new TreeHead(newest.get().size(), newest.get().root()));
        try {
            mustBe(log, saved.compared().head());
            mustBe(log, saved.measuredAgainst());
            for (ExpectedHead head : known) {
                if (head.size() <= size) {
                    mustBe(log, new TreeHead(head.size(), head.root()));
                }
            }
            start = Entry.decode(log.entry(size - 1)).offset() + 1;
        } catch (TileException e) {
            if (e.reason() != TileException.Reason.NOT_IN_TREE) {
                throw new AuditException(heads.origin() + ": the read side's " + e.getMessage(), e);
            }
            refuseLog(Refusal.ALTERED, "the read side's tiles: " + e.getMessage());
        } catch (IllegalArgumentException e) {
            refuseLog(Refusal.MALFORMED, "leaf " + (size - 1) + ": " + e.getMessage());
        }
    }

    private void mustBe(TileReader log, TreeHead head) {
        TreeHead now = log.headAt(head.size());
        if (!now.equals(head)) {
            refuseLog(
                    Refusal.FORKED,
                    "size " + head.size() + " had root " + head.root() + ", in the log of size "
                            + log.head().size() + " it has " + now.root());
        }
    }

    private void refuseLog(Refusal kind, String detail) {
        ofTheLog.add(new AuditResult.Refused(kind, partition, Finding.NONE, detail));
    }

    void take(Batch records, Committer committer) {
        byte[] entries = records.entries(committer);
        for (int at = 0; at < entries.length; at += Entry.LENGTH) {
            verifier.append(entries, at);
        }
    }

    void delivered(long nextOffset) {
        if (!contradicted) {
            verifier.delivered(nextOffset);
        }
    }

    @Override
    public void compared(ExpectedHead head, long lastOffset) {
        if (head.size() == verifier.verifiedSize() && !verifier.hasEarly()) {
            compared = verifier.state();
            records.mark();
        }
    }

    @Override
    public void refused(Finding finding) {
        AuditResult.Refused refusal =
                new AuditResult.Refused(finding.refusal(), partition, finding.offset(), finding.detail());
        if (readingHeads) {
            ofTheLog.add(refusal);
            return;
        }
        Optional<AuditResult.GoneRecords.Reason> reason = finding.refusal() == Refusal.MISSING && finding.offset() >= 0
                ? retention.apply(finding.offset())
                : Optional.empty();
        if (reason.isPresent()) {
            records.gone(reason.get(), partition, finding.index(), finding.offset());
        } else {
            records.refuse(refusal);
        }
    }

    void endsAt(long offset) {
        end = offset;
    }

    /** Whether there is anything to read: not behind the end, nor behind what the log contradicts. */
    boolean isReadable() {
        return start < end && !contradicted;
    }

    /** The offset from which on its records are to be read. */
    long start() {
        return start;
    }

    long end() {
        return end;
    }

    long sealedSize() {
        return sealedSize;
    }

    long comparedSize() {
        return verifier.verifiedSize();
    }

    int unsealed() {
        return verifier.pending();
    }

    boolean isDevelopment() {
        return heads.isDevelopment();
    }

    /** What differs in the records. */
    Found found() {
        return records.all();
    }

    /** What is refused of the log itself. */
    List<AuditResult.Refused> ofTheLog() {
        return ofTheLog;
    }

    Optional<AuditResult.ResumedFrom> resumed() {
        return before.map(
                saved -> new AuditResult.ResumedFrom(partition, saved.compared().end(), start));
    }

    /** What there is to continue from; nothing as long as nothing was compared. */
    Optional<SavedPartition> saved() {
        return compared.end() == 0
                ? Optional.empty()
                : Optional.of(
                        new SavedPartition(partition, heads.origin(), compared, measuredAgainst, records.marked()));
    }

    /** Up to which size some ledger confirms what was compared. */
    long anchoredSize() {
        long anchored = heads.anchoredOn().values().stream()
                .mapToLong(size -> size)
                .max()
                .orElse(0);
        return Math.min(anchored, verifier.verifiedSize());
    }

    /** Up to which size enough ledgers confirm what was compared. */
    long crossAnchoredSize(CrossAnchoring enough) {
        return Math.max(0, Math.min(enough.upTo(heads.anchoredOn()), verifier.verifiedSize()));
    }
}
