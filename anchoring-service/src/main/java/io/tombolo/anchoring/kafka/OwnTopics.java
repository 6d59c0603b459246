package io.tombolo.anchoring.kafka;

import io.tombolo.anchoring.state.StateTopics;
import io.tombolo.schemas.contract.TopicSpec;
import io.tombolo.schemas.contract.Topics;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.errors.TopicExistsException;

/** Makes the topics that the service writes, those that are missing, with the broker's replication. */
public final class OwnTopics {
    private OwnTopics() {}

    public static void make(Admin admin) {
        List<TopicSpec> specs = new ArrayList<>(Topics.internal());
        specs.addAll(StateTopics.all());
        List<NewTopic> topics = specs.stream()
                .map(spec -> new NewTopic(spec.name(), Optional.of(spec.partitions()), Optional.empty())
                        .configs(spec.settings()))
                .toList();
        for (KafkaFuture<Void> made : admin.createTopics(topics).values().values()) {
            try {
                made.get();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new StateTopics.StateTopicException("interrupted while making topics", e);
            } catch (ExecutionException e) {
                if (!(e.getCause() instanceof TopicExistsException)) {
                    throw new StateTopics.StateTopicException("own topics can't be made: " + e.getCause(), e);
                }
            }
        }
    }
}
