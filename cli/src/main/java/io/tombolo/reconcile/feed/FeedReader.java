package io.tombolo.reconcile.feed;

import io.tombolo.reconcile.ReconcileException;
import io.tombolo.reconcile.source.ComparedColumn;
import io.tombolo.reconcile.source.Cut;
import io.tombolo.schemas.DatasetId;
import io.tombolo.schemas.contract.ChangeEventSchema;
import io.tombolo.schemas.contract.Topics;
import io.tombolo.verification.stream.Finding;
import java.util.ArrayList;
import java.util.List;
import org.apache.avro.generic.GenericRecord;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Header;
import org.jspecify.annotations.Nullable;

/** Rebuilds a table from its feed as a recipient would, up to a cut. One thread, one table. */
public final class FeedReader {
    private static final byte[] NO_SALT = new byte[Topics.SALT_LENGTH];

    private final FeedRow rows;
    private final Cut cut;
    private final FeedState state;
    private final List<String> unreadable = new ArrayList<>();
    private long events;
    private long later;
    private long backfilled;
    private long unreadableCount;

    /** @param key the key's columns, in the order in which the source hashes them */
    public FeedReader(List<ComparedColumn> key, List<ComparedColumn> columns, Cut cut, FeedState state) {
        this.rows = new FeedRow(key, columns);
        this.cut = cut;
        this.state = state;
    }

    /** Reads all of a dataset. */
    public FeedRead read(AnchoredTopic topic, DatasetId dataset) {
        List<Finding> findings = topic.read(dataset, this::take);
        return new FeedRead(events, later, backfilled, unreadable, unreadableCount, findings, topic.heads(dataset));
    }

    private void take(ConsumerRecord<Object, Object> record) {
        events++;
        String trouble = applied(record);
        if (trouble != null) {
            unreadableCount++;
            if (unreadable.size() < FeedRead.MAX_NAMED) {
                unreadable.add("partition " + record.partition() + ", offset " + record.offset() + ": " + trouble);
            }
        }
    }

    /** Null when the record was understood. */
    private @Nullable String applied(ConsumerRecord<Object, Object> record) {
        if (!(record.value() instanceof GenericRecord event)
                || !event.hasField(ChangeEventSchema.OP)
                || !(event.get(ChangeEventSchema.SOURCE) instanceof GenericRecord source)) {
            return "is not a change event";
        }
        String op = String.valueOf(event.get(ChangeEventSchema.OP));
        String position = String.valueOf(source.get(ChangeEventSchema.POSITION));
        Object transaction = source.get(ChangeEventSchema.TRANSACTION);
        try {
            if (!cut.holds(position, transaction == null ? null : transaction.toString())) {
                later++;
                backfilled += op.equals("SNAPSHOT") ? 1 : 0;
                return null;
            }
            return apply(record, op, event.get(ChangeEventSchema.AFTER), cut.order(position));
        } catch (IllegalArgumentException e) {
            return e.getMessage();
        }
    }

    private @Nullable String apply(
            ConsumerRecord<Object, Object> record, String op, @Nullable Object after, long order) {
        if (record.key() == null && op.equals("DELETE")) {
            state.truncate(order);
            return null;
        }
        if (!(record.key() instanceof GenericRecord key)) {
            return "its key is not a record";
        }
        if (op.equals("DELETE")) {
            state.delete(rows.key(key));
        } else if (after instanceof GenericRecord row) {
            state.put(rows.key(key), rows.row(key, row, order, salt(record)));
        } else {
            return op + " without a row";
        }
        return null;
    }

    private static byte[] salt(ConsumerRecord<Object, Object> record) {
        Header salt = record.headers().lastHeader(Topics.SALT_HEADER);
        return salt == null || salt.value() == null || salt.value().length != Topics.SALT_LENGTH
                ? NO_SALT
                : salt.value();
    }

    /** Fails when what was read can't be judged at the cut. */
    public static void requireNoBackfill(FeedRead read, DatasetId dataset) {
        if (read.backfilled() > 0) {
            throw new ReconcileException("dataset " + dataset + ": a back-fill shared " + read.backfilled()
                    + " rows while it was compared, so that differences can't be distinguished from rows that were on their way: "
                    + "run this again when the back-fill is over");
        }
    }

    /**
     * What came of reading a dataset up to a cut.
     *
     * @param events read
     * @param later events that came after the cut
     * @param backfilled rows that a back-fill shared after the cut: what they say of the moment of the cut is not known
     * @param unreadable records that are not change events of a table, at most {@link #MAX_NAMED} of them by offset
     * @param unreadableCount how many there were
     * @param findings what the verifier refused
     * @param heads each partition's log as far as it was anchored: origin, size and root hash in hexadecimal, by a space between
     */
    public record FeedRead(
            long events,
            long later,
            long backfilled,
            List<String> unreadable,
            long unreadableCount,
            List<Finding> findings,
            List<String> heads) {
        /** How many records are named one by one. */
        public static final int MAX_NAMED = 20;

        public FeedRead {
            unreadable = List.copyOf(unreadable);
            findings = List.copyOf(findings);
            heads = List.copyOf(heads);
        }

        /** Nothing is in the feed, not even a topic. */
        public static FeedRead nothing() {
            return new FeedRead(0, 0, 0, List.of(), 0, List.of(), List.of());
        }
    }
}
