package io.tombolo.connectors.mirror;

import io.tombolo.connectors.source.PluginVersion;
import java.nio.ByteBuffer;
import java.util.Map;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.connect.components.Versioned;
import org.apache.kafka.connect.errors.DataException;
import org.apache.kafka.connect.source.SourceRecord;
import org.apache.kafka.connect.transforms.Transformation;

/**
 * For MirrorMaker 2: keeps the offset at which a record was in the cluster that it is copied from, in the header {@value #HEADER} (8
 * bytes, big-endian). Everything else of the record stays as it is.
 */
public final class KeepOffset implements Transformation<SourceRecord>, Versioned {
    /** The header's name; a reader of the mirror looks for it. */
    public static final String HEADER = "tombolo-offset";

    /** Where MirrorMaker's source connector keeps the offset that it read. */
    private static final String OFFSET = "offset";

    @Override
    public SourceRecord apply(SourceRecord record) {
        Map<String, ?> position = record.sourceOffset();
        if (position == null || !(position.get(OFFSET) instanceof Number offset)) {
            throw new DataException("record for " + record.topic() + ": source offset " + position + " has no number '"
                    + OFFSET + "', as MirrorMaker 2's has");
        }
        // The mirror of a mirror keeps the offset of the owner's cluster.
        if (record.headers().lastWithName(HEADER) == null) {
            record.headers()
                    .addBytes(
                            HEADER,
                            ByteBuffer.allocate(Long.BYTES)
                                    .putLong(offset.longValue())
                                    .array());
        }
        return record;
    }

    @Override
    public ConfigDef config() {
        return new ConfigDef();
    }

    @Override
    public void configure(Map<String, ?> settings) {
        // Nothing to say.
    }

    @Override
    public void close() {
        // Nothing is open.
    }

    @Override
    public String version() {
        return PluginVersion.of(KeepOffset.class);
    }
}
