package io.tombolo.consumer.plugin;

import java.util.Map;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.serialization.Deserializer;
import org.apache.kafka.common.utils.Utils;
import org.jspecify.annotations.Nullable;

/**
 * Deserialises as another deserializer does, and keeps the bytes for {@link VerifyingInterceptor}, which is shown keys and values only
 * after they were deserialised. The other one is named by {@value #KEY_DESERIALIZER} or {@value #VALUE_DESERIALIZER}.
 */
public final class RawKeepingDeserializer<T> implements Deserializer<T> {
    /** Class of the deserializer that makes the keys. */
    public static final String KEY_DESERIALIZER = "tombolo.key.deserializer";
    /** Class of the deserializer that makes the values. */
    public static final String VALUE_DESERIALIZER = "tombolo.value.deserializer";

    private @Nullable Deserializer<T> inner;
    private String part = RawBytes.VALUE;

    /** Kafka makes it by its class name. */
    public RawKeepingDeserializer() {}

    @Override
    @SuppressWarnings("unchecked") // the properties' word, as with Kafka's own deserializers
    public void configure(Map<String, ?> configs, boolean isKey) {
        String name = isKey ? KEY_DESERIALIZER : VALUE_DESERIALIZER;
        Object type = configs.get(name);
        if (type == null) {
            throw new ConfigException(
                    name, null, "must name the deserializer that makes the " + (isKey ? "keys" : "values"));
        }
        try {
            inner = type instanceof Class<?> known
                    ? (Deserializer<T>) Utils.newInstance(known)
                    : Utils.newInstance(type.toString(), Deserializer.class);
        } catch (ClassNotFoundException | ClassCastException e) {
            throw new ConfigException(name, type, "no deserializer on the class path");
        }
        part = isKey ? RawBytes.KEY : RawBytes.VALUE;
        inner.configure(configs, isKey);
    }

    @Override
    public T deserialize(String topic, byte[] data) {
        return inner().deserialize(topic, data);
    }

    @Override
    public T deserialize(String topic, Headers headers, byte[] data) {
        headers.remove(part);
        headers.add(new RawBytes(part, data));
        return inner().deserialize(topic, headers, data);
    }

    private Deserializer<T> inner() {
        if (inner == null) {
            throw new IllegalStateException("not configured");
        }
        return inner;
    }

    @Override
    public void close() {
        if (inner != null) {
            inner.close();
        }
    }
}
