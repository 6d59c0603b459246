package io.tombolo.kafka;

import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.admin.ScramMechanism;
import org.apache.kafka.image.MetadataImage;
import org.apache.kafka.image.TopicImage;
import org.apache.kafka.metadata.PartitionRegistration;
import org.apache.kafka.metadata.ScramCredentialData;

/** What the cluster metadata in a folder say of the node that ran there last. Reads only, and may be asked while a node runs. */
final class LastRun {
    private LastRun() {}

    /**
     * Whether the folder's node would begin with itself as a live broker or with partitions that it leads, which is what a killed
     * process leaves behind. Metadata that can't be read count as such.
     */
    static boolean leftLeaders(Path dir) {
        try {
            return MetadataOnDisk.read(dir)
                    .filter(read -> hasLeaders(read.image()))
                    .isPresent();
        } catch (Exception e) {
            return true;
        }
    }

    /** Whether a folder holds the node's user with its password, or nothing yet, in which case formatting gave it. */
    static boolean knows(Path dir, NodeSecurity security) {
        try {
            Optional<MetadataOnDisk> found = MetadataOnDisk.read(dir);
            return found.isEmpty() || knows(found.get().image(), security);
        } catch (Exception e) {
            return false;
        }
    }

    private static boolean hasLeaders(MetadataImage image) {
        boolean alive = image.cluster().brokers().values().stream().anyMatch(broker -> !broker.fenced());
        return alive || image.topics().topicsById().values().stream().anyMatch(LastRun::led);
    }

    private static boolean knows(MetadataImage image, NodeSecurity security) {
        ScramCredentialData kept = image.scram()
                .mechanisms()
                .getOrDefault(ScramMechanism.SCRAM_SHA_512, Map.of())
                .get(security.nodeUser());
        return kept != null && security.isOf(kept);
    }

    private static boolean led(TopicImage topic) {
        return topic.partitions().values().stream().anyMatch(PartitionRegistration::hasLeader);
    }
}
