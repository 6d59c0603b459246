package io.tombolo.anchoring.kafka;

import io.tombolo.merkle.CompactRange;
import io.tombolo.schemas.contract.AnchorRecord;
import io.tombolo.schemas.contract.RejectedInput;
import io.tombolo.schemas.contract.SealedBatch;
import io.tombolo.schemas.contract.Topics;
import io.tombolo.schemas.registry.RegistryClient;
import io.tombolo.schemas.serde.AvroDeserializer;
import io.tombolo.schemas.serde.AvroSerializer;
import java.util.Map;
import java.util.Objects;
import org.apache.avro.generic.GenericRecord;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.jspecify.annotations.Nullable;

/** The values of the service's own topics: Avro, framed by the registry. Safe for use by several threads. */
public final class OwnRecords {
    /**
     * Header of a sealed batch, with the {@link CompactRange#serialise()} of its leaves: about a kilobyte from which the anchorer
     * proves consistency between any two checkpoints without reading an entry. Not to be trusted unless it leads to the sealed root.
     */
    public static final String RANGE_HEADER = "tombolo-range";

    private final AvroSerializer serializer;
    private final AvroDeserializer deserializer;

    public OwnRecords(RegistryClient registry) {
        this.serializer = new AvroSerializer(registry, Map.of(), false);
        this.deserializer = new AvroDeserializer(registry);
    }

    public byte[] checkpoint(SealedBatch batch) {
        return bytes(Topics.CHECKPOINTS, batch.toAvro());
    }

    public SealedBatch checkpoint(byte[] value) {
        return SealedBatch.fromAvro(read(Topics.CHECKPOINTS, value));
    }

    /** The range in a sealed batch's headers; null when there is none. */
    public static @Nullable CompactRange range(Headers headers) {
        Header header = headers.lastHeader(RANGE_HEADER);
        return header == null ? null : CompactRange.restore(header.value());
    }

    public byte[] anchor(AnchorRecord anchor) {
        return bytes(Topics.ANCHORS, anchor.toAvro());
    }

    public AnchorRecord anchor(byte[] value) {
        return AnchorRecord.fromAvro(read(Topics.ANCHORS, value));
    }

    public byte[] rejected(RejectedInput rejected) {
        return bytes(Topics.REJECTED, rejected.toAvro());
    }

    private byte[] bytes(String topic, GenericRecord value) {
        return Objects.requireNonNull(serializer.serialize(topic, value), topic);
    }

    private GenericRecord read(String topic, byte[] value) {
        return (GenericRecord) Objects.requireNonNull(deserializer.deserialize(topic, value), topic);
    }
}
