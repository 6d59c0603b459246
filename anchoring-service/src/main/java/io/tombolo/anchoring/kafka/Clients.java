package io.tombolo.anchoring.kafka;

import io.tombolo.anchoring.config.AnchoringConfig;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Clients beside Streams' own, with the operator's settings as Streams would hand them on. */
public final class Clients {
    private static final Logger LOG = LoggerFactory.getLogger(Clients.class);

    private static final String PROVIDERS = AdminClientConfig.CONFIG_PROVIDERS_CONFIG + ".";

    private Clients() {}

    /** Closes what a start had opened that failed, in that order. The start's own failure counts: what does not close is logged. */
    public static void close(Iterable<? extends AutoCloseable> opened) {
        for (AutoCloseable one : opened) {
            try {
                one.close();
            } catch (Exception e) {
                LOG.atWarn()
                        .addKeyValue("part", one.getClass().getSimpleName())
                        .setCause(e)
                        .log("A part of a service that did not start can't be closed");
            }
        }
    }

    public static Map<String, Object> admin(AnchoringConfig config) {
        return settings(config, "admin.", AdminClientConfig.configNames());
    }

    /** A consumer outside any group that sees committed records only. */
    public static KafkaConsumer<byte[], byte[]> reader(AnchoringConfig config) {
        Map<String, Object> settings = consumer(config);
        settings.keySet().removeAll(Set.of(ConsumerConfig.GROUP_ID_CONFIG, ConsumerConfig.GROUP_INSTANCE_ID_CONFIG));
        return new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer());
    }

    /** A static member of a group, whose offsets somebody else commits. */
    public static KafkaConsumer<byte[], byte[]> member(AnchoringConfig config, String group) {
        Map<String, Object> settings = consumer(config);
        settings.put(ConsumerConfig.GROUP_ID_CONFIG, group);
        settings.put(ConsumerConfig.GROUP_INSTANCE_ID_CONFIG, group + "-" + config.instance());
        settings.putIfAbsent(ConsumerConfig.SESSION_TIMEOUT_MS_CONFIG, 10_000);
        return new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer());
    }

    /** A transactional producer. */
    public static KafkaProducer<byte[], byte[]> producer(AnchoringConfig config, String transactionalId) {
        Map<String, Object> settings = settings(config, "producer.", ProducerConfig.configNames());
        settings.put(ProducerConfig.TRANSACTIONAL_ID_CONFIG, transactionalId);
        settings.putIfAbsent(ProducerConfig.TRANSACTION_TIMEOUT_CONFIG, 10_000);
        return new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer());
    }

    private static Map<String, Object> consumer(AnchoringConfig config) {
        Map<String, Object> settings = settings(config, "consumer.", ConsumerConfig.configNames());
        settings.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
        settings.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
        settings.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
        settings.put(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, false);
        return settings;
    }

    private static Map<String, Object> settings(AnchoringConfig config, String prefix, Set<String> known) {
        Map<String, Object> settings = new HashMap<>();
        config.kafka().forEach((key, value) -> {
            // The providers of values in files have names of the operator's choice.
            if (known.contains(key) || key.startsWith(PROVIDERS)) {
                settings.put(key, value);
            }
        });
        config.kafka().forEach((key, value) -> {
            if (key.startsWith(prefix)) {
                settings.put(key.substring(prefix.length()), value);
            }
        });
        return settings;
    }
}
