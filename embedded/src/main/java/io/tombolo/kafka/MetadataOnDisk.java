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
import org.apache.kafka.common.metadata.RemoveUserScramCredentialRecord;
import org.apache.kafka.common.metadata.UserScramCredentialRecord;
import org.apache.kafka.image.MetadataDelta;
import org.apache.kafka.image.MetadataImage;
import org.apache.kafka.image.MetadataProvenance;
import org.apache.kafka.image.ScramDelta;
import org.apache.kafka.image.ScramImage;
import org.apache.kafka.metadata.util.BatchFileReader;
import org.apache.kafka.server.common.ApiMessageAndVersion;
import org.apache.kafka.server.common.OffsetAndEpoch;
import org.apache.kafka.snapshot.SnapshotPath;
import org.apache.kafka.snapshot.Snapshots;

/**
 * The cluster metadata in a node's folder: the newest snapshot and the log behind it.
 *
 * @param image what they say
 * @param usersAsKafkaReads the users that Kafka finds there when it starts: it applies the whole log at once, and {@code ScramDelta} then
 *     forgets some when another one was removed and none is in the snapshot ({@link RemovedUsers})
 * @param end the offset behind the last record, and the epoch of its batch
 * @param timestamp of the last batch, in milliseconds
 */
record MetadataOnDisk(MetadataImage image, ScramImage usersAsKafkaReads, OffsetAndEpoch end, long timestamp) {

    /** The folder of the log and its snapshots. */
    static Path folder(Path dir) {
        return dir.resolve("__cluster_metadata-0");
    }

    /** Of a node's folder; empty when none ran there. Reads only, and may be asked while a node runs. */
    static Optional<MetadataOnDisk> read(Path dir) throws Exception {
        Path metadata = folder(dir);
        if (!Files.isDirectory(metadata)) {
            return Optional.empty();
        }
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
        return Optional.of(reading.end());
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
        private ScramDelta atOnce = new ScramDelta(ScramImage.EMPTY);
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
            endStep();
            atOnce = new ScramDelta(atOnce.apply());
            end = id;
        }

        /** A transaction of metadata is taken for committed: none holds a broker's registration, and an aborted one is not understood. */
        private void replay(ApiMessageAndVersion record) {
            MetadataRecordType type = MetadataRecordType.fromId(record.message().apiKey());
            switch (type) {
                case BEGIN_TRANSACTION_RECORD, END_TRANSACTION_RECORD -> {}
                case ABORT_TRANSACTION_RECORD ->
                    throw new UnsupportedOperationException("aborted metadata transaction");
                case USER_SCRAM_CREDENTIAL_RECORD -> {
                    inSteps.replay(record.message());
                    atOnce.replay((UserScramCredentialRecord) record.message());
                }
                case REMOVE_USER_SCRAM_CREDENTIAL_RECORD -> {
                    endStep();
                    inSteps.replay(record.message());
                    endStep();
                    atOnce.replay((RemoveUserScramCredentialRecord) record.message());
                }
                default -> inSteps.replay(record.message());
            }
        }

        private void endStep() {
            inSteps = on(inSteps.apply(MetadataProvenance.EMPTY));
        }

        MetadataOnDisk end() {
            return new MetadataOnDisk(inSteps.apply(MetadataProvenance.EMPTY), atOnce.apply(), end, timestamp);
        }
    }
}
