package io.tombolo.anchoring.append;

import io.tombolo.anchoring.dataset.DatasetRules;
import io.tombolo.anchoring.dataset.SourceTopics;
import io.tombolo.anchoring.status.StatusBoard;
import io.tombolo.schemas.DatasetId;
import io.tombolo.schemas.contract.RejectedInput;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeSet;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Finds topics whose rule names another dataset than the one that their log was begun for. A log can't change its name, and a
 * second log of the same records can't be distinguished from an invented one: such a topic is not read until its rule is fixed, or until it
 * is made again (docs/adr/0048).
 */
final class RenamedTopics {
    static final String REASON = "DATASET_RENAMED";

    private static final Logger LOG = LoggerFactory.getLogger(RenamedTopics.class);

    private final DatasetRules rules;
    private final SourceTopics topics;
    private final StatusBoard status;
    private final Set<String> found = new TreeSet<>();
    private final List<RejectedInput> said = new ArrayList<>();

    RenamedTopics(DatasetRules rules, SourceTopics topics, StatusBoard status) {
        this.rules = rules;
        this.topics = topics;
        this.status = status;
    }

    /** Looks at the saved states, by {@link SavedStates#key}. */
    void check(SortedMap<String, byte[]> states, Instant now) {
        states.forEach((key, saved) -> {
            PartitionState state = PartitionState.decode(saved);
            String topic = SavedStates.topic(key);
            rules.of(topic)
                    .filter(dataset -> isRenamed(topic, state, dataset.id()))
                    .ifPresent(dataset -> refuse(key, saved, state, dataset.id(), now));
        });
    }

    /** The topics that must not be read. */
    Set<String> found() {
        return found;
    }

    /** What is to be reported in the topic of refused input, one line per log. */
    List<RejectedInput> said() {
        return said;
    }

    private boolean isRenamed(String topic, PartitionState state, DatasetId dataset) {
        DatasetId before = state.dataset();
        return before != null
                && !before.equals(dataset)
                && state.topicId().equals(topics.idAfter(topic, Long.MIN_VALUE));
    }

    private void refuse(String key, byte[] saved, PartitionState state, DatasetId now, Instant at) {
        String topic = SavedStates.topic(key);
        int partition = SavedStates.partition(key);
        DatasetId before = Objects.requireNonNull(state.dataset(), "dataset");
        String origin = before.origin(partition, state.generation());
        String detail = "topic " + topic + " is the log of " + before + ", the rule names " + now
                + ": it is not read. Name it " + before + " again, or give the dataset a topic of its own";
        found.add(topic);
        said.add(RejectedInput.record(
                before.organisation(), before.name(), topic, partition, state.nextOffset(), REASON, detail, null, at));
        LOG.atError().addKeyValue("origin", origin).log(detail);
        status.appended(new StatusBoard.LogProgress(
                before,
                origin,
                topic,
                partition,
                state.batch().end(),
                state.sealed().end(),
                state.batchOpenedAt(),
                saved.length));
        status.rejected(REASON);
        status.setAside(origin, REASON + ": " + detail);
    }
}
