package io.tombolo.connectors.change;

import io.tombolo.connectors.captured.BadValueException;
import io.tombolo.connectors.change.Shapes.Shape;
import io.tombolo.connectors.debezium.DebeziumReader;
import io.tombolo.connectors.debezium.DebeziumReader.BackfillNotice;
import io.tombolo.connectors.mask.FieldRules;
import io.tombolo.connectors.mask.RowShape;
import io.tombolo.connectors.protect.DataKeys;
import io.tombolo.connectors.protect.ProtectRules;
import io.tombolo.connectors.source.Change;
import io.tombolo.connectors.source.PluginVersion;
import io.tombolo.connectors.source.RejectedStruct;
import io.tombolo.protect.FieldPlace.Side;
import io.tombolo.protect.KeyException;
import io.tombolo.schemas.DatasetId;
import io.tombolo.schemas.contract.Topics;
import java.nio.ByteBuffer;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.Map;
import java.util.Objects;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.connect.components.Versioned;
import org.apache.kafka.connect.connector.ConnectRecord;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.errors.DataException;
import org.apache.kafka.connect.errors.RetriableException;
import org.apache.kafka.connect.header.ConnectHeaders;
import org.apache.kafka.connect.header.Headers;
import org.apache.kafka.connect.transforms.Transformation;
import org.jspecify.annotations.Nullable;

/**
 * Makes change events of a dataset out of what a source connector says: key, envelope, a fresh random salt, and the dataset's
 * topic. It reads Debezium's envelopes, flat rows, CloudEvents and JSON maps.
 *
 * <p>Records for internal topics (refused input, Debezium's heartbeats, which move its position on) pass untouched. Tombstones are
 * dropped, because the deletion before says the same and more, and so are Debezium's schema-change and transaction messages: they
 * change no row.
 */
public class ChangeTransform<R extends ConnectRecord<R>> implements Transformation<R>, Versioned {

    private static final DataKeys.Source NO_KEYS = (dataset, group, columns) -> {
        throw new IllegalStateException("nothing is protected, and a key was asked for");
    };

    private final Salts salts = new Salts(new SecureRandom());
    private final DebeziumReader debezium = new DebeziumReader();
    private final RefusedKey refusedKey = new RefusedKey();
    private final Clock clock = Clock.systemUTC();
    private boolean traced = true;
    private CreateTraces traces = CreateTraces.NONE;
    private @Nullable ChangeConfig config;
    private @Nullable DatasetName datasets;
    private @Nullable Shapes shapes;
    private FieldRules rules = FieldRules.NONE;
    private @Nullable Protection protection;
    private final DataKeys.@Nullable Source keys;
    private RecordLimit limit = new RecordLimit(RecordLimit.DEFAULT);

    /** With the keys of the configured topic. */
    public ChangeTransform() {
        this.keys = null;
    }

    /** With keys from elsewhere. */
    public ChangeTransform(DataKeys.Source keys) {
        this.keys = keys;
    }

    /** Begins no traces, for a caller whose requests have their own. To be called before {@link #configure}. */
    public void withoutTraces() {
        traced = false;
    }

    @Override
    public void configure(Map<String, ?> settings) {
        ChangeConfig read = new ChangeConfig(settings);
        config = read;
        datasets = read.dataset();
        traces = traced ? CreateTraces.find() : CreateTraces.NONE;
        rules = read.rules();
        limit = read.recordLimit();
        ProtectRules protect = read.protectRules();
        shapes = new Shapes(read.keyFields(), rules, protect, read.oneDataset());
        protection = protect.none()
                ? null
                : new Protection(
                        protect, protect.protect().isEmpty() ? NO_KEYS : keys == null ? read.protectKeys() : keys);
    }

    @Override
    public @Nullable R apply(R record) {
        Object value = record.value();
        if (DatasetId.isInternalTopic(record.topic())) {
            return record;
        }
        if (value == null) {
            return null;
        }
        if (value instanceof Struct struct && DebeziumReader.isHeartbeat(struct)) {
            // Connect forgets the position of a record that is dropped, and moving that on is all that a heartbeat is
            // for.
            return record;
        }
        ChangeConfig settings = Objects.requireNonNull(config);
        Change change = null;
        try {
            if (value instanceof Struct struct && BackfillNotice.isOne(struct)) {
                return unfinished(settings, record, struct);
            }
            change = read(settings, record, value);
            return change == null ? null : event(record, change.requireRow());
        } catch (DataException e) {
            if (settings.stopOnBadRow()) {
                throw e;
            }
            return refused(settings, record, change, e);
        } catch (KeyException e) {
            // Never dropped as a bad row by a worker that tolerates errors: its keys may be there in a moment.
            throw new RetriableException(e.getMessage(), e);
        }
    }

