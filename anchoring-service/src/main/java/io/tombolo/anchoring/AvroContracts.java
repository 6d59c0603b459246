package io.tombolo.anchoring;

import io.tombolo.anchoring.anchor.CheckpointFormat;
import io.tombolo.anchoring.append.ContractBytes;
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

/** Our own contracts, framed by the registry. Safe for use by several threads. */
final class AvroContracts implements ContractBytes, CheckpointFormat {
    private final AvroSerializer serializer;
    private final AvroDeserializer deserializer;

    AvroContracts(RegistryClient registry) {
        this.serializer = new AvroSerializer(registry, Map.of(), false);
        this.deserializer = new AvroDeserializer(registry);
    }

    @Override
    public byte[] checkpoint(GenericRecord batch) {
        return bytes(Topics.CHECKPOINTS, batch);
    }

    @Override
    public byte[] rejected(GenericRecord rejected) {
        return bytes(Topics.REJECTED, rejected);
    }

    @Override
    public SealedBatch checkpoint(byte[] value) {
        Object read = deserializer.deserialize(Topics.CHECKPOINTS, value);
        return SealedBatch.fromAvro((GenericRecord) Objects.requireNonNull(read, "checkpoint"));
    }

    @Override
    public byte[] anchor(AnchorRecord anchor) {
        return bytes(Topics.ANCHORS, anchor.toAvro());
    }

    @Override
    public AnchorRecord anchor(byte[] value) {
        Object read = deserializer.deserialize(Topics.ANCHORS, value);
        return AnchorRecord.fromAvro((GenericRecord) Objects.requireNonNull(read, "anchor"));
    }

    @Override
    public byte[] rejected(RejectedInput rejected) {
        return bytes(Topics.REJECTED, rejected.toAvro());
    }

    private byte[] bytes(String topic, GenericRecord value) {
        return Objects.requireNonNull(serializer.serialize(topic, value), "bytes");
    }
}
