package io.tombolo.anchoring.append;

import io.tombolo.anchoring.state.StateTopicException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListConsumerGroupOffsetsSpec;
import org.apache.kafka.clients.admin.ListTopicsOptions;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.Uuid;
import org.jspecify.annotations.Nullable;

/** Asks the cluster; for the ids of all topics at once, as all tasks want them one after the other. */
final class AdminSourceTopics implements SourceTopics {
    private final Admin admin;
    private final String group;
    private final OffsetReset reset;
    private Map<String, Uuid> ids = Map.of();
    private long askedAtMs = Long.MIN_VALUE;

    AdminSourceTopics(Admin admin, String group, OffsetReset reset) {
        this.admin = admin;
        this.group = group;
        this.reset = reset;
    }

    @Override
    public Uuid id(String topic) {
        return get(
                        "the id of topic " + topic,
                        admin.describeTopics(List.of(topic)).allTopicNames())
                .values()
                .iterator()
                .next()
                .topicId();
    }

    @Override
    public synchronized @Nullable Uuid idAfter(String topic, long afterMs) {
        if (askedAtMs <= afterMs) {
            long now = System.currentTimeMillis();
            Map<String, Uuid> found = new HashMap<>();
            get(
                            "the topics",
                            admin.listTopics(new ListTopicsOptions().listInternal(false))
                                    .listings())
                    .forEach(listing -> found.put(listing.name(), listing.topicId()));
            ids = found;
            askedAtMs = now;
        }
        return ids.get(topic);
    }

    @Override
    public long committedOffset(String topic, int partition) {
        TopicPartition asked = new TopicPartition(topic, partition);
        // For this partition alone: a group of ten thousand would answer with all of them, ten thousand times.
        ListConsumerGroupOffsetsSpec one = new ListConsumerGroupOffsetsSpec().topicPartitions(List.of(asked));
        OffsetAndMetadata committed = get(
                        "the offset of " + asked + " in group " + group,
                        admin.listConsumerGroupOffsets(Map.of(group, one)).partitionsToOffsetAndMetadata(group))
                .get(asked);
        return committed == null ? -1 : committed.offset();
    }

    @Override
    public long firstOffset(String topic, int partition) {
        TopicPartition asked = new TopicPartition(topic, partition);
        return get(
                        "the first offset of " + asked,
                        admin.listOffsets(Map.of(asked, OffsetSpec.earliest())).partitionResult(asked))
                .offset();
    }

    @Override
    public void backToStart(String topic, int partition) {
        reset.toStart(new TopicPartition(topic, partition));
    }

    private static <T> T get(String what, KafkaFuture<T> answer) {
        try {
            return answer.get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new StateTopicException("interrupted while asking for " + what, e);
        } catch (ExecutionException e) {
            throw new StateTopicException(what + ": no answer (" + e.getCause() + ")", e);
        }
    }
}
