package io.tombolo.reconcile;

import io.tombolo.connectors.database.TableName;
import io.tombolo.reconcile.feed.AnchoredTopic;
import io.tombolo.reconcile.feed.FeedReader;
import io.tombolo.reconcile.feed.FeedState;
import io.tombolo.reconcile.feed.RowComparison;
import io.tombolo.reconcile.source.Chunks;
import io.tombolo.reconcile.source.Cut;
import io.tombolo.reconcile.source.SourceRows;
import io.tombolo.schemas.DatasetId;
import io.tombolo.verification.stream.Finding;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Supplier;
import org.apache.avro.generic.GenericRecord;
import org.jspecify.annotations.Nullable;

/** Compares one table with its feed: chunk by chunk, and row by row where chunks differ. */
final class TableComparison {
    private static final int FINDINGS_LISTED = 100;

    private final DatasetId dataset;
    private final TablePlan plan;
    private final Cut cut;

    TableComparison(DatasetId dataset, TablePlan plan, Cut cut) {
        this.dataset = dataset;
        this.plan = plan;
        this.cut = cut;
    }

    /**
     * Reads the feed, then compares.
     *
     * @param sourceChunks the source's chunks, waited for
     * @param sourceRows the source's rows of some chunks
     * @param refused changes of the table that were refused, as they are reported
     * @param refusedByKey why, by the key of the row
     */
    TableReport run(
            TableName table,
            AnchoredTopic topic,
            Supplier<Chunks> sourceChunks,
            Function<BitSet, SourceRows> sourceRows,
            List<String> refused,
            Map<GenericRecord, String> refusedByKey) {
        try (FeedState state = FeedState.open()) {
            FeedReader.FeedRead read = new FeedReader(plan.key(), plan.columns(), cut, state).read(topic, dataset);
            FeedState.Summary summary = state.summary();
            Chunks source = sourceChunks.get();
            Differences differences = new Differences();
            if (plan.keyed()) {
                BitSet chunks = source.differing(summary.chunks());
                if (!chunks.isEmpty()) {
                    FeedReader.requireNoBackfill(read, dataset);
                    try (SourceRows rows = sourceRows.apply(chunks)) {
                        new RowComparison(plan.key(), plan.columns(), refusedByKey, differences).run(rows, state, chunks);
                    }
                }
            }
            return new TableReport(
                    table.toString(),
                    dataset,
                    source.rows(),
                    summary.chunks().rows(),
                    differences.missing,
                    differences.extra,
                    differences.different,
                    differences.listed,
                    plan.absent(),
                    plan.notCompared(),
                    refused,
                    findings(read),
                    read.heads(),
                    summary.digest());
        }
    }

    private static List<String> findings(FeedReader.FeedRead read) {
        List<String> findings = new ArrayList<>();
        for (Finding finding : read.findings()) {
            if (findings.size() == FINDINGS_LISTED) {
                findings.add("and " + (read.findings().size() - FINDINGS_LISTED) + " more");
                break;
            }
            String offset = finding.offset() == Finding.NONE ? "" : " offset " + finding.offset();
            findings.add(finding.refusal() + " " + finding.origin() + offset + ": " + finding.detail());
        }
        findings.addAll(read.unreadable());
        if (read.unreadableCount() > read.unreadable().size()) {
            findings.add("and " + (read.unreadableCount() - read.unreadable().size()) + " more records like these");
        }
        return findings;
    }

    private static final class Differences implements RowComparison.Listener {
        private final List<RowDifference> listed = new ArrayList<>();
        private long missing;
        private long extra;
        private long different;

        @Override
        public void missing(String key, @Nullable String refused) {
            missing++;
            list(new RowDifference(RowDifference.Kind.MISSING, key, List.of(), refused));
        }

        @Override
        public void extra(String key) {
            extra++;
            list(new RowDifference(RowDifference.Kind.EXTRA, key, List.of()));
        }

        @Override
        public void different(String key, List<String> columns, @Nullable String refused) {
            different++;
            list(new RowDifference(RowDifference.Kind.DIFFERENT, key, columns, refused));
        }

        private void list(RowDifference difference) {
            if (listed.size() < TableReport.MAX_LISTED) {
                listed.add(difference);
            }
        }
    }
}
