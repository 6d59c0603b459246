package io.tombolo.consumer.plugin;

import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** The settings of the consumer that an interceptor sits in: what they must say, and what a second consumer needs of them. */
record Settings(Map<String, ?> all) {
    /**
     * Refuses settings under which verification would raise false alarms, or see no bytes.
     *
     * @throws ConfigException that says which key is to have which value
     */
    void check() {
        Object isolation = all.get(ConsumerConfig.ISOLATION_LEVEL_CONFIG);
        if (!"read_committed".equals(isolation)) {
            throw new ConfigException(
                    ConsumerConfig.ISOLATION_LEVEL_CONFIG,
                    isolation,
                    "must be read_committed: what was aborted was never sealed");
        }
        checkDeserializer(ConsumerConfig.KEY_DESERIALIZER_CLASS_CONFIG, RawKeepingDeserializer.KEY_DESERIALIZER);
        checkDeserializer(ConsumerConfig.VALUE_DESERIALIZER_CLASS_CONFIG, RawKeepingDeserializer.VALUE_DESERIALIZER);
    }

    private void checkDeserializer(String key, String inner) {
        Object given = all.get(key);
        String name = given instanceof Class<?> type ? type.getName() : String.valueOf(given);
        if (!name.equals(ByteArrayDeserializer.class.getName())
                && !name.equals(RawKeepingDeserializer.class.getName())) {
            throw new ConfigException(
                    key, name, "must be " + RawKeepingDeserializer.class.getName() + ", with " + inner + "=" + name);
        }
    }

    String clientId() {
        Object id = all.get(ConsumerConfig.CLIENT_ID_CONFIG);
        return id == null ? "consumer" : id.toString();
    }

    /** A consumer of bytes that reads where this one does, and takes part in no group. */
    Consumer<byte[], byte[]> another() {
        Map<String, Object> settings = new HashMap<>();
        all.forEach((key, value) -> {
            if (value != null && ConsumerConfig.configNames().contains(key)) {
                settings.put(key, value);
            }
        });
        settings.remove(ConsumerConfig.INTERCEPTOR_CLASSES_CONFIG);
        settings.remove(ConsumerConfig.GROUP_ID_CONFIG);
        settings.remove(ConsumerConfig.GROUP_INSTANCE_ID_CONFIG);
        settings.remove(ConsumerConfig.CLIENT_ID_CONFIG);
        settings.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
        return new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer());
    }
}
