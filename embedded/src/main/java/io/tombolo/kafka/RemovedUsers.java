package io.tombolo.kafka;

import java.nio.file.Path;
import java.util.Optional;
import org.apache.kafka.common.utils.Time;
import org.apache.kafka.image.MetadataImage;
import org.apache.kafka.image.writer.ImageWriterOptions;
import org.apache.kafka.image.writer.RaftSnapshotWriter;
import org.apache.kafka.metadata.MetadataRecordSerde;
import org.apache.kafka.raft.KafkaRaftClient;
import org.apache.kafka.server.common.ApiMessageAndVersion;
import org.apache.kafka.server.common.KRaftVersion;
import org.apache.kafka.snapshot.FileRawSnapshotWriter;
import org.apache.kafka.snapshot.RecordsSnapshotWriter;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps a node's users over a start that follows the removal of another user. Until its first snapshot, which is an hour after the first
 * start, Kafka 4.3 applies its whole log at once when it starts; {@code ScramDelta.apply} then loses all others when the first user that it
 * meets is one that was removed. Without its own user the broker never joins its controller. A snapshot of what the log
 * says, written before the start, avoids that (docs/adr/0250).
 */
final class RemovedUsers {
    private static final Logger LOG = LoggerFactory.getLogger(RemovedUsers.class);
    private static final int RECORDS_IN_BATCH = 1_000;

    private RemovedUsers() {}

    /**
     * Writes the snapshot when Kafka would forget users, and returns at once otherwise. No node may run in the folder.
     *
     * @throws EmbeddedKafkaException when the snapshot can't be written
     */
    static void keepTheOthers(Path dir) {
        Optional<MetadataOnDisk> found;
        try {
            found = MetadataOnDisk.read(dir);
        } catch (Exception e) {
            LOG.atWarn()
                    .setCause(e)
                    .addKeyValue("folder", dir)
                    .log("The cluster metadata were not checked for users that Kafka forgets: they can't be read");
            return;
        }
        found.filter(read -> !read.image().scram().equals(read.usersAsKafkaReads()))
                .ifPresent(read -> snapshot(dir, read));
    }

    private static void snapshot(Path dir, MetadataOnDisk read) {
        try {
            write(MetadataOnDisk.folder(dir), read);
        } catch (RuntimeException e) {
            throw new EmbeddedKafkaException(
                    "Kafka in " + dir + ": a snapshot of its metadata can't be written: " + e.getMessage(), e);
        }
        LOG.atInfo()
                .addKeyValue("folder", dir)
                .addKeyValue("offset", read.end().offset())
                .log(
                        "A snapshot of the cluster metadata was written: Kafka forgets users when it reads the removal of another");
    }

    private static void write(Path metadata, MetadataOnDisk read) {
        MetadataImage image = read.image();
        RecordsSnapshotWriter<ApiMessageAndVersion> records = new RecordsSnapshotWriter.Builder()
                .setTime(Time.SYSTEM)
                .setLastContainedLogTimestamp(read.timestamp())
                .setMaxBatchSizeBytes(KafkaRaftClient.MAX_BATCH_SIZE_BYTES)
                .setRawSnapshotWriter(FileRawSnapshotWriter.create(metadata, read.end()))
                .setKraftVersion(KRaftVersion.KRAFT_VERSION_0)
                .setVoterSet(Optional.empty())
                .build(MetadataRecordSerde.INSTANCE);
        RaftSnapshotWriter writer = new RaftSnapshotWriter(records, RECORDS_IN_BATCH);
        boolean whole = false;
        try {
            image.write(writer, new ImageWriterOptions.Builder(image).build());
            whole = true;
        } finally {
            writer.close(whole);
        }
    }
}
