package io.tombolo.schemas.serde;

import static org.assertj.core.api.Assertions.assertThat;

import io.tombolo.merkle.Hash;
import io.tombolo.schemas.contract.AnchorRecord;
import io.tombolo.schemas.contract.RejectedInput;
import io.tombolo.schemas.contract.SealedBatch;
import io.tombolo.schemas.registry.InMemoryRegistry;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.Map;
import org.apache.avro.generic.GenericRecord;
import org.junit.jupiter.api.Test;

class ContractsOnTheWireTest {

    private static final Hash ROOT = Hash.of(new byte[32]);
    private static final Instant NOW = Instant.ofEpochMilli(1_700_000_000_123L);

    private final InMemoryRegistry registry = new InMemoryRegistry();

    @Test
    void recordsComeBackFromTheWireAsTheyWere() {
        SealedBatch batch =
                new SealedBatch("a.example/d/0", "a.example", "d", "a.example.d", 0, 5, 9, ROOT, 7, 12, NOW, "note\n");
        AnchorRecord anchor = new AnchorRecord(
                "a.example/d/0", 9, ROOT, "fabric:c/cc", "tx", 4L, NOW, "note\n", ByteBuffer.wrap(new byte[] {1, 2}));
        AnchorRecord bare = new AnchorRecord("a.example/d/0", 9, ROOT, "fabric:c/cc", "tx", null, NOW, "note\n", null);
        RejectedInput rejected = RejectedInput.record(
                "a.example",
                "d",
                "a.example.d",
                3,
                8,
                "NOT_AVRO",
                "record 8: no frame",
                ByteBuffer.wrap(new byte[] {9}),
                NOW);

        assertThat(SealedBatch.fromAvro(overTheWire(batch.toAvro()))).isEqualTo(batch);
        assertThat(AnchorRecord.fromAvro(overTheWire(anchor.toAvro()))).isEqualTo(anchor);
        assertThat(AnchorRecord.fromAvro(overTheWire(bare.toAvro()))).isEqualTo(bare);
        assertThat(RejectedInput.fromAvro(overTheWire(rejected.toAvro()))).isEqualTo(rejected);
    }

    private GenericRecord overTheWire(GenericRecord record) {
        byte[] bytes = new AvroSerializer(registry, Map.of(), false).serialize("t", record);
        return (GenericRecord) new AvroDeserializer(registry).deserialize("t", bytes);
    }
}
