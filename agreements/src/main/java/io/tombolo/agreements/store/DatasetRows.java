package io.tombolo.agreements.store;

import io.tombolo.schemas.DatasetId;
import io.tombolo.schemas.contract.ChangeEventSchema;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericRecord;

/**
 * Rows of a dataset that this node itself writes for each of its organisations, as change events.
 *
 * @param name the dataset's within the organisation
 * @param row the row's schema, whose field {@code id} is the key
 */
record DatasetRows(String name, Schema row) {
    static final String ID = "id";

    /** With the schema of a file in this jar. */
    static DatasetRows of(String name, String path) {
        try (InputStream in = DatasetRows.class.getResourceAsStream(path)) {
            if (in == null) {
                throw new IllegalStateException(path + ": not in the jar");
            }
            return new DatasetRows(
                    name, new Schema.Parser().parse(new String(in.readAllBytes(), StandardCharsets.UTF_8)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    DatasetId of(String organisation) {
        return new DatasetId(organisation, name);
    }

    GenericRecord key(DatasetId dataset, String id) {
        Schema schema = Schema.createRecord(ChangeEventSchema.keyName(dataset), null, null, false);
        schema.setFields(List.of(new Schema.Field(ID, Schema.create(Schema.Type.STRING), null, null)));
        GenericRecord key = new GenericData.Record(schema);
        key.put(ID, id);
        return key;
    }

    /**
     * A change of a row.
     *
     * @param isNew whether it is the row's first
     * @param position of the change, in words of this dataset
     * @param after the whole row, by field
     */
    GenericRecord event(DatasetId dataset, boolean isNew, String position, Instant at, Map<String, Object> after) {
        Schema envelope = ChangeEventSchema.of(dataset, row);
        GenericRecord source = new GenericData.Record(
                envelope.getField(ChangeEventSchema.SOURCE).schema());
        source.put(ChangeEventSchema.ORGANISATION, dataset.organisation());
        source.put(ChangeEventSchema.SYSTEM, "tombolo");
        source.put(ChangeEventSchema.OBJECT, name);
        source.put(ChangeEventSchema.POSITION, position);
        source.put(ChangeEventSchema.EVENT_TIME, at.toEpochMilli());
        GenericRecord rowAfter = new GenericData.Record(
                envelope.getField(ChangeEventSchema.AFTER).schema().getTypes().get(1));
        after.forEach(rowAfter::put);
        GenericRecord event = new GenericData.Record(envelope);
        event.put(
                ChangeEventSchema.OP,
                new GenericData.EnumSymbol(
                        envelope.getField(ChangeEventSchema.OP).schema(), isNew ? "CREATE" : "UPDATE"));
        event.put(ChangeEventSchema.AFTER, rowAfter);
        event.put(ChangeEventSchema.SOURCE, source);
        return event;
    }

    /** The row behind a change; empty for anything else than such an event. */
    static Optional<GenericRecord> after(Object value) {
        return value instanceof GenericRecord event
                        && event.hasField(ChangeEventSchema.AFTER)
                        && event.get(ChangeEventSchema.AFTER) instanceof GenericRecord row
                ? Optional.of(row)
                : Optional.empty();
    }
}
