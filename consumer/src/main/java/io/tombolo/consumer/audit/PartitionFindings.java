package io.tombolo.consumer.audit;

import java.util.ArrayList;
import java.util.List;

/** What differs in one partition, in the order in which it was found: refusals one by one up to a limit, what is gone by runs. */
final class PartitionFindings {
    private static final int MAX_RUNS = 10_000;

    private final int limit;
    private final List<AuditResult.Refused> refusals = new ArrayList<>();
    private final List<AuditResult.GoneRecords> runs = new ArrayList<>();
    private long refused;
    private long expired;
    private long compacted;

    /**
     * The findings as they were at some moment, without a copy: refusals are only ever added, and of the runs only the last grows.
     *
     * @param lastRun the run that may have grown since, if there was one
     */
    private record Mark(
            int refusals,
            long refused,
            List<AuditResult.GoneRecords> lastRun,
            int runs,
            long expired,
            long compacted) {}

    private Mark mark = new Mark(0, 0, List.of(), 0, 0, 0);

    PartitionFindings(int limit) {
        this.limit = limit;
    }

    /** Continues behind what an earlier run found. */
    void restore(Found found) {
        refusals.addAll(found.refusals());
        runs.addAll(found.gone());
        refused = found.refused();
        expired = found.expired();
        compacted = found.compacted();
        mark();
    }

    void refuse(AuditResult.Refused refusal) {
        refused++;
        if (refusals.size() < limit) {
            refusals.add(refusal);
        }
    }

    void gone(AuditResult.GoneRecords.Reason reason, int partition, long leaf, long offset) {
        if (reason == AuditResult.GoneRecords.Reason.EXPIRED) {
            expired++;
        } else {
            compacted++;
        }
        int last = runs.size() - 1;
        if (last >= 0 && runs.get(last).reason() == reason && runs.get(last).isFollowedBy(leaf)) {
            runs.set(last, runs.get(last).and(offset));
        } else if (runs.size() < MAX_RUNS) {
            runs.add(new AuditResult.GoneRecords(reason, partition, leaf, offset, offset, 1));
        }
    }

    /** What was found so far belongs to what was compared so far. */
    void mark() {
        int last = runs.size() - 1;
        mark = new Mark(
                refusals.size(),
                refused,
                last < 0 ? List.of() : List.of(runs.get(last)),
                runs.size(),
                expired,
                compacted);
    }

    /** All that was found up to the last mark. */
    Found marked() {
        List<AuditResult.GoneRecords> gone = new ArrayList<>(runs.subList(0, Math.max(0, mark.runs() - 1)));
        gone.addAll(mark.lastRun());
        return new Found(
                List.copyOf(refusals.subList(0, mark.refusals())),
                mark.refused(),
                gone,
                mark.expired(),
                mark.compacted());
    }

    /** All that was found. */
    Found all() {
        return new Found(List.copyOf(refusals), refused, List.copyOf(runs), expired, compacted);
    }
}
