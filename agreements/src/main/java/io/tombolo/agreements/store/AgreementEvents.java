package io.tombolo.agreements.store;

import io.tombolo.agreements.Action;
import io.tombolo.agreements.Agreement;
import io.tombolo.agreements.Step;
import io.tombolo.merkle.MalformedException;
import io.tombolo.merkle.note.SignedNote;
import io.tombolo.schemas.DatasetId;
import io.tombolo.schemas.contract.ChangeEventSchema;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericRecord;

/** Steps of agreements as change events: an agreement is a row, each step a change of it. */
final class AgreementEvents {
    /** The dataset's name within its organisation. */
    static final String DATASET = "agreements";

    private static final String ID = "id";
    private static final Schema ROW = row();

    private AgreementEvents() {}

    /** A step as an event states it. */
    record Recorded(Step step, SignedNote note, Optional<String> terms) {}

    private static Schema row() {
        String path = "/io/tombolo/avro/Agreement.avsc";
        try (InputStream in = AgreementEvents.class.getResourceAsStream(path)) {
            if (in == null) {
                throw new IllegalStateException(path + ": not in the jar");
            }
            return new Schema.Parser().parse(new String(in.readAllBytes(), StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static DatasetId dataset(Agreement agreement) {
        return new DatasetId(agreement.terms().provider().name(), DATASET);
    }

    static GenericRecord key(Agreement agreement) {
        Schema schema = Schema.createRecord(ChangeEventSchema.keyName(dataset(agreement)), null, null, false);
        schema.setFields(List.of(new Schema.Field(ID, Schema.create(Schema.Type.STRING), null, null)));
        GenericRecord key = new GenericData.Record(schema);
        key.put(ID, agreement.id());
        return key;
    }

    /** The event of its last step. */
    static GenericRecord value(Agreement agreement) {
        DatasetId dataset = dataset(agreement);
        Schema envelope = ChangeEventSchema.of(dataset, ROW);
        Step step = agreement.last().step();
        GenericRecord source = new GenericData.Record(
                envelope.getField(ChangeEventSchema.SOURCE).schema());
        source.put(ChangeEventSchema.ORGANISATION, dataset.organisation());
        source.put(ChangeEventSchema.SYSTEM, "tombolo");
        source.put(ChangeEventSchema.OBJECT, DATASET);
        source.put(ChangeEventSchema.POSITION, agreement.id() + "/" + step.number());
        source.put(ChangeEventSchema.EVENT_TIME, step.at().toEpochMilli());
        GenericRecord event = new GenericData.Record(envelope);
        event.put(
                ChangeEventSchema.OP,
                new GenericData.EnumSymbol(
                        envelope.getField(ChangeEventSchema.OP).schema(), step.number() == 0 ? "CREATE" : "UPDATE"));
        event.put(
                ChangeEventSchema.AFTER,
                row(
                        agreement,
                        envelope.getField(ChangeEventSchema.AFTER)
                                .schema()
                                .getTypes()
                                .get(1)));
        event.put(ChangeEventSchema.SOURCE, source);
        return event;
    }

    private static GenericRecord row(Agreement agreement, Schema schema) {
        Agreement.Taken last = agreement.last();
        GenericRecord row = new GenericData.Record(schema);
        row.put(ID, agreement.id());
        row.put("number", last.step().number());
        row.put("action", last.step().action().word());
        row.put("by", last.by());
        row.put("at", last.step().at().toEpochMilli());
        row.put("reason", last.step().reason());
        row.put("state", agreement.state().name());
        row.put("provider", agreement.terms().provider().name());
        row.put("consumer", agreement.terms().consumer().name());
        row.put("dataset", agreement.terms().dataset().toString());
        row.put("terms", agreement.terms().text());
        row.put("note", last.note().format());
        return row;
    }

    /** @throws MalformedException when it is not such an event */
    static Recorded read(Object value) {
        if (!(value instanceof GenericRecord event)
                || !event.hasField(ChangeEventSchema.AFTER)
                || !(event.get(ChangeEventSchema.AFTER) instanceof GenericRecord row)
                || !row.hasField("note")
                || !row.hasField("terms")) {
            throw new MalformedException("not an event of an agreement");
        }
        SignedNote note = SignedNote.parse(String.valueOf(row.get("note")));
        Step step = Step.parse(note.text());
        boolean proposes = step.action() == Action.OFFER || step.action() == Action.REQUEST;
        return new Recorded(step, note, proposes ? Optional.of(String.valueOf(row.get("terms"))) : Optional.empty());
    }
}
