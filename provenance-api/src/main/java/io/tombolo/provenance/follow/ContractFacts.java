package io.tombolo.provenance.follow;

import io.tombolo.merkle.Hash;
import io.tombolo.merkle.MalformedException;
import io.tombolo.merkle.checkpoint.Checkpoint;
import io.tombolo.merkle.checkpoint.CheckpointCheck;
import io.tombolo.merkle.note.NoteVerifier;
import io.tombolo.merkle.note.SignedNote;
import io.tombolo.provenance.store.HeldAnchor;
import io.tombolo.provenance.store.HeldCheckpoint;
import io.tombolo.provenance.store.LogView;
import io.tombolo.schemas.Origin;
import io.tombolo.schemas.avro.BoundedAvro;
import io.tombolo.schemas.avro.MalformedDatumException;
import io.tombolo.schemas.canonical.MalformedSchemaException;
import io.tombolo.schemas.commit.Frame;
import io.tombolo.schemas.contract.AnchorRecord;
import io.tombolo.schemas.contract.Contracts;
import io.tombolo.schemas.contract.SealedBatch;
import io.tombolo.schemas.contract.Topics;
import io.tombolo.schemas.registry.SchemaResolver;
import io.tombolo.verification.json.Bytes;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.avro.AvroRuntimeException;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericRecord;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;

/** Reads the topics as their contract says, and holds every note against the fields beside it and the organisation's keys. */
final class ContractFacts {
    private static final Pattern BUNDLE_KEY = Pattern.compile("(\\S{1,300}) (0|[1-9][0-9]{0,16})");

    private final SchemaResolver schemas;
    private final Function<Origin, List<NoteVerifier>> keys;

    /** @param keys an organisation's verifiers for one log; none where its keys are not known: then notes go unchecked */
    ContractFacts(SchemaResolver schemas, Function<Origin, List<NoteVerifier>> keys) {
        this.schemas = schemas;
        this.keys = keys;
    }

    TopicFact read(ConsumerRecord<byte[], byte[]> record) {
        String key = record.key() == null ? "" : new String(record.key(), StandardCharsets.UTF_8);
        try {
            return switch (record.topic()) {
                case Topics.LOG -> bundle(key, record.value());
                case Topics.CHECKPOINTS -> sealed(SealedBatch.fromAvro(avro(record.value(), Contracts.SEALED_BATCH)));
                case Topics.ANCHORS -> anchored(AnchorRecord.fromAvro(avro(record.value(), Contracts.ANCHOR)));
                default -> throw new IllegalStateException("nobody subscribed to " + record.topic());
            };
        } catch (MalformedException
                | MalformedSchemaException
                | AvroRuntimeException
                | IllegalArgumentException malformed) {
            Optional<Origin> about = Origin.parse(key.indexOf(' ') < 0 ? key : key.substring(0, key.indexOf(' ')));
            return malformed(
                    about,
                    "%s-%d at offset %d: %s"
                            .formatted(record.topic(), record.partition(), record.offset(), malformed.getMessage()));
        }
    }

    private static TopicFact malformed(Optional<Origin> about, String message) {
        return new TopicFact.Unbelievable(about, LogView.Fault.Kind.MALFORMED, 0, message, "");
    }

    private static TopicFact bundle(String key, byte @Nullable [] value) {
        Matcher parts = BUNDLE_KEY.matcher(key);
        if (!parts.matches() || value == null) {
            throw new MalformedException(
                    "a bundle's key must be \"<origin> <bundle index>\", and it must have a value");
        }
        return new TopicFact.Bundle(origin(parts.group(1)), Long.parseLong(parts.group(2)), new TopicFact.Bytes(value));
    }

    private TopicFact sealed(SealedBatch batch) {
        Origin origin = origin(batch.origin());
        HeldCheckpoint head = new HeldCheckpoint(
                batch.size(),
                batch.root(),
                batch.firstIndex(),
                batch.firstOffset(),
                batch.lastOffset(),
                batch.topic(),
                batch.sealedAt().toEpochMilli(),
                batch.note());
        return refusal(origin, batch.size(), batch.root(), batch.note())
                .orElseGet(() -> new TopicFact.Sealed(origin, head));
    }

    private TopicFact anchored(AnchorRecord anchor) {
        Origin origin = origin(anchor.origin());
        HeldAnchor held = new HeldAnchor(
                anchor.size(),
                anchor.root(),
                anchor.ledger(),
                anchor.transactionId(),
                anchor.block(),
                anchor.anchoredAt().toEpochMilli(),
                anchor.note(),
                bytes(anchor.receipt()));
        return refusal(origin, anchor.size(), anchor.root(), anchor.note())
                .orElseGet(() -> new TopicFact.Anchored(origin, held));
    }

    /** Why a note must not be trusted: other fields than beside it, or a signature that is not the organisation's. */
    private Optional<TopicFact> refusal(Origin origin, long size, Hash root, String note) {
        Checkpoint said = Checkpoint.parse(SignedNote.parse(note).text());
        if (size < 1
                || !said.origin().equals(origin.toString())
                || said.size() != size
                || !said.root().equals(root)) {
            String message = "the record is about size %d of %s, its note about size %d of %s"
                    .formatted(size, origin, said.size(), said.origin());
            return Optional.of(
                    new TopicFact.Unbelievable(Optional.of(origin), LogView.Fault.Kind.MALFORMED, size, message, note));
        }
        List<NoteVerifier> known = keys.apply(origin);
        if (!known.isEmpty()
                && Checkpoint.open(note, origin.toString(), known) instanceof CheckpointCheck.Refused refused) {
            String message = "size %d: %s %s".formatted(size, refused.reason(), refused.detail());
            return Optional.of(new TopicFact.Unbelievable(
                    Optional.of(origin), LogView.Fault.Kind.BAD_SIGNATURE, size, message, note));
        }
        return Optional.empty();
    }

    private GenericRecord avro(byte @Nullable [] framed, Schema contract) {
        if (framed == null || !Frame.isFramed(framed)) {
            throw new MalformedException("the value is not framed Avro");
        }
        int id = Frame.id(framed);
        Schema written = schemas.byId(id)
                .orElseThrow(() -> new MalformedException("the registry knows no schema " + id))
                .avro();
        try {
            Object datum = BoundedAvro.of(written, contract, GenericData.get()).read(framed, Frame.LENGTH);
            if (datum instanceof GenericRecord record) {
                return record;
            }
            throw new MalformedException("the value is not a record");
        } catch (MalformedDatumException e) {
            throw new MalformedException("the value: " + e.getMessage());
        }
    }

    private static Origin origin(String text) {
        return Origin.parse(text).orElseThrow(() -> new MalformedException("\"" + text + "\" is not an origin"));
    }

    private static @Nullable Bytes bytes(@Nullable ByteBuffer receipt) {
        if (receipt == null) {
            return null;
        }
        byte[] copy = new byte[receipt.remaining()];
        receipt.get(copy);
        return Bytes.of(copy);
    }
}
