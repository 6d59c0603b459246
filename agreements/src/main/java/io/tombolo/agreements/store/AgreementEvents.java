package io.tombolo.agreements.store;

import io.tombolo.agreements.Action;
import io.tombolo.agreements.Agreement;
import io.tombolo.agreements.Step;
import io.tombolo.merkle.MalformedException;
import io.tombolo.merkle.note.SignedNote;
import io.tombolo.schemas.DatasetId;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.apache.avro.generic.GenericRecord;

/** Steps of agreements as change events: an agreement is a row, each step a change of it. */
final class AgreementEvents {
    static final DatasetRows ROWS = DatasetRows.of("agreements", "/io/tombolo/avro/Agreement.avsc");

    private AgreementEvents() {}

    /** A step as an event states it. */
    record Recorded(Step step, SignedNote note, Optional<String> terms) {}

    /** Writes the event of an agreement's last step. */
    static void write(DatasetTopics topics, Agreement agreement) {
        DatasetId dataset = ROWS.of(agreement.terms().provider().name());
        Step step = agreement.last().step();
        topics.write(
                dataset,
                ROWS.key(dataset, agreement.id()),
                ROWS.event(
                        dataset, step.number() == 0, agreement.id() + "/" + step.number(), step.at(), row(agreement)));
    }

    private static Map<String, Object> row(Agreement agreement) {
        Agreement.Taken last = agreement.last();
        Map<String, Object> row = new LinkedHashMap<>();
        row.put(DatasetRows.ID, agreement.id());
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
        GenericRecord row = DatasetRows.after(value)
                .filter(after -> after.hasField("note") && after.hasField("terms"))
                .orElseThrow(() -> new MalformedException("not an event of an agreement"));
        SignedNote note = SignedNote.parse(String.valueOf(row.get("note")));
        Step step = Step.parse(note.text());
        boolean proposes = step.action() == Action.OFFER || step.action() == Action.REQUEST;
        return new Recorded(step, note, proposes ? Optional.of(String.valueOf(row.get("terms"))) : Optional.empty());
    }
}
