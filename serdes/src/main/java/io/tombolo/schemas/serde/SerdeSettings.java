package io.tombolo.schemas.serde;

import io.tombolo.schemas.registry.RegistrySettings;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.apache.avro.generic.GenericData;

/**
 * What the serializers understand of Confluent's keys, with Confluent's defaults.
 *
 * @param latestFor how long a latest version is taken for the latest; negative: without limit
 * @param generic how generic data are held in memory
 */
record SerdeSettings(
        RegistrySettings registry,
        boolean autoRegister,
        boolean useLatest,
        boolean latestMustBeCompatible,
        boolean normalize,
        boolean removeJavaProperties,
        boolean specificReader,
        int maxSchemas,
        Duration latestFor,
        SubjectNames subjects,
        GenericData generic) {

    /** Keys that would change what is written or read, with the value that changes nothing. */
    private static final Map<String, String> NOT_HERE = Map.of(
            "use.schema.id", "-1",
            "use.latest.with.metadata", "",
            "schema.reflection", "false",
            "specific.avro.key.type", "",
            "specific.avro.value.type", "",
            "context.name.strategy", "io.confluent.kafka.serializers.context.NullContextNameStrategy",
            "rule.executors", "",
            "rule.actions", "");

    /** {@code needsUrl} is false for a caller that brings its own client. */
    static SerdeSettings from(Map<String, ?> configuration, boolean isKey, boolean needsUrl) {
        Map<String, Object> all = new HashMap<>(configuration);
        if (!needsUrl) {
            all.putIfAbsent(RegistrySettings.URL, "http://unused");
        }
        RegistrySettings registry = RegistrySettings.from(all);
        NOT_HERE.forEach((key, harmless) -> refuse(registry, key, harmless));
        String strategy = registry.text(isKey ? "key.subject.name.strategy" : "value.subject.name.strategy");
        return new SerdeSettings(
                registry,
                flag(registry, "auto.register.schemas", true),
                flag(registry, "use.latest.version", false),
                flag(registry, "latest.compatibility.strict", true),
                flag(registry, "normalize.schemas", false),
                flag(registry, "avro.remove.java.properties", false),
                flag(registry, "specific.avro.reader", false),
                Math.toIntExact(registry.number("max.schemas.per.subject", 1_000)),
                Duration.ofSeconds(registry.number("latest.cache.ttl.sec", -1)),
                strategy == null ? SubjectNames.TOPIC : SubjectNames.parse(className(strategy)),
                flag(registry, "avro.use.logical.type.converters", false)
                        ? LogicalValues.converting()
                        : GenericData.get());
    }

    /** A key that is passed over in silence would be a surprise in the data. */
    static void refuse(RegistrySettings settings, String key, String harmless) {
        String value = settings.text(key);
        if (value != null && !className(value).equals(harmless)) {
            throw new IllegalArgumentException(key + ": '" + value + "', these serializers can't do that"
                    + (harmless.isEmpty() ? "; leave it out" : ", must be " + harmless + " or left out"));
        }
    }

    private static String className(String strategy) {
        return strategy.startsWith("class ") ? strategy.substring("class ".length()) : strategy;
    }

    private static boolean flag(RegistrySettings settings, String key, boolean defaultValue) {
        String value = settings.text(key);
        if (value == null) {
            return defaultValue;
        }
        return switch (value) {
            case "true" -> true;
            case "false" -> false;
            default -> throw new IllegalArgumentException(key + ": '" + value + "', must be true or false");
        };
    }
}
