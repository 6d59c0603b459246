package io.tombolo.connectors.folder;

import io.tombolo.connectors.format.RowFormat;
import io.tombolo.schemas.DatasetId;
import java.time.Instant;
import java.util.Date;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.SchemaBuilder;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.data.Timestamp;

/**
 * What is noted about a file on {@code tombolo.files}: for people and auditors, and for the connector itself, because a source
 * offset needs a record to travel with.
 */
final class FileNote {

    /** What happened. */
    enum Event {
        /** The file was taken up. */
        BEGUN,
        /** New columns were found in it, or new names of columns. */
        COLUMNS,
        /** All of it is shared, but what was refused. */
        SHARED,
        /** It, or the rest of it, can't be shared. */
        REFUSED,
        /** It is a symbolic link, and those are not followed. */
        LINK
    }

    static final Schema SCHEMA = SchemaBuilder.struct()
            .name("io.tombolo.FileNote")
            .field("organisation", Schema.STRING_SCHEMA)
            .field("dataset", Schema.STRING_SCHEMA)
            .field("event", Schema.STRING_SCHEMA)
            .field("file", Schema.STRING_SCHEMA)
            .field("format", Schema.STRING_SCHEMA)
            .field("sha256", Schema.STRING_SCHEMA)
            .field("size", Schema.INT64_SCHEMA)
            .field("rows", Schema.INT64_SCHEMA)
            .field("rejected", Schema.INT64_SCHEMA)
            .field("columns", Schema.OPTIONAL_STRING_SCHEMA)
            .field("noted_at", Timestamp.SCHEMA)
            .build();

    private FileNote() {}

    /** A link that is not followed: nothing is known of what it leads to. */
    static Struct link(DatasetId dataset, String name, Instant at) {
        return new Struct(SCHEMA)
                .put("organisation", dataset.organisation())
                .put("dataset", dataset.name())
                .put("event", Event.LINK.name())
                .put("file", name)
                .put("format", "")
                .put("sha256", "")
                .put("size", 0L)
                .put("rows", 0L)
                .put("rejected", 0L)
                .put("noted_at", Date.from(at));
    }

    static Struct of(
            DatasetId dataset, Event event, RowFormat format, String hash, ContentProgress progress, Instant at) {
        return new Struct(SCHEMA)
                .put("organisation", dataset.organisation())
                .put("dataset", dataset.name())
                .put("event", event.name())
                .put("file", progress.file())
                .put("format", format.name())
                .put("sha256", hash)
                .put("size", progress.size())
                .put("rows", progress.rows())
                .put("rejected", progress.rejected())
                .put("noted_at", Date.from(at));
    }
}
