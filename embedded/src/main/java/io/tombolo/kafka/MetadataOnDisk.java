package io.tombolo.kafka;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.kafka.common.metadata.MetadataRecordType;
import org.apache.kafka.image.MetadataDelta;
import org.apache.kafka.image.MetadataImage;
import org.apache.kafka.image.MetadataProvenance;
import org.apache.kafka.metadata.util.BatchFileReader;
import org.apache.kafka.server.common.ApiMessageAndVersion;
import org.apache.kafka.server.common.OffsetAndEpoch;
import org.apache.kafka.snapshot.SnapshotPath;
import org.apache.kafka.snapshot.Snapshots;

/**
 * The cluster metadata in a node's folder: the newest snapshot and the log behind it.
 *
 * @param image what they say
 * @param asKafkaReads what Kafka takes them for when it starts: it applies the whole log at once, and {@code ScramDelta} then forgets users
 *     when another one was removed and no user is in the snapshot ({@link RemovedUsers})
 * @param end the offset behind the last record, and the epoch of its batch
 * @param timestamp of the last batch, in milliseconds
 */
record MetadataOnDisk(MetadataImage image, MetadataImage asKafkaReads, OffsetAndEpoch end, long timestamp) {

    /** The folder of the log and its snapshots. */
    static Path of(Path dir) {
        return dir.resolve("__cluster_metadata-0");
    }

    /** Reads only, and may be asked while a node runs. */
    static MetadataOnDisk read(Path metadata) throws Exception {
        Reading reading = new Reading();
        Optional<SnapshotPath> snapshot = snapshots(metadata).stream()
                .filter(found -> !found.partial() && !found.deleted())
                .max(Comparator.comparing(SnapshotPath::snapshotId));
        if (snapshot.isPresent()) {
            reading.file(snapshot.get().path(), 0);
            reading.endSnapshot(snapshot.get().snapshotId());
        }
        long from = reading.end.offset();
        for (Path segment : segments(metadata)) {
            reading.file(segment, from);
        }
        return reading.end();
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

    private static final class Reading {
        private MetadataDelta inSteps = on(MetadataImage.EMPTY);
        private MetadataDelta atOnce = on(MetadataImage.EMPTY);
        private OffsetAndEpoch end = new OffsetAndEpoch(0, 0);
        private long timestamp;

        private static MetadataDelta on(MetadataImage image) {
            return new MetadataDelta.Builder().setImage(image).build();
        }

        void file(Path file, long from) throws Exception {
            try (BatchFileReader batches =
                    new BatchFileReader.Builder().setPath(file.toString()).build()) {
                while (batches.hasNext()) {
                    BatchFileReader.BatchAndType next = batches.next();
                    if (next.batch().baseOffset() < from) {
                        continue;
                    }
                    if (!next.isControl()) {
                        next.batch().records().forEach(this::replay);
                    }
                    end = new OffsetAndEpoch(
                            next.batch().lastOffset() + 1, next.batch().epoch());
                    timestamp = next.batch().appendTimestamp();
                }
            }
        }

        void endSnapshot(OffsetAndEpoch id) {
            inSteps.finishSnapshot();
            atOnce.finishSnapshot();
            inSteps = on(inSteps.apply(MetadataProvenance.EMPTY));
            atOnce = on(atOnce.apply(MetadataProvenance.EMPTY));
            end = id;
        }

        /** A transaction of metadata is taken for committed: none holds a broker's registration, and an aborted one is not understood. */
        private void replay(ApiMessageAndVersion record) {
            MetadataRecordType type = MetadataRecordType.fromId(record.message().apiKey());
            switch (type) {
                case BEGIN_TRANSACTION_RECORD, END_TRANSACTION_RECORD -> {}
                case ABORT_TRANSACTION_RECORD ->
                    throw new UnsupportedOperationException("aborted metadata transaction");
                case REMOVE_USER_SCRAM_CREDENTIAL_RECORD -> {
                    inSteps = on(inSteps.apply(MetadataProvenance.EMPTY));
                    inSteps.replay(record.message());
                    inSteps = on(inSteps.apply(MetadataProvenance.EMPTY));
                    atOnce.replay(record.message());
                }
                default -> {
                    inSteps.replay(record.message());
                    atOnce.replay(record.message());
                }
            }
        }

        MetadataOnDisk end() {
            return new MetadataOnDisk(
                    inSteps.apply(MetadataProvenance.EMPTY), atOnce.apply(MetadataProvenance.EMPTY), end, timestamp);
        }
    }
}
