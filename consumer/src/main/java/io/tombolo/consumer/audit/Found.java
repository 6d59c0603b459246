package io.tombolo.consumer.audit;

import java.util.List;

/**
 * What differs in one partition.
 *
 * @param refused how many refusals there were, of which {@code refusals} are kept
 * @param gone runs of records that expired or were compacted away, the first of them if there were very many
 * @param expired how many records expired, those outside the kept runs included
 */
record Found(
        List<AuditResult.Refused> refusals,
        long refused,
        List<AuditResult.GoneRecords> gone,
        long expired,
        long compacted) {
    static final Found NOTHING = new Found(List.of(), 0, List.of(), 0, 0);

    public Found {
        refusals = List.copyOf(refusals);
        gone = List.copyOf(gone);
    }
}
