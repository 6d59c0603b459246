package io.tombolo.consumer.audit;

import io.tombolo.schemas.DatasetId;
import io.tombolo.verification.verdict.Level;
import io.tombolo.verification.verdict.Refusal;
import io.tombolo.verification.verdict.Trust;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * The result of an audit.
 *
 * @param events records that were read and compared, or are known to be missing: the sealed size of all partitions
 * @param anchored how many of those lie below a head that a ledger confirms
 * @param unsealed records that no checkpoint covers yet, so that nothing is known about them
 * @param level what holds for every record that is there, the unsealed ones included; empty when something is refused
 * @param refusals by partition and offset, at most {@link #MAX_REFUSALS}
 * @param refused how many refusals there were in all
 * @param gone runs of records that expired or were compacted away, by partition and offset, the first of them if they are very many
 * @param expired how many records expired
 * @param compacted how many were compacted away
 * @param gaps whether those count against it
 * @param resumed where this run took up what an earlier one had left; empty for an audit in one go
 * @param begunAt when the first of the runs began
 * @param elapsed of this run alone
 */
public record AuditResult(
        DatasetId dataset,
        int partitions,
        long events,
        long anchored,
        long unsealed,
        Optional<Level> level,
        List<Refused> refusals,
        long refused,
        List<GoneRecords> gone,
        long expired,
        long compacted,
        AuditRequest.Gaps gaps,
        Trust trust,
        boolean development,
        List<ResumedFrom> resumed,
        Instant begunAt,
        Duration elapsed) {
    /** How many refusals are kept one by one. */
    public static final int MAX_REFUSALS = 100_000;

    public AuditResult {
        refusals = List.copyOf(refusals);
        gone = List.copyOf(gone);
        resumed = List.copyOf(resumed);
    }

    /** Nothing was refused. */
    public boolean isGood() {
        return refused == 0 && (gaps == AuditRequest.Gaps.TOLD || expired + compacted == 0);
    }

    /** Of this run: what earlier runs compared took no time. */
    public double eventsPerSecond() {
        long before = resumed.stream().mapToLong(ResumedFrom::leaf).sum();
        return Math.max(0, events + unsealed - before) / Math.max(1e-9, elapsed.toNanos() / 1e9);
    }

    /**
     * Where this run of an audit took up a partition. What lies before was compared by an earlier run.
     *
     * @param leaf the first leaf that this run compared
     * @param offset the Kafka offset from which on this run read
     */
    public record ResumedFrom(int partition, long leaf, long offset) {}

    /**
     * Records that the log holds and Kafka does not, where the topic's own settings account for it: a run of them, with no other
     * sealed record between. The broker's word: its operator may have set what it says.
     *
     * @param firstLeaf the first one's leaf in the log
     * @param firstOffset the first one's Kafka offset
     * @param count how many; offsets are not dense, so fewer than from the first to the last
     */
    public record GoneRecords(
            Reason reason, int partition, long firstLeaf, long firstOffset, long lastOffset, long count) {
        /** Why a broker lets a record go. */
        public enum Reason {
            /** Below the partition's first offset, in a topic whose records are deleted by age or size. */
            EXPIRED,
            /** In a topic that keeps the last record of each key. */
            COMPACTED
        }

        /** Whether a leaf comes right behind it. */
        boolean isFollowedBy(long leaf) {
            return firstLeaf + count == leaf;
        }

        /** The run with one more at its end. */
        GoneRecords and(long offset) {
            return new GoneRecords(reason, partition, firstLeaf, firstOffset, offset, count + 1);
        }
    }

    /**
     * One thing that an audit refuses.
     *
     * @param offset the Kafka offset, -1 when no single one is meant
     */
    public record Refused(Refusal kind, int partition, long offset, String detail) {}
}
