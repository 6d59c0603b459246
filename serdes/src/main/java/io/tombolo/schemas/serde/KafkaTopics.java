package io.tombolo.schemas.serde;

import io.tombolo.schemas.contract.TopicSpec;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.errors.TopicExistsException;

/** Makes topics. */
public final class KafkaTopics {
    private KafkaTopics() {}

    /**
     * Makes those that are missing, with the broker's replication.
     *
     * @throws ExecutionException with Kafka's reason, when one of them is not there afterwards
     */
    public static void make(Admin admin, TopicSpec... topics) throws ExecutionException, InterruptedException {
        List<NewTopic> wanted = Arrays.stream(topics)
                .map(spec -> new NewTopic(spec.name(), spec.partitions(), (short) -1).configs(spec.settings()))
                .toList();
        for (KafkaFuture<Void> made : admin.createTopics(wanted).values().values()) {
            try {
                made.get();
            } catch (ExecutionException e) {
                if (!(e.getCause() instanceof TopicExistsException)) {
                    throw e;
                }
            }
        }
    }
}
