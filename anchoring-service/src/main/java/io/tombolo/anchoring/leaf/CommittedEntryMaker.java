package io.tombolo.anchoring.leaf;

import io.tombolo.anchoring.dataset.Dataset;
import io.tombolo.schemas.commit.Commitment;
import io.tombolo.schemas.commit.Committer;
import io.tombolo.schemas.commit.Frame;
import io.tombolo.schemas.commit.LastHeaders;
import io.tombolo.schemas.commit.PartFormat;
import io.tombolo.schemas.commit.SchemaHashes;
import io.tombolo.schemas.serde.KafkaHeaders;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;

/** Commits to records in the formats of their dataset. */
final class CommittedEntryMaker implements EntryMaker {
    private record Formats(PartFormat key, PartFormat value) {}

    private final SchemaHashes schemas;
    private final KafkaHeaders headers = new KafkaHeaders();
    private final Map<Formats, Committer> committers = new HashMap<>();
    private @Nullable Formats lastFormats;
    private @Nullable Committer last;

    CommittedEntryMaker(SchemaHashes schemas) {
        this.schemas = schemas;
    }

    @Override
    public Form write(Dataset dataset, ConsumerRecord<byte[], byte[]> record, byte[] out, int at) {
        byte @Nullable [] key = record.key();
        byte @Nullable [] value = record.value();
        LastHeaders named = headers.of(record.headers());
        byte form = committer(dataset).entry(key, value, named, record.offset(), record.timestamp(), out, at);
        if (form != Commitment.ALL_RAW) {
            return Form.DECODED;
        }
        byte[] keyHeader = named.value(Frame.KEY_HEADER);
        boolean valueIsDue = value != null && dataset.value() == PartFormat.AVRO;
        return key != null && dataset.key() == PartFormat.AVRO && !(valueIsDue && isKnown(key, keyHeader))
                ? refused("key", key, keyHeader)
                : refused("value", value == null ? new byte[0] : value, named.value(Frame.VALUE_HEADER));
    }

    private Committer committer(Dataset dataset) {
        Committer committer = last;
        Formats before = lastFormats;
        if (committer == null || before == null || before.key() != dataset.key() || before.value() != dataset.value()) {
            Formats now = new Formats(dataset.key(), dataset.value());
            committer =
                    committers.computeIfAbsent(now, formats -> new Committer(schemas, formats.key(), formats.value()));
            lastFormats = now;
            last = committer;
        }
        return committer;
    }

    private boolean isKnown(byte[] part, byte @Nullable [] header) {
        return isFramed(part, header) && schemas.hashOf(header == null ? part : header) != null;
    }

    private static boolean isFramed(byte[] part, byte @Nullable [] header) {
        return header == null ? Frame.length(part) > 0 : Frame.isFrame(header);
    }

    private static Form refused(String part, byte[] bytes, byte @Nullable [] header) {
        byte[] framed = header == null ? bytes : header;
        String where = part + (header == null ? ": " : ": header of ");
        return isFramed(bytes, header)
                ? new Form("UNKNOWN_SCHEMA", part + ": " + Frame.name(framed) + " is not in the registry")
                : new Form("NOT_FRAMED", where + framed.length + " bytes, no frame of a schema registry");
    }
}
