package io.tombolo.anchoring.append;

import io.tombolo.anchoring.state.StateTopicException;
import java.util.List;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.Uuid;

/** Asks the cluster. */
final class AdminTopicIds implements TopicIds {
    private final Admin admin;

    AdminTopicIds(Admin admin) {
        this.admin = admin;
    }

    @Override
    public Uuid of(String topic) {
        try {
            return admin.describeTopics(List.of(topic))
                    .allTopicNames()
                    .get()
                    .values()
                    .iterator()
                    .next()
                    .topicId();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new StateTopicException("topic " + topic + ": interrupted while asking for its id", e);
        } catch (ExecutionException e) {
            throw new StateTopicException("topic " + topic + ": its id can't be learnt", e.getCause());
        }
    }
}
