package io.tombolo.schemas.contract;

import java.nio.ByteBuffer;
import java.time.Instant;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericRecord;
import org.jspecify.annotations.Nullable;

/**
 * Input that was refused; field by field as in {@code RejectedInput.avsc}.
 *
 * @param source kind of input: {@code topic}, {@code file}
 * @param line where the refused row starts in its file, from 1
 * @param reason short code, as {@code COLUMN_COUNT}
 * @param detail a sentence with the thing, the value and the limit
 * @param input what was refused; what is over {@link #MAX_INPUT} bytes is cut off
 */
public record RejectedInput(
        String organisation,
        String dataset,
        String source,
        @Nullable String topic,
        @Nullable Integer partition,
        @Nullable Long offset,
        @Nullable String file,
        @Nullable Long line,
        String reason,
        String detail,
        @Nullable ByteBuffer input,
        Instant rejectedAt) {

    /** How much of the refused input is kept, in bytes. */
    public static final int MAX_INPUT = 64 * 1024;

    public RejectedInput {
        if (input != null) {
            int kept = Math.min(input.remaining(), MAX_INPUT);
            input = Fields.copy(input.slice(input.position(), kept));
        }
    }

    /** Refused as a record of a topic. */
    public static RejectedInput record(
            String organisation,
            String dataset,
            String topic,
            int partition,
            long offset,
            String reason,
            String detail,
            @Nullable ByteBuffer input,
            Instant rejectedAt) {
        return new RejectedInput(
                organisation,
                dataset,
                "topic",
                topic,
                partition,
                offset,
                null,
                null,
                reason,
                detail,
                input,
                rejectedAt);
    }

    /** The input, each time as a view with its own position. */
    @Override
    public @Nullable ByteBuffer input() {
        return input == null ? null : input.duplicate();
    }

    public GenericRecord toAvro() {
        GenericData.Record avro = new GenericData.Record(Contracts.REJECTED_INPUT);
        avro.put("organisation", organisation);
        avro.put("dataset", dataset);
        avro.put("source", source);
        avro.put("topic", topic);
        avro.put("partition", partition);
        avro.put("offset", offset);
        avro.put("file", file);
        avro.put("line", line);
        avro.put("reason", reason);
        avro.put("detail", detail);
        avro.put("input", input());
        avro.put("rejected_at", rejectedAt.toEpochMilli());
        return avro;
    }

    public static RejectedInput fromAvro(GenericRecord avro) {
        Fields fields = new Fields(avro);
        Long partition = fields.optionalNumber("partition");
        return new RejectedInput(
                fields.string("organisation"),
                fields.string("dataset"),
                fields.string("source"),
                fields.optionalString("topic"),
                partition == null ? null : Math.toIntExact(partition),
                fields.optionalNumber("offset"),
                fields.optionalString("file"),
                fields.optionalNumber("line"),
                fields.string("reason"),
                fields.string("detail"),
                fields.optionalBytes("input"),
                fields.time("rejected_at"));
    }
}