    private @Nullable Change read(ChangeConfig settings, R record, Object value) {
        if (value instanceof Struct struct) {
            if (debezium.isEnvelope(struct)) {
                return debezium.read(record, struct, !settings.keyFields().isEmpty());
            }
            if (DebeziumReader.isOther(struct)) {
                return null;
            }
        }
        return FlatChange.read(record, value, settings);
    }

    private R event(R record, Change change) {
        Shapes known = Objects.requireNonNull(shapes);
        DatasetId dataset = Objects.requireNonNull(datasets).of(change);
        Shape shape = known.of(dataset, change);
        boolean keyless = change.truncation();
        byte[] salt = salts.next();
        Struct event = shape.envelope()
                .of(
                        change.op(),
                        sealed(before(change, shape), Side.BEFORE, change, shape, salt),
                        sealed(
                                shape.row()
                                        .copy(decoded(change, change.after()), change.before(), change.placeholders()),
                                Side.AFTER,
                                change,
                                shape,
                                salt),
                        change.origin());
        // No commitment covers a header but the salt: what can't be proven does not go along. Nobody verifies
        // by the header of a trace.
        Headers headers = new ConnectHeaders().addBytes(Topics.SALT_HEADER, salt);
        traces.created(record, dataset, headers);
        Schema keySchema = keyless ? null : shape.key().schema();
        Struct key = keyless ? null : known.key(change, shape);
        limit.check(dataset.topic(), change.op(), keySchema, key, event.schema(), event);
        return record.newRecord(
                dataset.topic(),
                record.kafkaPartition(),
                keySchema,
                key,
                event.schema(),
                event,
                record.timestamp(),
                headers);
    }

    /**
     * The row before, or null when the dataset cannot hold it: a change away from such a row, or its deletion, is shared all the
     * same, so that nobody is left with a row that is gone. That the row could not be shared was reported when it came.
     */
    private @Nullable Struct before(Change change, Shape shape) {
        try {
            return shape.row().copy(decoded(change, change.before()), null, change.placeholders());
        } catch (BadValueException e) {
            return null;
        }
    }

    private @Nullable Struct sealed(@Nullable Struct row, Side side, Change change, Shape shape, byte[] salt) {
        Protection sealing = protection;
        return sealing == null ? row : sealing.sealed(row, side, change, shape, salt);
    }

    private @Nullable Object decoded(Change change, @Nullable Object row) {
        return row == null || row instanceof Struct ? row : rules.text(row, change.table());
    }

    /** Null unless rows of a table are missing now. */
    private @Nullable R unfinished(ChangeConfig settings, R record, Struct value) {
        BackfillNotice notice = BackfillNotice.unfinished(value);
        if (notice == null) {
            return null;
        }
        if (settings.stopOnBadRow()) {
            throw new DataException(notice.text());
        }
        DatasetId dataset = Objects.requireNonNull(datasets).known(notice.table());
        return rejected(settings, record, dataset, BackfillNotice.REASON, notice.text(), null);
    }

    private R refused(ChangeConfig settings, R record, @Nullable Change change, DataException why) {
        DatasetId dataset =
                change == null ? null : Objects.requireNonNull(datasets).of(change);
        String where = change == null
                ? "record for " + record.topic()
                : change.origin().object() + " at " + change.origin().position();
        ByteBuffer key = change == null || dataset == null ? null : key(dataset, change);
        return rejected(settings, record, dataset, reason(why), where + ": " + why.getMessage(), key);
    }

    /** By which a reconciliation finds the row; null when the key itself is what can't be shared. */
    private @Nullable ByteBuffer key(DatasetId dataset, Change change) {
        try {
            Shapes known = Objects.requireNonNull(shapes);
            return change.truncation() ? null : refusedKey.json(known.key(change, known.of(dataset, change)));
        } catch (DataException e) {
            return null;
        }
    }

    private R rejected(
            ChangeConfig settings,
            R record,
            @Nullable DatasetId dataset,
            String reason,
            String detail,
            @Nullable ByteBuffer key) {
        return record.newRecord(
                settings.rejectedTopic(),
                null,
                Schema.STRING_SCHEMA,
                dataset == null ? settings.getString(ChangeConfig.DATASET) : dataset.toString(),
                RejectedStruct.SCHEMA,
                RejectedStruct.ofChange(
                        dataset == null ? settings.anyDataset() : dataset, reason, detail, key, clock.instant()),
                record.timestamp(),
                new ConnectHeaders());
    }

    private static String reason(DataException why) {
        if (why instanceof RecordLimit.TooLongException) {
            return "TOO_LONG";
        }
        if (why instanceof RowShape.UnavailableValueException) {
            return "UNAVAILABLE_VALUE";
        }
        return why instanceof BadValueException ? "BAD_VALUE" : "BAD_ROW";
    }

    @Override
    public ConfigDef config() {
        return ChangeConfig.DEF;
    }

    @Override
    public String version() {
        return PluginVersion.of(ChangeTransform.class);
    }

    @Override
    public void close() {
        shapes = null;
        if (protection != null) {
            protection.close();
            protection = null;
        }
    }
}
