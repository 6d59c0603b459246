package io.tombolo.anchoring.append;

import io.tombolo.schemas.commit.Commitment;
import io.tombolo.schemas.commit.Committer;
import io.tombolo.schemas.commit.Frame;
import io.tombolo.schemas.commit.PartFormat;
import io.tombolo.schemas.commit.SchemaHashes;
import io.tombolo.schemas.contract.Topics;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Header;
import org.jspecify.annotations.Nullable;

/** Commits to records in the formats of their dataset. */
final class CommittedEntryMaker implements EntryMaker {
    private record Formats(PartFormat key, PartFormat value) {}

    private final SchemaHashes schemas;
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
        Header salt = record.headers().lastHeader(Topics.SALT_HEADER);
        byte form = committer(dataset)
                .entry(key, value, salt == null ? null : salt.value(), record.offset(), record.timestamp(), out, at);
        if (form != Commitment.ALL_RAW) {
            return Form.DECODED;
        }
        return key != null && dataset.key() == PartFormat.AVRO && !isKnown(key)
                ? refused("key", key)
                : refused("value", value == null ? new byte[0] : value);
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

    private boolean isKnown(byte[] part) {
        return Frame.isFramed(part) && schemas.hashOf(Frame.id(part)) != null;
    }

    private static Form refused(String part, byte[] bytes) {
        return Frame.isFramed(bytes)
                ? new Form("UNKNOWN_SCHEMA", part + ": schema " + Frame.id(bytes) + " is not in the registry")
                : new Form("NOT_FRAMED", part + ": " + bytes.length + " bytes, no frame of a schema registry");
    }
}
