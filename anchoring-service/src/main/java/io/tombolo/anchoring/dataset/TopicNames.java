package io.tombolo.anchoring.dataset;

import io.tombolo.anchoring.config.ConfigException;
import io.tombolo.schemas.DatasetId;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Gives the topics of one task the datasets that the rules name, each dataset to one topic: two topics under one origin would be two
 * histories with one signature. A topic without a name of its own gets no log, and is not a reason to stop those of others.
 */
public final class TopicNames {
    static final String UNNAMED = "DATASET_UNNAMED";
    static final String TAKEN = "DATASET_TAKEN";

    /** What a topic is called. */
    public sealed interface Name {
        /** Its dataset. */
        record Given(Dataset dataset) implements Name {}

        /** None; {@code organisation} and {@code dataset} are empty where the rule gives none that is valid. */
        record Refused(String organisation, String dataset, String reason, String detail) implements Name {}
    }

    private final DatasetRules rules;
    private final Map<DatasetId, String> topics = new HashMap<>();
    private final Map<String, Name.Refused> refused = new HashMap<>();

    public TopicNames(DatasetRules rules) {
        this.rules = rules;
    }

    /**
     * A log of the topic is there: it keeps its name to its end, whatever a rule says of the topic that was made again since, and
     * whether or not one still wants it.
     *
     * @param before the log's name; null in a state of before names were kept
     * @return empty when no rule wants the topic
     */
    public Optional<Dataset> keep(String topic, @Nullable DatasetId before) {
        Optional<Dataset> dataset = rules.of(topic);
        if (before == null) {
            dataset.ifPresent(now -> topics.put(now.id(), topic));
            return dataset;
        }
        topics.put(before, topic);
        return dataset.map(now -> new Dataset(before, now.topic(), now.key(), now.value(), now.seal()));
    }

    /** Whether the topic was found to have no name of its own. */
    public boolean isRefused(String topic) {
        return refused.containsKey(topic);
    }

    /** The topic's name, kept for it from now on. */
    public Name of(String topic) {
        Dataset dataset;
        try {
            dataset = rules.of(topic)
                    .orElseThrow(() -> new IllegalStateException("topic " + topic + ": subscribed, but no rule's"));
        } catch (ConfigException e) {
            return refuse(topic, new Name.Refused("", "", UNNAMED, e.getMessage() + ": it is not read"));
        }
        DatasetId id = dataset.id();
        String owner = topics.putIfAbsent(id, topic);
        if (owner == null || owner.equals(topic)) {
            return new Name.Given(dataset);
        }
        String detail = "topic " + topic + ": dataset " + id + " is the log of topic " + owner
                + ", so this one is not read. Give it a dataset of its own";
        return refuse(topic, new Name.Refused(id.organisation(), id.name(), TAKEN, detail));
    }

    private Name.Refused refuse(String topic, Name.Refused why) {
        refused.put(topic, why);
        return why;
    }
}
