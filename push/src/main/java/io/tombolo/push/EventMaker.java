package io.tombolo.push;

import com.fasterxml.jackson.databind.JsonNode;
import io.tombolo.connectors.ToDatasetChange;
import io.tombolo.connectors.format.JsonRows;
import io.tombolo.connectors.json.StrictJson;
import io.tombolo.connectors.row.RowOutcome;
import io.tombolo.connectors.row.RowSchema;
import io.tombolo.connectors.source.SourcePosition;
import io.tombolo.http.server.Problem;
import io.tombolo.protect.KeyException;
import io.tombolo.schemas.serde.AvroConverter;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.errors.DataException;
import org.apache.kafka.connect.errors.RetriableException;
import org.apache.kafka.connect.source.SourceRecord;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes the change events of one key's rows, with the transform that connectors use: so key, envelope and salt are the same
 * whichever way a row came. Thread-safe.
 */
final class EventMaker implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(EventMaker.class);

    private final PushKeys.Key key;
    private final PushServer.Config config;
    private final @Nullable JsonRows rows;
    private final Map<String, ToDatasetChange<SourceRecord>> transforms = new HashMap<>();
    private final AvroConverter keys = new AvroConverter();
    private final AvroConverter values = new AvroConverter();

    EventMaker(PushKeys.Key key, PushServer.Config config) {
        this.key = key;
        this.config = config;
        this.rows = key.columns().isEmpty()
                ? null
                : new JsonRows(new RowSchema(key.dataset(), key.columns(), key.keyColumns()), key.columns());
        keys.configure(config.registry(), true);
        values.configure(config.registry(), false);
    }

    /**
     * The records of one request, in its order.
     *
     * @param position what the request is called in its events' position
     * @param most bytes of one event at most, key and value
     * @throws Problem.Refusal when a row can't be shared, or the registry can't say whether it may
     */
    synchronized List<ProducerRecord<byte[], byte[]>> make(
            List<PushedRow> given, String op, String position, int most) {
        List<ProducerRecord<byte[], byte[]>> made = new ArrayList<>(given.size());
        ToDatasetChange<SourceRecord> transform = transforms.computeIfAbsent(op, this::transform);
        for (int i = 0; i < given.size(); i++) {
            String where = given.size() == 1 ? position : position + "#" + (i + 1);
            try {
                made.add(made(transform, given.get(i), where, i + 1, most));
            } catch (RetriableException e) {
                if (e.getCause() instanceof KeyException) {
                    LOG.atWarn()
                            .addKeyValue("dataset", key.dataset())
                            .addKeyValue("reason", e.getMessage())
                            .log("Keys of protected fields can't be had");
                    throw PushProblem.unavailable("keys of protected fields", "can't be had", "");
                }
                throw PushProblem.unavailable("schema registry", "does not answer", "");
            } catch (DataException e) {
                throw PushProblem.row(i + 1, "BAD_ROW", String.valueOf(e.getMessage()));
            }
        }
        return made;
    }

    private ToDatasetChange<SourceRecord> transform(String op) {
        ToDatasetChange<SourceRecord> transform = new ToDatasetChange<>();
        Map<String, String> settings = new HashMap<>(Map.of(
                "dataset", key.dataset().toString(), "system", "http-push", "flat.op", op, "on.bad.row", "stop"));
        // A request has a limit of its own, and a status of its own for it.
        settings.put("record.max.bytes", String.valueOf(Integer.MAX_VALUE));
        if (rows == null) {
            settings.put("key.fields", String.join(",", key.keyColumns()));
        }
        if (!key.protect().equals(PushKeys.Protect.NOTHING)) {
            settings.put("fields.protect", key.protect().fields());
            settings.put("fields.unprotect", key.protect().noLonger());
            settings.put("subject.columns", key.protect().subject());
            settings.put("protect.keyset", config.keyset());
            config.kafka().forEach((name, value) -> settings.put("protect.kafka." + name, String.valueOf(value)));
        }
        transform.withoutTraces();
        transform.configure(settings);
        return transform;
    }

    private ProducerRecord<byte[], byte[]> made(
            ToDatasetChange<SourceRecord> transform, PushedRow row, String where, int number, int most) {
        SourceRecord event = transform.apply(source(row, where, number));
        if (event == null) {
            throw new DataException("is not a row");
        }
        byte[] keyBytes = keys.fromConnectData(event.topic(), event.keySchema(), event.key());
        byte[] valueBytes = values.fromConnectData(event.topic(), event.valueSchema(), event.value());
        int size = (keyBytes == null ? 0 : keyBytes.length) + (valueBytes == null ? 0 : valueBytes.length);
        if (size > most) {
            throw PushProblem.tooLarge("row " + number, size + " bytes as an event", "limit " + most);
        }
        ProducerRecord<byte[], byte[]> record =
                new ProducerRecord<>(event.topic(), null, event.timestamp(), keyBytes, valueBytes);
        event.headers().forEach(header -> record.headers().add(header.key(), (byte[]) header.value()));
        return record;
    }

    private SourceRecord source(PushedRow pushed, String where, int number) {
        JsonNode row = pushed.row();
        CloudAttributes event = pushed.event();
        String topic = key.dataset().topic();
        var headers = SourcePosition.header(key.name(), where);
        if (rows == null) {
            if (!row.isObject()) {
                throw PushProblem.row(number, "BAD_JSON", "must be a JSON object");
            }
            Object document = StrictJson.plain(row);
            return new SourceRecord(
                    Map.of(),
                    Map.of(),
                    topic,
                    null,
                    null,
                    null,
                    null,
                    event == null ? document : event.around(document),
                    null,
                    headers);
        }
        RowOutcome outcome = rows.read(row);
        if (outcome instanceof RowOutcome.Refused refused) {
            throw PushProblem.row(number, refused.reason(), refused.detail());
        }
        RowOutcome.Row made = (RowOutcome.Row) outcome;
        Schema keySchema = made.key().schema();
        Struct value = event == null ? made.value() : event.around(made.value());
        return new SourceRecord(
                Map.of(), Map.of(), topic, null, keySchema, made.key(), value.schema(), value, null, headers);
    }

    @Override
    public void close() {
        transforms.values().forEach(ToDatasetChange::close);
        keys.close();
        values.close();
    }
}
