package io.tombolo.anchoring.anchor;

import io.tombolo.anchoring.kafka.CompactedTopic;
import io.tombolo.anchoring.kafka.OwnRecords;
import io.tombolo.schemas.DatasetId;
import io.tombolo.schemas.Origin;
import io.tombolo.schemas.contract.AnchorRecord;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.apache.kafka.common.utils.Utils;

/** What the anchors' topic says of each log, for an anchorer that has lost its frontiers: how far it was published. */
final class PublishedAnchors {
    private final int sources;
    private final OwnRecords records;
    private final Scope scope;

    /** {@code sources}: partitions of the checkpoints' topic, which decide who anchors a log. */
    PublishedAnchors(int sources, OwnRecords records, Scope scope) {
        this.sources = sources;
        this.records = records;
        this.scope = scope;
    }

    /** One frontier for each log with anchors whose checkpoints come from one of {@code owned}. */
    List<Frontier> read(CompactedTopic anchors, Set<Integer> owned) {
        Map<String, Long> sizes = new TreeMap<>();
        anchors.readToEnd((origin, value) -> {
            AnchorRecord anchor = records.anchor(value);
            if (scope.hasAnchorsOf(anchor.ledger())) {
                sizes.merge(origin, anchor.size(), Math::max);
            }
        });
        return sizes.entrySet().stream()
                .map(log -> frontier(log.getKey(), log.getValue()))
                .filter(log -> owned.contains(log.source()))
                .toList();
    }

    private Frontier frontier(String origin, long size) {
        DatasetId dataset = Origin.parse(origin)
                .orElseThrow(() -> new IllegalStateException("an anchor was published under '" + origin + "'"))
                .dataset();
        int source = Utils.toPositive(Utils.murmur2(origin.getBytes(StandardCharsets.UTF_8))) % sources;
        return Frontier.lost(origin, dataset.organisation(), dataset.name(), source, size);
    }
}
