package io.tombolo.anchoring.config;

import io.tombolo.schemas.DatasetId;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/**
 * Which topics are datasets, and of which form.
 *
 * @param topics regular expression over the whole topic name; named groups {@code organisation} and {@code dataset}, unless fixed
 * @param organisation fixed organisation, or empty
 * @param dataset fixed dataset name, or empty
 * @param key {@code avro} for registry-framed keys, or {@code raw}
 * @param value as {@code key}
 * @param sealLeaves leaves per batch; 0 as for all
 * @param sealAgeMs age of a batch in ms; 0 as for all
 */
public record DatasetRule(
        String topics, String organisation, String dataset, String key, String value, int sealLeaves, long sealAgeMs) {

    static final DatasetRule TEMPLATE = avro("(?<organisation>.*)(?<dataset>)");

    public DatasetRule {
        try {
            Pattern.compile(topics);
        } catch (PatternSyntaxException e) {
            throw new ConfigException("datasets.topics: '" + topics + "' is no regular expression", e);
        }
        name("organisation", organisation, topics);
        name("dataset", dataset, topics);
        part("datasets.key", key);
        part("datasets.value", value);
        Range.check("datasets.sealLeaves", sealLeaves, 0, 100_000_000);
        Range.check("datasets.sealAgeMs", sealAgeMs, 0, 86_400_000);
    }

    /** Topics that match are datasets of registry-framed Avro, named by the expression's groups. */
    public static DatasetRule avro(String topics) {
        return new DatasetRule(topics, "", "", "avro", "avro", 0, 0);
    }

    /** Topics that match are datasets of raw bytes, named by the expression's groups. */
    public static DatasetRule raw(String topics) {
        return new DatasetRule(topics, "", "", "raw", "raw", 0, 0);
    }

    /** Each name is fixed, or comes out of the topic's. */
    private static void name(String which, String fixed, String topics) {
        if (fixed.isEmpty()) {
            if (!topics.contains("(?<" + which + ">")) {
                throw new ConfigException("datasets." + which + ": missing, and '" + topics + "' has no group (?<"
                        + which + ">...) to take it from the topic's name");
            }
            return;
        }
        try {
            var unused = which.equals("dataset") ? new DatasetId("any.example", fixed) : new DatasetId(fixed, "any");
        } catch (IllegalArgumentException e) {
            throw new ConfigException("datasets: " + e.getMessage(), e);
        }
    }

    private static void part(String name, String format) {
        if (!format.equals("avro") && !format.equals("raw")) {
            throw new ConfigException(name + ": '" + format + "', must be avro or raw");
        }
    }
}
