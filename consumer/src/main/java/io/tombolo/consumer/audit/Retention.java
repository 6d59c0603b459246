package io.tombolo.consumer.audit;

import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.jspecify.annotations.Nullable;

/** Why a topic does not hold a record any more, as far as its settings and its first offsets say. Asked only when one is missing. */
final class Retention implements AutoCloseable {
    private static final long ASKED_AGAIN_AFTER = Duration.ofSeconds(1).toNanos();

    private final Map<String, Object> kafka;
    private final String topic;
    private final Map<Integer, Start> starts = new HashMap<>();
    private @Nullable Admin admin;
    private @Nullable Set<String> policies;

    /** The first offset of a partition, and when it was asked for. */
    private record Start(long offset, long askedAt) {}

    Retention(Map<String, Object> kafka, String topic) {
        this.kafka = Map.copyOf(kafka);
        this.topic = topic;
    }

    /** Empty when nothing accounts for it: the record is missing. */
    Optional<AuditResult.GoneRecords.Reason> reason(int partition, long offset) {
        Set<String> known = policies();
        if (known.contains(TopicConfig.CLEANUP_POLICY_DELETE) && offset < start(partition, offset)) {
            return Optional.of(AuditResult.GoneRecords.Reason.EXPIRED);
        }
        return known.contains(TopicConfig.CLEANUP_POLICY_COMPACT)
                ? Optional.of(AuditResult.GoneRecords.Reason.COMPACTED)
                : Optional.empty();
    }

    private Set<String> policies() {
        Set<String> known = policies;
        if (known == null) {
            known = describe();
            policies = known;
        }
        return known;
    }

    private Set<String> describe() {
        ConfigResource resource = new ConfigResource(ConfigResource.Type.TOPIC, topic);
        try {
            Config config =
                    admin().describeConfigs(List.of(resource)).all().get().get(resource);
            String policy = config == null
                    ? ""
                    : String.valueOf(
                            config.get(TopicConfig.CLEANUP_POLICY_CONFIG).value());
            return Set.copyOf(Arrays.asList(policy.split("\\s*,\\s*", -1)));
        } catch (ExecutionException e) {
            // Who may not ask, or asks for a topic that is gone, has nothing that accounts for a missing record.
            if (e.getCause() instanceof AuthorizationException
                    || e.getCause() instanceof UnknownTopicOrPartitionException) {
                return Set.of();
            }
            throw new KafkaException("cleanup.policy of " + topic + " can't be read", e.getCause());
        } catch (InterruptedException e) {
            throw new InterruptException(e);
        }
    }

    /** It only grows, so an offset below a known one needs no asking. */
    private long start(int partition, long offset) {
        Start known = starts.get(partition);
        if (known != null && (offset < known.offset() || System.nanoTime() - known.askedAt() < ASKED_AGAIN_AFTER)) {
            return known.offset();
        }
        TopicPartition at = new TopicPartition(topic, partition);
        try {
            long start = admin().listOffsets(Map.of(at, OffsetSpec.earliest()))
                    .partitionResult(at)
                    .get()
                    .offset();
            starts.put(partition, new Start(start, System.nanoTime()));
            return start;
        } catch (ExecutionException e) {
            throw new KafkaException("the first offset of " + at + " can't be read", e.getCause());
        } catch (InterruptedException e) {
            throw new InterruptException(e);
        }
    }

    private Admin admin() {
        Admin known = admin;
        if (known == null) {
            known = Admin.create(new HashMap<>(kafka));
            admin = known;
        }
        return known;
    }

    @Override
    public void close() {
        if (admin != null) {
            admin.close();
        }
    }
}
