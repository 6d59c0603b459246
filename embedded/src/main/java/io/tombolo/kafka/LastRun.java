package io.tombolo.kafka;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.ScramMechanism;
import org.apache.kafka.common.metadata.MetadataRecordType;
import org.apache.kafka.image.MetadataDelta;
import org.apache.kafka.image.MetadataImage;
import org.apache.kafka.image.MetadataProvenance;
import org.apache.kafka.image.TopicImage;
import org.apache.kafka.metadata.PartitionRegistration;
import org.apache.kafka.metadata.ScramCredentialData;
import org.apache.kafka.metadata.util.BatchFileReader;
import org.apache.kafka.server.common.ApiMessageAndVersion;
import org.apache.kafka.snapshot.SnapshotPath;
import org.apache.kafka.snapshot.Snapshots;

/** What the cluster metadata in a folder say of the node that ran there last. Reads only, and may be asked while a node runs. */
final class LastRun {
    private static final String METADATA = "__cluster_metadata-0";

    private LastRun() {}

    /**
     * Whether the folder's node would begin with itself as a live broker or with partitions that it leads, which is what a killed
     * process leaves behind. Metadata that can't be read count as such.
     */
    static boolean leftLeaders(Path dir) {
        Path metadata = dir.resolve(METADATA);
        if (!Files.isDirectory(metadata)) {
            return false;
        }
        try {
            MetadataImage image = read(metadata);
            boolean alive = image.cluster().brokers().values().stream().anyMatch(broker -> !broker.fenced());
            return alive || image.topics().topicsById().values().stream().anyMatch(LastRun::led);
        } catch (Exception e) {
            return true;
        }
    }

    /** Whether a folder holds the node's user with its password, or nothing yet, in which case formatting gave it. */
    static boolean knows(Path dir, NodeSecurity security) {
        Path metadata = dir.resolve(METADATA);
        if (!Files.isDirectory(metadata)) {
            return true;
        }
        try {
            ScramCredentialData kept = read(metadata)
                    .scram()
                    .mechanisms()
                    .getOrDefault(ScramMechanism.SCRAM_SHA_512, Map.of())
                    .get(security.nodeUser());
            return kept != null && security.isOf(kept);
        } catch (Exception e) {
            return false;
        }
    }

    private static boolean led(TopicImage topic) {
        return topic.partitions().values().stream().anyMatch(PartitionRegistration::hasLeader);
    }

    private static MetadataImage read(Path metadata) throws Exception {
        MetadataDelta delta =
                new MetadataDelta.Builder().setImage(MetadataImage.EMPTY).build();
        Optional<SnapshotPath> snapshot = snapshots(metadata).stream()
                .filter(found -> !found.partial() && !found.deleted())
                .max(Comparator.comparing(SnapshotPath::snapshotId));
        long from = 0;
        if (snapshot.isPresent()) {
            replay(snapshot.get().path(), 0, delta);
            delta.finishSnapshot();
            from = snapshot.get().snapshotId().offset();
        }
        for (Path segment : segments(metadata)) {
            replay(segment, from, delta);
        }
        return delta.apply(MetadataProvenance.EMPTY);
    }

    private static void replay(Path file, long from, MetadataDelta delta) throws Exception {
        try (BatchFileReader batches =
                new BatchFileReader.Builder().setPath(file.toString()).build()) {
            while (batches.hasNext()) {
                BatchFileReader.BatchAndType next = batches.next();
                if (!next.isControl() && next.batch().baseOffset() >= from) {
                    next.batch().records().forEach(record -> replay(record, delta));
                }
            }
        }
    }

    /** A transaction of metadata is taken for committed: none holds a broker's registration, and an aborted one is not understood. */
    private static void replay(ApiMessageAndVersion record, MetadataDelta delta) {
        MetadataRecordType type = MetadataRecordType.fromId(record.message().apiKey());
        switch (type) {
            case BEGIN_TRANSACTION_RECORD, END_TRANSACTION_RECORD -> {}
            case ABORT_TRANSACTION_RECORD -> throw new UnsupportedOperationException("aborted metadata transaction");
            default -> delta.replay(record.message());
        }
    }

    private static List<SnapshotPath> snapshots(Path metadata) {
        List<SnapshotPath> found = new ArrayList<>();
        files(metadata).forEach(file -> Snapshots.parse(file).ifPresent(found::add));
        return found;
    }

    private static List<Path> segments(Path metadata) {
        return files(metadata).stream()
                .filter(file -> file.getFileName().toString().endsWith(".log"))
                .sorted()
                .toList();
    }

    private static List<Path> files(Path dir) {
        try (Stream<Path> files = Files.list(dir)) {
            return files.toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
