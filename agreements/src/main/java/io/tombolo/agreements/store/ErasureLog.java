package io.tombolo.agreements.store;

import io.tombolo.merkle.MalformedException;
import io.tombolo.merkle.note.SignedNote;
import io.tombolo.schemas.DatasetId;
import io.tombolo.schemas.signed.ErasureConfirmation;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericRecord;

/**
 * The erasures of this node's organisations, in their datasets {@code <organisation>/erasures}, and what partners signed about them. An erasure counts
 * once, at its first event.
 */
public final class ErasureLog implements AutoCloseable {
    private static final DatasetRows ROWS = DatasetRows.of("erasures", "/io/tombolo/avro/Erasure.avsc");

    private final DatasetTopics topics;
    private final Map<String, Recorded> recorded = new LinkedHashMap<>();

    /**
     * An erasure as the dataset has it.
     *
     * @param offset of its event, in partition 0
     * @param confirmed when a partner dropped the keys that it held, by the partner's name
     */
    public record Recorded(Erasure erasure, long offset, Map<String, Instant> confirmed) {
        public Recorded {
            confirmed = Map.copyOf(confirmed);
        }

        private Recorded with(String consumer, Instant at) {
            Map<String, Instant> more = new LinkedHashMap<>(confirmed);
            more.putIfAbsent(consumer, at);
            return new Recorded(erasure, offset, more);
        }
    }

    private ErasureLog(DatasetTopics topics) {
        this.topics = topics;
    }

    /**
     * Connects.
     *
     * @param kafka settings of Kafka clients
     * @param registry settings of registry clients
     */
    public static ErasureLog open(Map<String, String> kafka, Map<String, String> registry) {
        return new ErasureLog(new DatasetTopics(ROWS.name(), kafka, registry));
    }

    /** The dataset of an organisation's erasures. */
    public static DatasetId dataset(String organisation) {
        return ROWS.of(organisation);
    }

    /**
     * All erasures, in the order in which they were recorded.
     *
     * @throws org.apache.kafka.common.KafkaException when Kafka does not answer
     */
    public synchronized List<Recorded> all() {
        topics.find();
        topics.readOn(this::read);
        return List.copyOf(recorded.values());
    }

    /**
     * Records an erasure; one whose keys were recorded before stays as it was.
     *
     * @return as it is recorded
     * @throws org.apache.kafka.common.KafkaException when Kafka does not take it
     */
    public synchronized Recorded record(Erasure erasure) {
        Optional<Recorded> before = find(erasure.id());
        if (before.isPresent()) {
            return before.get();
        }
        Map<String, Object> row = new LinkedHashMap<>();
        row.put(DatasetRows.ID, erasure.id());
        row.put("dataset", erasure.dataset().toString());
        row.put("keys", keys(erasure));
        row.put("at", erasure.at().toEpochMilli());
        row.put("reason", erasure.reason());
        write(erasure.dataset().organisation(), erasure.id(), erasure.at(), row);
        return find(erasure.id()).orElseThrow();
    }

    /** Records that a partner dropped the keys that it held. The caller has verified its signature. */
    public synchronized void confirm(String provider, String consumer, SignedNote note) {
        ErasureConfirmation confirmation = ErasureConfirmation.parse(note.text());
        Optional<Recorded> erasure = find(confirmation.erasure());
        if (erasure.isPresent() && erasure.get().confirmed().containsKey(consumer)) {
            return;
        }
        String id = confirmation.id();
        Map<String, Object> row = new LinkedHashMap<>();
        row.put(DatasetRows.ID, id);
        row.put("at", confirmation.at().toEpochMilli());
        row.put("erasure", confirmation.erasure());
        row.put("consumer", consumer);
        row.put("note", note.format());
        write(provider, id, confirmation.at(), row);
    }

    /** As the dataset has it now. */
    public Optional<Recorded> find(String id) {
        return all().stream().filter(one -> one.erasure().id().equals(id)).findFirst();
    }

    private void write(String organisation, String id, Instant at, Map<String, Object> row) {
        DatasetId dataset = dataset(organisation);
        topics.write(dataset, ROWS.key(dataset, id), ROWS.event(dataset, true, id, at, row));
    }

    private static List<GenericRecord> keys(Erasure erasure) {
        Schema key = ROWS.row().getField("keys").schema().getTypes().get(1).getElementType();
        List<GenericRecord> keys = new ArrayList<>();
        erasure.keys().forEach((group, id) -> {
            GenericRecord one = new GenericData.Record(key);
            one.put("group", group);
            one.put("key_id", id);
            keys.add(one);
        });
        return keys;
    }

    private void read(long offset, Object event) {
        GenericRecord row = DatasetRows.after(event)
                .filter(after -> after.hasField("keys") && after.hasField("erasure"))
                .orElseThrow(() -> new MalformedException("not an event of an erasure"));
        if (row.get("erasure") != null) {
            SignedNote note = SignedNote.parse(String.valueOf(row.get("note")));
            ErasureConfirmation confirmation = ErasureConfirmation.parse(note.text());
            recorded.computeIfPresent(
                    confirmation.erasure(),
                    (id, one) -> one.with(String.valueOf(row.get("consumer")), confirmation.at()));
            return;
        }
        Erasure erasure = erasure(row);
        recorded.putIfAbsent(erasure.id(), new Recorded(erasure, offset, Map.of()));
    }

    private static Erasure erasure(GenericRecord row) {
        Map<String, String> keys = new LinkedHashMap<>();
        if (row.get("keys") instanceof List<?> list) {
            list.forEach(one -> keys.put(
                    String.valueOf(((GenericRecord) one).get("group")),
                    String.valueOf(((GenericRecord) one).get("key_id"))));
        }
        if (!(row.get("at") instanceof Long at)) {
            throw new MalformedException("event of an erasure: no time");
        }
        try {
            return new Erasure(
                    DatasetId.parse(String.valueOf(row.get("dataset"))),
                    keys,
                    Instant.ofEpochMilli(at),
                    String.valueOf(row.get("reason")));
        } catch (IllegalArgumentException e) {
            throw new MalformedException("event of an erasure: " + e.getMessage());
        }
    }

    @Override
    public synchronized void close() {
        topics.close();
    }
}
