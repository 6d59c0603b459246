package io.tombolo.schemas.opening;

import io.tombolo.protect.DataKeyId;
import io.tombolo.protect.EventOpener;
import io.tombolo.protect.KeyCache;
import io.tombolo.protect.KeySource;
import io.tombolo.schemas.DatasetId;
import io.tombolo.schemas.contract.Topics;
import io.tombolo.schemas.registry.RegistrySettings;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.IndexedRecord;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.Metric;
import org.apache.kafka.common.MetricName;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.jspecify.annotations.Nullable;

/** Opens the protected fields of what a deserializer or converter read, as it is configured. Thread-safe. */
public final class FieldOpening implements AutoCloseable {

    private static final int KEPT = 1_000;
    private static final byte[] NO_SALT = new byte[Topics.SALT_LENGTH];

    private final KeySource keys;
    private final @Nullable KeyCache cache;
    private final Unreadable unreadable;
    private final boolean fitsItsSchema;
    private final GenericData data;
    private final Map<String, Optional<DatasetId>> datasets = new ConcurrentHashMap<>();
    private final Map<Schema, Schema> opened = Collections.synchronizedMap(new IdentityHashMap<>());
    private final ThreadLocal<Map<DatasetId, EventOpener>> openers = ThreadLocal.withInitial(HashMap::new);
    private final OpeningMetrics metrics;
    private volatile boolean looksAhead = true;
    private volatile long misses;

    private FieldOpening(OpenSettings settings, boolean fitsItsSchema, GenericData data, String clientId) {
        this.cache = settings.giver().map(KeyCache::new).orElse(null);
        this.keys = cache == null ? KeySource.NONE : cache;
        this.unreadable = settings.unreadable();
        this.fitsItsSchema = fitsItsSchema;
        this.data = data;
        settings.topics().forEach((topic, dataset) -> datasets.put(topic, Optional.of(dataset)));
        this.metrics = new OpeningMetrics(clientId, () -> cache == null ? 0 : cache.size());
    }

    /**
     * By a Kafka client's configuration; empty when nothing is to be opened or replaced.
     *
     * @param fitsItsSchema whether an event must fit the schema that it was written by; otherwise it fits {@link #schema}
     * @param data how data are held in memory
     * @throws IllegalArgumentException when a setting can't be
     * @throws io.tombolo.protect.KeyException when a grant can't be used
     */
    public static Optional<FieldOpening> of(RegistrySettings settings, boolean fitsItsSchema, GenericData data) {
        String clientId = settings.text("client.id");
        return OpenSettings.of(settings, Clock.systemUTC())
                .map(some -> new FieldOpening(some, fitsItsSchema, data, clientId == null ? "" : clientId));
    }

    /** A field that the writer protects, and that a reader's schema would read as text or other bytes; empty when there is none. */
    public static Optional<String> misread(Schema writer, Schema reader) {
        return OpenedSchema.misread(writer, reader);
    }

    /** The schema of opened events, which need not fit that of the writer. */
    public Schema schema(Schema writer) {
        if (unreadable == Unreadable.BYTES) {
            return writer;
        }
        Schema known = opened.get(writer);
        if (known == null) {
            if (opened.size() >= KEPT) {
                opened.clear();
            }
            known = OpenedSchema.of(writer, unreadable == Unreadable.NULL);
            opened.put(writer, known);
        }
        return known;
    }

    /**
     * Opens what can be opened in a datum, if it is an event of a dataset.
     *
     * @throws UnreadableFieldException when something can't, and that is to be refused
     * @throws io.tombolo.protect.KeyException when a key can't be had now, or the owner gives none any more
     */
    public void open(String topic, @Nullable Headers headers, @Nullable Object datum) {
        if (!(datum instanceof IndexedRecord event)) {
            return;
        }
        EventOpener opener = opener(topic);
        if (opener == null) {
            return;
        }
        List<String> unread = unreadable == Unreadable.REFUSE ? new ArrayList<>() : null;
        EventOpener.Count count = opener.open(event, salt(headers), unread);
        metrics.count(count);
        if (unread != null && !unread.isEmpty()) {
            throw new UnreadableFieldException("topic " + topic + ": " + String.join(", ", unread) + "; "
                    + OpenSettings.UNREADABLE + " is refuse");
        }
    }

    /** A record without salt was sealed with none, so that nothing in it opens. */
    private static byte[] salt(@Nullable Headers headers) {
        Header header = headers == null ? null : headers.lastHeader(Topics.SALT_HEADER);
        byte[] salt = header == null ? null : header.value();
        return salt == null || salt.length != Topics.SALT_LENGTH ? NO_SALT : salt;
    }

    private @Nullable EventOpener opener(String topic) {
        Optional<DatasetId> dataset = datasets.computeIfAbsent(topic, FieldOpening::dataset);
        return dataset.isEmpty() ? null : openers.get().computeIfAbsent(dataset.get(), this::opener);
    }

    private EventOpener opener(DatasetId dataset) {
        EventOpener.Unreadable instead = unreadable != Unreadable.NULL
                ? EventOpener.Unreadable.BYTES
                : fitsItsSchema ? EventOpener.Unreadable.NULL : EventOpener.Unreadable.ALWAYS_NULL;
        return new EventOpener(dataset, keys, instead, data);
    }

    private static Optional<DatasetId> dataset(String topic) {
        try {
            return Optional.of(DatasetId.fromTopic(topic));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    /**
     * Gets the keys of records that come next, at once, while there are some that are not held; costs nothing otherwise.
     *
     * @param read reads a record's value, without opening anything
     */
    public void announce(
            List<ConsumerRecord<byte[], byte[]>> records,
            Function<ConsumerRecord<byte[], byte[]>, @Nullable Object> read) {
        if (cache == null || (!looksAhead && cache.misses() == misses)) {
            return;
        }
        misses = cache.misses();
        Map<DatasetId, Map<String, Set<DataKeyId>>> ids = new HashMap<>();
        for (ConsumerRecord<byte[], byte[]> record : records) {
            EventOpener opener = opener(record.topic());
            if (opener != null && record.value() != null && read.apply(record) instanceof IndexedRecord event) {
                opener.ids(event, ids.computeIfAbsent(opener.dataset(), any -> new HashMap<>()));
            }
        }
        boolean asked = false;
        for (Map.Entry<DatasetId, Map<String, Set<DataKeyId>>> one : ids.entrySet()) {
            asked |= cache.prepare(one.getKey(), one.getValue());
        }
        looksAhead = asked;
    }

    /** Drops all keys. */
    public void forgetKeys() {
        if (cache != null) {
            cache.forgetAll();
        }
    }

    public Map<MetricName, Metric> metrics() {
        return metrics.all();
    }

    @Override
    public void close() {
        forgetKeys();
        metrics.close();
    }
}
