package io.tombolo.connectors.source;

import io.tombolo.schemas.DatasetId;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.Date;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.SchemaBuilder;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.data.Timestamp;
import org.jspecify.annotations.Nullable;

/** Refused input as Connect carries it: field by field {@link io.tombolo.schemas.contract.RejectedInput}. */
public final class RejectedStruct {

    /** The shape of what goes to {@code tombolo.rejected}. */
    public static final Schema SCHEMA = SchemaBuilder.struct()
            .name("io.tombolo.RejectedInput")
            .field("organisation", Schema.STRING_SCHEMA)
            .field("dataset", Schema.STRING_SCHEMA)
            .field("source", Schema.STRING_SCHEMA)
            .field("topic", Schema.OPTIONAL_STRING_SCHEMA)
            .field("partition", Schema.OPTIONAL_INT32_SCHEMA)
            .field("offset", Schema.OPTIONAL_INT64_SCHEMA)
            .field("file", Schema.OPTIONAL_STRING_SCHEMA)
            .field("line", Schema.OPTIONAL_INT64_SCHEMA)
            .field("reason", Schema.STRING_SCHEMA)
            .field("detail", Schema.STRING_SCHEMA)
            .field("input", Schema.OPTIONAL_BYTES_SCHEMA)
            .field("rejected_at", Timestamp.SCHEMA)
            .build();

    /** Characters of a detail at most: what is refused for its size must not come back as the reason of it. */
    private static final int LONGEST_DETAIL = 4_000;

    private RejectedStruct() {}

    private static String shortened(String detail) {
        if (detail.length() <= LONGEST_DETAIL) {
            return detail;
        }
        // Not in the middle of a pair of surrogates.
        int end = Character.isHighSurrogate(detail.charAt(LONGEST_DETAIL - 1)) ? LONGEST_DETAIL - 1 : LONGEST_DETAIL;
        return detail.substring(0, end) + "…";
    }

    /** A refused row of a file; {@code input} is at most the first 64 KiB of it. */
    public static Struct ofFile(
            DatasetId dataset, String file, long line, String reason, String detail, ByteBuffer input, Instant at) {
        return new Struct(SCHEMA)
                .put("organisation", dataset.organisation())
                .put("dataset", dataset.name())
                .put("source", "file")
                .put("file", file)
                .put("line", line)
                .put("reason", reason)
                .put("detail", shortened(detail))
                .put("input", input)
                .put("rejected_at", Date.from(at));
    }

    /**
     * A refused change of a database or another source; nothing of its values, which may be masked ones.
     *
     * @param key of the row, as an event would have it; null when it has none
     */
    public static Struct ofChange(
            DatasetId dataset, String reason, String detail, @Nullable ByteBuffer key, Instant at) {
        return new Struct(SCHEMA)
                .put("organisation", dataset.organisation())
                .put("dataset", dataset.name())
                .put("source", "connector")
                .put("reason", reason)
                .put("detail", shortened(detail))
                .put("input", key)
                .put("rejected_at", Date.from(at));
    }
}
