package io.tombolo.connectors;

import io.tombolo.connectors.Envelope.Origin;
import io.tombolo.schemas.ChangeEventSchema;
import io.tombolo.schemas.DatasetId;
import io.tombolo.schemas.contract.Topics;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.connect.connector.ConnectRecord;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.SchemaBuilder;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.errors.DataException;
import org.apache.kafka.connect.header.Header;
import org.apache.kafka.connect.header.Headers;
import org.apache.kafka.connect.source.SourceRecord;
import org.apache.kafka.connect.transforms.Transformation;
import org.jspecify.annotations.Nullable;

/**
 * Makes change events of a dataset out of what a source connector says: key, envelope, a fresh random salt, and the dataset's
 * topic. Records for Tombolo's own topics, as refused input, pass untouched; a record without a value (a tombstone) is dropped,
 * because the deletion before it says the same and more.
 */
public final class ToDatasetChange<R extends ConnectRecord<R>> implements Transformation<R> {

    private static final int SCHEMAS_KEPT = 128;

    /** What is made once for each schema that the source uses. */
    private record Shapes(RowShape key, RowShape row, Envelope envelope) {}

    private final Map<Schema, Shapes> shapes = new LinkedHashMap<>(16, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<Schema, Shapes> eldest) {
            return size() > SCHEMAS_KEPT;
        }
    };

    private final Salts salts = new Salts(new SecureRandom());
    private @Nullable ChangeConfig config;
    private @Nullable Shapes latest;

    @Override
    public void configure(Map<String, ?> settings) {
        config = new ChangeConfig(settings);
    }

    @Override
    public @Nullable R apply(R record) {
        if (DatasetId.isInternalTopic(record.topic())) {
            return record;
        }
        if (record.value() == null) {
            return null;
        }
        if (!(record.value() instanceof Struct row)) {
            throw new DataException("record of " + record.topic() + ": its value is no row with a schema");
        }
        ChangeConfig settings = Objects.requireNonNull(config);
        DatasetId dataset = settings.dataset();
        Shapes now = shapesOf(settings, dataset, record, row);
        Headers headers = record.headers().duplicate();
        Header position = headers.lastWithName(SourcePosition.HEADER);
        Origin origin = new Origin(settings.system(), object(record), position(record, position), null, null);
        headers.remove(SourcePosition.HEADER);
        headers.addBytes(Topics.SALT_HEADER, salts.next());
        Struct key = now.key().copy(keyOf(settings, record, row, now));
        return record.newRecord(
                dataset.topic(),
                record.kafkaPartition(),
                now.key().schema(),
                key,
                now.envelope().schema(),
                now.envelope().of(settings.flatOp(), null, now.row().copy(row), origin),
                record.timestamp(),
                headers);
    }

    private Shapes shapesOf(ChangeConfig settings, DatasetId dataset, R record, Struct row) {
        Shapes last = latest;
        if (last != null && last.row().source() == row.schema()) {
            return last;
        }
        Shapes made = shapes.computeIfAbsent(row.schema(), schema -> {
            RowShape rowShape = new RowShape(ChangeEventSchema.rowName(dataset), true, schema);
            RowShape keyShape =
                    new RowShape(ChangeEventSchema.keyName(dataset), false, keySchema(settings, record, schema));
            return new Shapes(keyShape, rowShape, new Envelope(dataset, rowShape.schema()));
        });
        latest = made;
        return made;
    }

    private Schema keySchema(ChangeConfig settings, R record, Schema row) {
        if (settings.keyFields().isEmpty()) {
            if (record.key() instanceof Struct key) {
                return key.schema();
            }
            throw new DataException(
                    "record of " + record.topic() + ": has no key of fields; set " + ChangeConfig.KEY_FIELDS);
        }
        SchemaBuilder key = SchemaBuilder.struct().name(ChangeEventSchema.keyName(settings.dataset()));
        for (String field : settings.keyFields()) {
            if (row.field(field) == null) {
                throw new DataException("record of " + record.topic() + ": no field " + field + ", named in "
                        + ChangeConfig.KEY_FIELDS);
            }
            key.field(field, row.field(field).schema());
        }
        return key.build();
    }

    private static <R extends ConnectRecord<R>> Struct keyOf(ChangeConfig settings, R record, Struct row, Shapes now) {
        if (settings.keyFields().isEmpty() && record.key() instanceof Struct key) {
            return key;
        }
        Struct key = new Struct(now.key().source());
        settings.keyFields().forEach(field -> key.put(field, row.get(field)));
        return key;
    }

    private static String position(ConnectRecord<?> record, @Nullable Header told) {
        if (told != null) {
            return String.valueOf(told.value());
        }
        return record instanceof SourceRecord source ? String.valueOf(source.sourceOffset()) : "";
    }

    private static String object(ConnectRecord<?> record) {
        if (record instanceof SourceRecord source && source.sourcePartition() != null) {
            Object file = source.sourcePartition().get("file");
            if (file != null) {
                // The name only: a partner has no business with the folders of this machine.
                return String.valueOf(Path.of(String.valueOf(file)).getFileName());
            }
        }
        return record.topic();
    }

    @Override
    public ConfigDef config() {
        return ChangeConfig.DEF;
    }

    @Override
    public void close() {
        shapes.clear();
        latest = null;
    }
}
