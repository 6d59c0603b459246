package io.tombolo.provenance;

import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** Kafka as the read side uses it: consumers without a group, that see committed records only. */
final class KafkaSide {
    private static final long LONGEST_SECONDS = 30;

    private final Map<String, Object> settings;

    KafkaSide(Map<String, Object> settings) {
        this.settings = settings;
    }

    /**
     * Which cluster this is: offsets mean nothing in another one.
     *
     * @throws IllegalArgumentException when it does not answer within half a minute
     */
    String clusterId() {
        try (Admin admin = Admin.create(settings)) {
            return admin.describeCluster().clusterId().get(LONGEST_SECONDS, TimeUnit.SECONDS);
        } catch (ExecutionException | TimeoutException silent) {
            throw new IllegalArgumentException(
                    "Kafka at %s does not answer".formatted(settings.get("bootstrap.servers")), silent);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", interrupted);
        }
    }

    /** For the topics of the log: few large fetches. */
    Consumer<byte[], byte[]> follower() {
        return consumer(Map.of(
                "max.poll.records",
                2000,
                "fetch.max.bytes",
                8 << 20,
                "max.partition.fetch.bytes",
                4 << 20,
                // A record ends the wait. What is asked for over the same connection, as the topics' ends, waits as
                // long.
                "fetch.max.wait.ms",
                250));
    }

    /** For one record at a time: the smallest fetch that holds it. */
    Consumer<byte[], byte[]> picker() {
        return consumer(Map.of(
                "max.poll.records", 1, "fetch.max.bytes", 1, "max.partition.fetch.bytes", 1, "fetch.max.wait.ms", 100));
    }

    private Consumer<byte[], byte[]> consumer(Map<String, Object> more) {
        Map<String, Object> all = new HashMap<>(settings);
        all.putAll(more);
        all.put("isolation.level", "read_committed");
        all.put("enable.auto.commit", false);
        all.put("auto.offset.reset", "none");
        all.put("allow.auto.create.topics", false);
        all.remove("group.id");
        return new KafkaConsumer<>(all, new ByteArrayDeserializer(), new ByteArrayDeserializer());
    }
}
