package io.tombolo.anchoring.config;

import com.fasterxml.jackson.annotation.JsonSetter;
import com.fasterxml.jackson.annotation.Nulls;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.fasterxml.jackson.dataformat.yaml.YAMLGenerator;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;

/** Reads the defaults and lays the operator's file over them: maps merge, everything else is replaced. */
public final class ConfigFile {
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

    private ConfigFile() {}

    /** The commented defaults of the jar. */
    public static AnchoringConfig defaults() {
        return bind(defaultsTree());
    }

    /** The operator's file laid over the defaults. */
    public static AnchoringConfig load(Path file) {
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
    public static AnchoringConfig overlay(String yaml) {
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
    public static String print(AnchoringConfig config) {
        ObjectNode tree = YAML.valueToTree(config);
        for (String map : new String[] {"kafka", "registry", "ledger"}) {
            ObjectNode settings = (ObjectNode) tree.get(map);
            for (Iterator<String> keys = settings.fieldNames(); keys.hasNext(); ) {
                String key = keys.next();
                if (isSecret(key)) {
                    settings.put(key, "***");
                }
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

    private static AnchoringConfig bind(ObjectNode tree) {
        JsonNode rules = tree.get("datasets");
        if (rules instanceof ArrayNode list) {
            for (int i = 0; i < list.size(); i++) {
                if (list.get(i) instanceof ObjectNode rule) {
                    ObjectNode whole = YAML.valueToTree(AnchoringConfig.DatasetRule.TEMPLATE);
                    whole.remove("topics");
                    merge(whole, rule);
                    list.set(i, whole);
                }
            }
        }
        try {
            return YAML.treeToValue(tree, AnchoringConfig.class);
        } catch (JsonProcessingException e) {
            throw new ConfigException(ConfigErrors.of(e), e);
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

    private static ObjectNode defaultsTree() {
        try (InputStream in =
                Objects.requireNonNull(ConfigFile.class.getResourceAsStream("anchoring-defaults.yaml"), "defaults")) {
            return (ObjectNode) YAML.readTree(in);
        } catch (IOException e) {
            throw new IllegalStateException("the jar's own defaults can't be read", e);
        }
    }
}
