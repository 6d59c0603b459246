package io.tombolo.anchoring.dataset;

import io.tombolo.anchoring.kafka.OwnTopics;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListTopicsOptions;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.Uuid;
import org.jspecify.annotations.Nullable;

/** Asks the cluster; for all ids and all committed offsets at once, as ten thousand partitions want them one after the other. */
final class AdminSourceTopics implements SourceTopics {
    private final Admin admin;
    private final String group;
    private final OffsetReset reset;
    private Map<String, Uuid> ids = Map.of();
    private long askedAtMs = Long.MIN_VALUE;
    private Map<TopicPartition, Long> committed = Map.of();
    private long committedAtMs = Long.MIN_VALUE;

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
    public synchronized long committedOffset(String topic, int partition, long afterMs) {
        if (committedAtMs <= afterMs) {
            long now = System.currentTimeMillis();
            Map<TopicPartition, Long> found = new HashMap<>();
            get(
                            "the offsets of group " + group,
                            admin.listConsumerGroupOffsets(group).partitionsToOffsetAndMetadata())
                    .forEach((at, offset) -> {
                        if (offset != null) {
                            found.put(at, offset.offset());
                        }
                    });
            committed = found;
            committedAtMs = now;
        }
        return committed.getOrDefault(new TopicPartition(topic, partition), -1L);
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
            throw new OwnTopics.OwnTopicException("interrupted while asking for " + what, e);
        } catch (ExecutionException e) {
            throw new OwnTopics.OwnTopicException(what + ": no answer (" + e.getCause() + ")", e);
        }
    }
}
