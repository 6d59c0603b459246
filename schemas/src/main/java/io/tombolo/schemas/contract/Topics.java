package io.tombolo.schemas.contract;

import io.tombolo.schemas.DatasetId;
import java.util.List;
import java.util.Map;

/** Names and settings of every topic. The process that composes the parts creates them; no part relies on automatic creation. */
public final class Topics {

    /** Entry bundles. Key: UTF-8 {@code <origin> <bundle index>}; value: a C2SP entry bundle. */
    public static final String LOG = "tombolo.log";
    /** Sealed batches. Key: UTF-8 origin; value: framed Avro {@code io.tombolo.SealedBatch}. */
    public static final String CHECKPOINTS = "tombolo.checkpoints";
    /** Anchors. Key: UTF-8 origin; value: framed Avro {@code io.tombolo.Anchor}. */
    public static final String ANCHORS = "tombolo.anchors";
    /** Refused input. Value: framed Avro {@code io.tombolo.RejectedInput}. */
    public static final String REJECTED = "tombolo.rejected";
    /** The embedded registry's schemas. */
    public static final String SCHEMAS = "tombolo.schemas";
    /** The owner's keys of protected fields, wrapped; for the owner alone. Key: UTF-8 {@code <dataset> <group>}, with {@code <branch>} behind it for a branch of the tree. */
    public static final String KEYS = "tombolo.keys";
    /** What the names of transactions begin with that write keys. */
    public static final String KEYS_TRANSACTIONS = "tombolo-keys-";

    /** Record header that holds the salt: 16 random bytes. */
    public static final String SALT_HEADER = "tombolo-salt";
    /** Length of the salt, in bytes. */
    public static final int SALT_LENGTH = 16;

    private static final Map<String, String> FOREVER =
            Map.of("cleanup.policy", "delete", "retention.ms", "-1", "retention.bytes", "-1");
    private static final Map<String, String> COMPACTED = Map.of("cleanup.policy", "compact");
    /** What is replaced is to be gone soon: a segment ends with the next record, is compacted at the cleaner's next look, and deleted at once. */
    private static final Map<String, String> COMPACTED_AT_ONCE = Map.of(
            "cleanup.policy", "compact",
            "segment.ms", "100",
            "min.cleanable.dirty.ratio", "0.0",
            "min.compaction.lag.ms", "0",
            "delete.retention.ms", "0",
            "file.delete.delay.ms", "0");

    private Topics() {}

    /** Tombolo's own topics, the registry's excepted: that one makes its own. */
    public static List<TopicSpec> internal() {
        return List.of(
                new TopicSpec(LOG, 1, COMPACTED),
                new TopicSpec(CHECKPOINTS, 1, FOREVER),
                new TopicSpec(ANCHORS, 1, FOREVER),
                new TopicSpec(REJECTED, 1, FOREVER));
    }

    /** The embedded registry's topic: one partition, because its order is the order of ids. */
    public static TopicSpec schemas(String name) {
        return new TopicSpec(name, 1, COMPACTED);
    }

    /** The topic of keys: one partition, so that a reader sees one order. */
    public static TopicSpec keys() {
        return new TopicSpec(KEYS, 1, COMPACTED_AT_ONCE);
    }

    /** A dataset's topic. Kept permanently unless its owner says otherwise: what is gone can't be audited. */
    public static TopicSpec dataset(DatasetId dataset, int partitions) {
        return new TopicSpec(dataset.topic(), partitions, FOREVER);
    }
}
