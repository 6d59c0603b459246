package io.tombolo.provenance;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.tombolo.provenance.store.LogStore;
import io.tombolo.provenance.store.LogView;
import io.tombolo.provenance.store.StoredLog;
import io.tombolo.schemas.DatasetId;
import io.tombolo.schemas.commit.Entry;
import io.tombolo.schemas.contract.ChangeEventSchema;
import io.tombolo.schemas.contract.Reconciliation;
import io.tombolo.schemas.registry.RegistryClient;
import io.tombolo.schemas.registry.RegistryException;
import io.tombolo.schemas.serde.AvroDeserializer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Supplier;
import org.apache.avro.generic.GenericRecord;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * When each dataset was last compared with its source, by the sealed events of the owners' datasets
 * {@value Reconciliation#DATASET}. For any thread.
 */
final class NewestReconciliations implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(NewestReconciliations.class);
    private static final int LOOKED_BACK = 100;

    private final LogStore store;
    private final RecordFetcher records;
    private final AvroDeserializer avro;
    private final Map<String, Known> known = new HashMap<>();

    /**
     * The newest comparison of one dataset.
     *
     * @param finishedAt ISO 8601
     * @param evidenceOffset of the event, in partition 0 of {@code evidenceDataset}
     * @param level {@code ANCHORED} or {@code SEALED}
     */
    public record Line(
            @JsonProperty("dataset") String dataset,
            @JsonProperty("table") String table,
            @JsonProperty("connector") String connector,
            @JsonProperty("equal") boolean equal,
            @JsonProperty("finished_at") String finishedAt,
            @JsonProperty("position") String position,
            @JsonProperty("source_rows") long sourceRows,
            @JsonProperty("feed_rows") long feedRows,
            @JsonProperty("missing") long missing,
            @JsonProperty("extra") long extra,
            @JsonProperty("different") long different,
            @JsonProperty("evidence_dataset") String evidenceDataset,
            @JsonProperty("evidence_offset") long evidenceOffset,
            @JsonProperty("level") String level) {}

    private record Known(long size, long anchored, List<Line> lines) {}

    /** @param connect makes a consumer: bytes, read_committed, no group, one record a poll */
    public NewestReconciliations(LogStore store, RegistryClient registry, Supplier<Consumer<byte[], byte[]>> connect) {
        this.store = store;
        this.records = new RecordFetcher(connect, 1);
        this.avro = new AvroDeserializer(registry);
    }

    /** One line for each dataset that was ever compared, by its name; what can't be read now is left out. */
    public synchronized List<Line> all() {
        Map<String, Line> newest = new TreeMap<>();
        for (StoredLog log : store.logs()) {
            if (log.origin().partition() == 0 && log.origin().dataset().name().equals(Reconciliation.DATASET)) {
                lines(log)
                        .forEach(line -> newest.merge(
                                line.dataset(),
                                line,
                                (one, other) -> one.finishedAt().compareTo(other.finishedAt()) >= 0 ? one : other));
            }
        }
        return List.copyOf(newest.values());
    }

    private List<Line> lines(StoredLog log) {
        LogView view = log.view();
        Known before = known.get(log.origin().toString());
        if (before != null && before.size() == view.size() && before.anchored() == view.anchoredSize()) {
            return before.lines();
        }
        Map<String, Line> newest = new TreeMap<>();
        try {
            for (long leaf = view.size() - 1; leaf >= Math.max(0, view.size() - LOOKED_BACK); leaf--) {
                long offset = Entry.decode(log.entry(leaf)).offset();
                for (Line line : at(log, offset, EventLine.level(view, leaf))) {
                    newest.putIfAbsent(line.dataset(), line);
                }
            }
        } catch (KafkaException | RegistryException outOfReach) {
            LOG.atWarn()
                    .addKeyValue("origin", log.origin())
                    .setCause(outOfReach)
                    .log("The newest reconciliations can't be read now");
            return before == null ? List.of() : before.lines();
        }
        List<Line> lines = new ArrayList<>(newest.values());
        known.put(log.origin().toString(), new Known(view.size(), view.anchoredSize(), lines));
        return lines;
    }

    private List<Line> at(StoredLog log, long offset, String level) {
        DatasetId dataset = log.origin().dataset();
        String name = dataset.toString();
        String topic = dataset.topic();
        if (!(records.fetch(new TopicPartition(topic, 0), offset) instanceof RecordLookup.Found found)) {
            return List.of();
        }
        try {
            if (avro.deserialize(topic, found.record().headers(), found.record().value()) instanceof GenericRecord event
                    && event.hasField(ChangeEventSchema.AFTER)
                    && event.get(ChangeEventSchema.AFTER) instanceof GenericRecord row) {
                Reconciliation one = Reconciliation.fromAvro(row);
                return one.tables().stream()
                        .map(table -> line(one, table, name, offset, level))
                        .toList();
            }
        } catch (IllegalArgumentException | org.apache.kafka.common.errors.SerializationException other) {
            LOG.atDebug().addKeyValue("offset", offset).setCause(other).log("An event is not a reconciliation");
        }
        return List.of();
    }

    private static Line line(
            Reconciliation one, Reconciliation.Table table, String evidenceDataset, long offset, String level) {
        return new Line(
                table.dataset(),
                table.table(),
                one.connector(),
                table.equal(),
                one.finishedAt().toString(),
                one.position(),
                table.sourceRows(),
                table.feedRows(),
                table.missing(),
                table.extra(),
                table.different(),
                evidenceDataset,
                offset,
                level);
    }

    @Override
    public void close() {
        records.close();
    }
}
