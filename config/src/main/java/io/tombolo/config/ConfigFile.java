package io.tombolo.config;

import com.fasterxml.jackson.annotation.JsonSetter;
import com.fasterxml.jackson.annotation.Nulls;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.fasterxml.jackson.dataformat.yaml.YAMLGenerator;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Reads the defaults and lays the operator's file over them: maps merge, everything else is replaced. */
public final class ConfigFile<T extends Record> {
    private static final Pattern NAME = Pattern.compile("[a-zA-Z0-9._-]{1,100}");
    private static final ObjectMapper YAML = new ObjectMapper(
                    new YAMLFactory().disable(YAMLGenerator.Feature.WRITE_DOC_START_MARKER))
            .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .enable(DeserializationFeature.FAIL_ON_MISSING_CREATOR_PROPERTIES)
            .enable(DeserializationFeature.FAIL_ON_NULL_CREATOR_PROPERTIES)
            .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
            .enable(DeserializationFeature.FAIL_ON_READING_DUP_TREE_KEY)
            .disable(DeserializationFeature.ACCEPT_FLOAT_AS_INT)
            .disable(SerializationFeature.WRITE_DURATIONS_AS_TIMESTAMPS)
            .setDefaultSetterInfo(JsonSetter.Value.forContentNulls(Nulls.FAIL));

    /**
     * Where a server listens.
     *
     * @param host name or address of this machine
     * @param port 0 takes a free one, -1 is off
     * @param certificate PEM file of the server's certificate and its chain, empty for none; needed off loopback, unless a proxy ends TLS
     * @param privateKey PEM file of its key, empty for none
     * @param access the file of tokens, empty where nobody is asked for one
     * @param logins the file of other logins (docs/secure.md), empty for none
     * @param proxied whether plain HTTP off loopback is meant, because a proxy in front ends TLS
     */
    public record Listener(
            String host,
            int port,
            String certificate,
            String privateKey,
            String access,
            String logins,
            boolean proxied) {
        public Listener {
            check("port", port, -1, 65_535);
        }

        /** Without TLS and tokens, for loopback. */
        public Listener(String host, int port) {
            this(host, port, "", "", "", "", false);
        }
    }

    private final Class<T> type;
    private final String defaults;
    private final Map<String, Object> elements;

    /**
     * A configuration.
     *
     * @param type its record tree
     * @param defaults name of the commented file with every key, beside the type
     * @param elements by the name of a list: what its elements have where they name no value
     */
    public ConfigFile(Class<T> type, String defaults, Map<String, Object> elements) {
        this.type = type;
        this.defaults = defaults;
        this.elements = Map.copyOf(elements);
    }

    /** Throws unless a number is within its limits, which count. */
    public static void check(String key, long value, long least, long most) {
        if (value < least || value > most) {
            throw new ConfigException(key + ": " + value + ", limit " + least + " to " + most);
        }
    }

    /** Throws unless a name is one that Kafka takes everywhere. */
    public static void checkName(String key, String value) {
        if (!NAME.matcher(value).matches()) {
            throw new ConfigException(key + ": '" + value + "', must be 1 to 100 of a-z A-Z 0-9 . _ -");
        }
    }

    /** The commented defaults of the jar. */
    public T defaults() {
        return bind(defaultsTree());
    }

    /**
     * The operator's file laid over the defaults.
     *
     * @throws ConfigException naming the file, the key and what is wrong with it
     */
    public T load(Path file) {
        try {
            return overlay(Files.readString(file));
        } catch (ConfigException e) {
            throw new ConfigException(file + ": " + e.getMessage(), e);
        } catch (NoSuchFileException e) {
            throw new ConfigException(file + ": no such file", e);
        } catch (IOException e) {
            throw new ConfigException(file + ": can't be read (" + e.getMessage() + ")", e);
        }
    }

    /** The YAML text laid over the defaults. */
    public T overlay(String yaml) {
        try {
            JsonNode overlay = YAML.readTree(yaml);
            ObjectNode tree = defaultsTree();
            if (overlay != null && overlay.isObject()) {
                merge(tree, (ObjectNode) overlay);
            } else if (overlay != null && !overlay.isMissingNode() && !overlay.isNull()) {
                throw new ConfigException("configuration: a map of keys is expected");
            }
            return bind(tree);
        } catch (JsonProcessingException e) {
            throw new ConfigException(ConfigErrors.of(e), e);
        }
    }

    /** The whole tree as YAML, values of secret keys masked. */
    public String print(T config) {
        ObjectNode tree = YAML.valueToTree(config);
        for (JsonNode map : tree) {
            if (map instanceof ObjectNode settings) {
                settings.properties().stream()
                        .filter(setting -> setting.getValue().isTextual() && isSecret(setting.getKey()))
                        .forEach(setting -> setting.setValue(TextNode.valueOf("***")));
            }
        }
        try {
            return YAML.writeValueAsString(tree);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a record tree that can't be printed", e);
        }
    }

    private static boolean isSecret(String key) {
        String name = key.toLowerCase(Locale.ROOT);
        return name.contains("password")
                || name.contains("secret")
                || name.contains("jaas")
                || name.contains("user.info")
                || name.contains("token")
                || name.endsWith(".key");
    }

    private T bind(ObjectNode tree) {
        elements.forEach((name, whole) -> complete(tree.get(name), whole));
        try {
            return YAML.treeToValue(tree, type);
        } catch (JsonProcessingException e) {
            throw new ConfigException(ConfigErrors.of(e), e);
        }
    }

    private static void complete(@Nullable JsonNode found, Object whole) {
        if (found instanceof ArrayNode list) {
            for (int i = 0; i < list.size(); i++) {
                if (list.get(i) instanceof ObjectNode element) {
                    ObjectNode completed = YAML.valueToTree(whole);
                    merge(completed, element);
                    list.set(i, completed);
                }
            }
        }
    }

    private static void merge(ObjectNode under, ObjectNode over) {
        for (Map.Entry<String, JsonNode> field : over.properties()) {
            if (field.getValue() instanceof ObjectNode map && under.get(field.getKey()) instanceof ObjectNode below) {
                merge(below, map);
            } else {
                under.set(field.getKey(), field.getValue());
            }
        }
    }

    private ObjectNode defaultsTree() {
        try (InputStream in = Objects.requireNonNull(type.getResourceAsStream(defaults), defaults)) {
            return (ObjectNode) YAML.readTree(in);
        } catch (IOException e) {
            throw new IllegalStateException("the jar's own defaults can't be read", e);
        }
    }

    /** A configuration that can't be used; the message names the key, the value and the limit. */
    public static final class ConfigException extends RuntimeException {
        public ConfigException(String message) {
            super(message);
        }

        public ConfigException(String message, Throwable cause) {
            super(message, cause);
        }
    }
}
