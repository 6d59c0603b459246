package io.tombolo.consumer.watch;

import io.tombolo.consumer.readside.ProvenanceClient;
import io.tombolo.schemas.commit.PartFormat;
import io.tombolo.schemas.commit.SchemaHashes;
import io.tombolo.verification.receipt.ReceiptVerifier;
import io.tombolo.verification.trust.TrustPolicy;
import java.time.Duration;
import java.util.Map;

/**
 * What partitions are held against, and how.
 *
 * @param receipts how to read receipts, by kind of ledger, as {@code fabric}
 * @param schemas the registry's schemas, see {@link io.tombolo.schemas.registry.RegistrySchemaHashes}
 * @param gapsAllowed for a topic whose records expire or are compacted away: a record that the log holds and Kafka does not is told,
 *     not refused
 * @param askEvery how often new checkpoints and anchors are asked for, per partition
 * @param maxUnsealed how many records of one partition may wait for a checkpoint before no more are fetched; 50 bytes each
 */
public record WatchConfig(
        ProvenanceClient readSide,
        TrustPolicy policy,
        Map<String, ReceiptVerifier> receipts,
        SchemaHashes schemas,
        PartFormat keyFormat,
        PartFormat valueFormat,
        TopicDatasets topics,
        boolean gapsAllowed,
        Hashing hashing,
        Duration askEvery,
        int maxUnsealed) {
    /** 100 MB of waiting entries for each partition. */
    public static final int DEFAULT_MAX_UNSEALED = 2_000_000;
    /** How often the read side is asked if nobody says otherwise. */
    public static final Duration DEFAULT_ASK_EVERY = Duration.ofMillis(500);

    public WatchConfig {
        receipts = Map.copyOf(receipts);
        if (maxUnsealed < 1) {
            throw new IllegalArgumentException("max unsealed: " + maxUnsealed + ", at least 1");
        }
        if (askEvery.toMillis() < 1) {
            throw new IllegalArgumentException("ask every: " + askEvery + ", at least 1 ms");
        }
    }
}
