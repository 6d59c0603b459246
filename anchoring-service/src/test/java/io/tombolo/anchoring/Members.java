package io.tombolo.anchoring;

import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.MemberDescription;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.GroupIdNotFoundException;

/** Who owns what, as Kafka's own groups have it. */
final class Members {
    private static final String READERS = "tombolo-anchoring";
    private static final String ANCHORERS = READERS + "-anchorer";

    private static final Duration PATIENCE = Duration.ofMinutes(5);

    private final Admin admin;

    Members(Admin admin) {
        this.admin = admin;
    }

    /** The instances that own at least one partition of a topic. */
    Set<String> readersOf(String topic) throws ExecutionException, InterruptedException {
        Set<String> readers = new TreeSet<>();
        owners(READERS).forEach((member, owned) -> {
            if (owned.stream().anyMatch(partition -> partition.topic().equals(topic))) {
                readers.add(member.substring(READERS.length() + 1, member.lastIndexOf('-')));
            }
        });
        return readers;
    }

    /** The instances that own a partition of the checkpoints' topic: at most one, as it has one. */
    Set<String> leaders() throws ExecutionException, InterruptedException {
        Set<String> leaders = new TreeSet<>();
        owners(ANCHORERS).forEach((member, owned) -> {
            if (!owned.isEmpty()) {
                leaders.add(member.substring(ANCHORERS.length() + 1));
            }
        });
        return leaders;
    }

    /** One of these owns what there is to own, and nobody else owns any of it. */
    void awaitLeaderAmong(String... instances) {
        await("one of " + String.join(", ", instances) + " anchors")
                .atMost(PATIENCE)
                .pollInterval(Duration.ofMillis(200))
                .until(() -> {
                    Set<String> leaders = leaders();
                    return leaders.size() == 1 && Set.of(instances).containsAll(leaders);
                });
    }

    void awaitReaders(String topic, String... instances) {
        await(String.join(" and ", instances) + " read")
                .atMost(PATIENCE)
                .pollInterval(Duration.ofMillis(200))
                .until(() -> readersOf(topic).equals(Set.of(instances)));
    }

    void awaitLeader(String instance) {
        awaitLeaderAmong(instance);
    }

    private Map<String, Set<TopicPartition>> owners(String group) throws ExecutionException, InterruptedException {
        Map<String, Set<TopicPartition>> owners = new TreeMap<>();
        for (MemberDescription member : members(group)) {
            owners.put(
                    member.groupInstanceId().orElse(member.consumerId()),
                    member.assignment().topicPartitions());
        }
        return owners;
    }

    /** None while nobody has joined yet. */
    private Collection<MemberDescription> members(String group) throws ExecutionException, InterruptedException {
        try {
            return admin.describeConsumerGroups(List.of(group))
                    .all()
                    .get()
                    .get(group)
                    .members();
        } catch (ExecutionException e) {
            if (e.getCause() instanceof GroupIdNotFoundException) {
                return List.of();
            }
            throw e;
        }
    }
}
