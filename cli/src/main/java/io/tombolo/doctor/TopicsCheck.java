package io.tombolo.doctor;

import io.tombolo.anchoring.kafka.OwnTopics;
import io.tombolo.schemas.contract.TopicSpec;
import io.tombolo.schemas.contract.Topics;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.Node;
import org.apache.kafka.common.TopicPartitionInfo;
import org.apache.kafka.common.config.ConfigResource;

/** Whether Tombolo's own topics are there and keep what they must, and whether datasets do. */
final class TopicsCheck implements Check {
    private static final String POLICY = "cleanup.policy";
    private static final String DELETE = "delete";
    private static final String IN_SYNC = "min.insync.replicas";
    private static final List<String> RETENTION = List.of("retention.ms", "retention.bytes");

    @Override
    public String name() {
        return "topics";
    }

    @Override
    public List<Finding> look(Patient patient) throws Exception {
        Set<String> names = patient.answer(patient.kafka().listTopics().names());
        Map<String, TopicDescription> topics = new TreeMap<>(
                patient.answer(patient.kafka().describeTopics(names).allTopicNames()));
        Map<String, Map<String, String>> settings = settings(patient, names);
        int brokers = patient.answer(patient.kafka().describeCluster().nodes()).size();
        List<Finding> found = new ArrayList<>();
        for (TopicSpec own : own()) {
            if (names.contains(own.name())) {
                own.settings().forEach((name, value) -> required(own.name(), name, value, settings, found));
            } else {
                found.add(new Finding(Fault.TOPIC_MISSING, own.name(), "is not there"));
            }
        }
        for (TopicDescription topic : topics.values()) {
            partitions(topic, found);
            boolean isDataset = patient.where().isDataset().test(topic.name());
            if (brokers > 1 && (isDataset || topic.name().startsWith("tombolo."))) {
                copies(topic, settings.getOrDefault(topic.name(), Map.of()), found);
            }
            if (isDataset) {
                dataset(topic.name(), settings.getOrDefault(topic.name(), Map.of()), found);
            }
        }
        return found;
    }

    /** Settings without which something is lost; how large a segment is does not matter. */
    private static List<TopicSpec> own() {
        List<TopicSpec> own = new ArrayList<>(Topics.internal());
        for (String memory : List.of(OwnTopics.LOGS, OwnTopics.FRONTIERS)) {
            own.add(new TopicSpec(memory, 1, Map.of(POLICY, "compact")));
        }
        return own;
    }

    private static Map<String, Map<String, String>> settings(Patient patient, Set<String> names) throws Exception {
        List<ConfigResource> asked = names.stream()
                .map(name -> new ConfigResource(ConfigResource.Type.TOPIC, name))
                .toList();
        Map<String, Map<String, String>> settings = new HashMap<>();
        for (Map.Entry<ConfigResource, Config> topic :
                patient.answer(patient.kafka().describeConfigs(asked).all()).entrySet()) {
            Map<String, String> its = new HashMap<>();
            topic.getValue().entries().forEach(one -> its.put(one.name(), String.valueOf(one.value())));
            settings.put(topic.getKey().name(), its);
        }
        return settings;
    }

    private static void required(
            String topic, String name, String value, Map<String, Map<String, String>> settings, List<Finding> found) {
        String is = settings.getOrDefault(topic, Map.of()).getOrDefault(name, value);
        if (!is.equals(value)) {
            found.add(new Finding(Fault.TOPIC_SETTING, topic, name + " is " + is + ", must be " + value));
        }
    }

    private static void partitions(TopicDescription topic, List<Finding> found) {
        for (TopicPartitionInfo partition : topic.partitions()) {
            String subject = topic.name() + "-" + partition.partition();
            if (partition.leader() == null || partition.leader().isEmpty()) {
                found.add(new Finding(Fault.PARTITION_OFFLINE, subject, "has no leader"));
            } else if (partition.isr().size() < partition.replicas().size()) {
                found.add(new Finding(
                        Fault.PARTITION_UNDER_REPLICATED,
                        subject,
                        partition.isr().size() + " of " + partition.replicas().size()
                                + " replicas are in sync, not that of broker "
                                + partition.replicas().stream()
                                        .map(Node::id)
                                        .filter(id -> partition.isr().stream().noneMatch(one -> one.id() == id))
                                        .map(String::valueOf)
                                        .collect(Collectors.joining(", "))));
            }
        }
    }

    private static void copies(TopicDescription topic, Map<String, String> settings, List<Finding> found) {
        int copies = topic.partitions().get(0).replicas().size();
        int inSync = Integer.parseInt(settings.getOrDefault(IN_SYNC, "1"));
        if (copies < 2 || inSync < 2) {
            found.add(new Finding(
                    Fault.TOPIC_FEW_COPIES, topic.name(), copies + " replicas, " + IN_SYNC + " is " + inSync));
        }
    }

    private static void dataset(String topic, Map<String, String> settings, List<Finding> found) {
        String policy = settings.getOrDefault(POLICY, DELETE);
        if (!policy.equals(DELETE)) {
            found.add(new Finding(Fault.TOPIC_COMPACTED, topic, POLICY + " is " + policy + ", must be " + DELETE));
        }
        for (String name : RETENTION) {
            String value = settings.getOrDefault(name, "-1");
            if (!value.equals("-1")) {
                found.add(new Finding(Fault.TOPIC_FORGETS, topic, name + " is " + value));
            }
        }
    }
}
