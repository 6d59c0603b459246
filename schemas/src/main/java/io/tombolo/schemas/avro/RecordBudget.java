package io.tombolo.schemas.avro;

import org.apache.avro.AvroRuntimeException;
import org.apache.avro.Schema;

/**
 * How many records and fields one body may still become. A record of empty records takes no bytes, so the bytes alone bound nothing. Avro's readers
 * are shared by threads and take no context, so that this is bound to the thread, from {@link #begin} to the end of one body.
 */
final class RecordBudget {
    /** A field takes a byte, but for records that hold nothing but another record. */
    private static final int FOR_EACH_BYTE = 8;

    private static final int FOR_NONE = 2 * BoundedDecoder.MAX_EMPTY_ITEMS;

    private static final ThreadLocal<RecordBudget> CURRENT = ThreadLocal.withInitial(RecordBudget::new);

    private long left;
    private int bytes;

    static void begin(int bytes) {
        RecordBudget budget = CURRENT.get();
        budget.bytes = bytes;
        budget.left = most(bytes);
    }

    static void take(Schema record) {
        RecordBudget budget = CURRENT.get();
        budget.left -= 1 + record.getFields().size();
        if (budget.left < 0) {
            throw new AvroRuntimeException(
                    "over " + most(budget.bytes) + " records and fields in " + budget.bytes + " bytes, the limit");
        }
    }

    private static long most(int bytes) {
        return (long) FOR_EACH_BYTE * bytes + FOR_NONE;
    }
}
