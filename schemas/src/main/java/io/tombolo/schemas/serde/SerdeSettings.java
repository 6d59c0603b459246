package io.tombolo.schemas.serde;

import io.tombolo.schemas.registry.RegistrySettings;
import java.util.HashMap;
import java.util.Map;

/** What the serializers understand of Confluent's keys, with Confluent's defaults. */
record SerdeSettings(
        RegistrySettings registry,
        boolean autoRegister,
        boolean useLatest,
        boolean latestMustBeCompatible,
        boolean normalize,
        boolean specificReader,
        int maxSchemas,
        SubjectNames subjects) {

    /** {@code needsUrl} is false for a caller that brings its own client. */
    static SerdeSettings from(Map<String, ?> configuration, boolean isKey, boolean needsUrl) {
        Map<String, Object> all = new HashMap<>(configuration);
        if (!needsUrl) {
            all.putIfAbsent(RegistrySettings.URL, "http://unused");
        }
        RegistrySettings registry = RegistrySettings.from(all);
        String strategy = registry.text(isKey ? "key.subject.name.strategy" : "value.subject.name.strategy");
        return new SerdeSettings(
                registry,
                flag(registry, "auto.register.schemas", true),
                flag(registry, "use.latest.version", false),
                flag(registry, "latest.compatibility.strict", true),
                flag(registry, "normalize.schemas", false),
                flag(registry, "specific.avro.reader", false),
                Math.toIntExact(registry.number("max.schemas.per.subject", 1_000)),
                strategy == null ? SubjectNames.TOPIC : SubjectNames.parse(className(strategy)));
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
