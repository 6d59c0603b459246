package io.tombolo.anchoring.leaf;

import io.tombolo.anchoring.config.AnchoringConfig;
import io.tombolo.anchoring.config.ConfigException;
import io.tombolo.anchoring.dataset.Dataset;
import io.tombolo.anchoring.dataset.DatasetRules;
import io.tombolo.schemas.commit.Entry;
import io.tombolo.schemas.commit.SchemaHashes;
import java.util.HexFormat;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** Says what the service would make of a record. For one thread at a time. */
public final class RecordPreview {
    private final DatasetRules rules;
    private final EntryMaker entries;

    public RecordPreview(AnchoringConfig config, SchemaHashes schemas) {
        this.rules = new DatasetRules(config.datasets(), config.seal());
        this.entries = new CommittedEntryMaker(schemas);
    }

    /** What is wrong with the name that a rule gives the topic; empty when nothing is. */
    public Optional<String> whyUnnamed(String topic) {
        try {
            var unused = rules.of(topic);
            return Optional.empty();
        } catch (ConfigException e) {
            return Optional.of(String.valueOf(e.getMessage()));
        }
    }

    public boolean isDataset(String topic) {
        return rules.of(topic).isPresent();
    }

    /** One line about a partition of a dataset's topic. */
    public String heading(String topic, int partition, long end) {
        Dataset dataset = rules.of(topic).orElseThrow();
        return "log " + dataset.id().origin(partition) + ": topic " + topic + ", partition " + partition + ", keys "
                + dataset.key() + ", values " + dataset.value() + ", sealed after "
                + dataset.seal().leaves() + " leaves or " + dataset.seal().ageMs() + " ms, end offset " + end;
    }

    /** One line about a record: offset, timestamp, form, entry, and why its bytes are not a frame where they aren't. */
    public String line(ConsumerRecord<byte[], byte[]> record) {
        Dataset dataset = rules.of(record.topic()).orElseThrow();
        byte[] entry = new byte[Entry.LENGTH];
        EntryMaker.Form form = entries.write(dataset, record, entry, 0);
        return "  offset " + record.offset() + ", time " + record.timestamp() + ", form " + entry[1] + ", entry "
                + HexFormat.of().formatHex(entry)
                + (form.reason() == null ? "" : ", " + form.reason() + " (" + form.detail() + ")");
    }
}
