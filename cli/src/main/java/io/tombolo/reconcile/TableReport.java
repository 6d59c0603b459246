package io.tombolo.reconcile;

import io.tombolo.schemas.DatasetId;
import java.util.List;

/**
 * What came of comparing one table with its feed.
 *
 * @param table as the source names it
 * @param sourceRows rows of the source in the snapshot
 * @param feedRows rows that the feed leaves
 * @param missing rows that the source has and the feed does not
 * @param extra rows that the feed has and the source does not
 * @param different rows that both have, with other values
 * @param differences the first of them, at most {@link #MAX_LISTED}
 * @param absentColumns columns of the source that the feed does not have, though no rule keeps them back
 * @param notCompared columns that were not compared, each with the reason
 * @param refused changes of the table that were refused, as they were reported; they may explain differences
 * @param findings what is wrong with the topic or its log, as a verifier says it
 * @param heads each log as its owner signed it last: origin, size, root
 * @param digest over all rows of the feed; see {@link io.tombolo.schemas.contract.Reconciliation}
 */
record TableReport(
        String table,
        DatasetId dataset,
        long sourceRows,
        long feedRows,
        long missing,
        long extra,
        long different,
        List<RowDifference> differences,
        List<String> absentColumns,
        List<String> notCompared,
        List<String> refused,
        List<String> findings,
        List<String> heads,
        String digest) {
    /** How many differences are listed one by one. */
    public static final int MAX_LISTED = 10_000;

    public TableReport {
        differences = List.copyOf(differences);
        absentColumns = List.copyOf(absentColumns);
        notCompared = List.copyOf(notCompared);
        refused = List.copyOf(refused);
        findings = List.copyOf(findings);
        heads = List.copyOf(heads);
    }

    /** Whether the feed is what the source holds. */
    public boolean isEqual() {
        return missing + extra + different == 0
                && sourceRows == feedRows
                && absentColumns.isEmpty()
                && findings.isEmpty();
    }
}
