package io.tombolo.agreements.store;

import io.tombolo.merkle.MalformedException;
import io.tombolo.merkle.note.SignedNote;
import io.tombolo.schemas.DatasetId;
import io.tombolo.schemas.contract.Contracts;
import io.tombolo.schemas.signed.KeyedLines;
import io.tombolo.schemas.signed.UsageReceipt;
import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.avro.generic.GenericRecord;

/** Receipts of usage as change events: each is a row of its own. */
final class UsageEvents {
    static final DatasetRows ROWS = new DatasetRows("usage", Contracts.USAGE);

    private UsageEvents() {}

    static void write(DatasetTopics topics, String provider, String consumer, SignedNote note) {
        UsageReceipt receipt = UsageReceipt.parse(note.text());
        String id = KeyedLines.hash(note.text()).hex();
        Map<String, Object> row = new LinkedHashMap<>();
        row.put(DatasetRows.ID, id);
        row.put("agreement", receipt.agreement());
        row.put("consumer", consumer);
        row.put("origin", receipt.origin().toString());
        row.put("from_leaf", receipt.from());
        row.put("to_leaf", receipt.to());
        row.put("root", receipt.root().hex());
        row.put("events", receipt.events());
        row.put("bytes", receipt.bytes());
        row.put("minute", receipt.minute().toEpochMilli());
        row.put("note", note.format());
        DatasetId dataset = ROWS.of(provider);
        topics.write(dataset, ROWS.key(dataset, id), ROWS.event(dataset, true, id, receipt.minute(), row));
    }

    /** @throws MalformedException when it is not such an event */
    static SignedNote read(Object value) {
        GenericRecord row = DatasetRows.after(value)
                .filter(after -> after.hasField("note"))
                .orElseThrow(() -> new MalformedException("not an event of usage"));
        return SignedNote.parse(String.valueOf(row.get("note")));
    }
}
