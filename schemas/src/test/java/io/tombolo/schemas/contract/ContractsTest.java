package io.tombolo.schemas.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tombolo.merkle.Hash;
import io.tombolo.schemas.registry.InMemoryRegistry;
import io.tombolo.schemas.serde.AvroDeserializer;
import io.tombolo.schemas.serde.AvroSerializer;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericRecord;
import org.junit.jupiter.api.Test;

class ContractsTest {

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

    @Test
    void keepsTheFirst64KibOfRefusedInput() {
        ByteBuffer input = ByteBuffer.allocate(70_000);

        RejectedInput rejected = RejectedInput.record("a.example", "d", "t", 0, 0, "X", "x", input, NOW);

        assertThat(rejected.input().remaining()).isEqualTo(65_536);
        assertThat(input.remaining()).isEqualTo(70_000);
    }

    @Test
    void everyFieldIsDocumented() {
        for (Schema schema : List.of(
                Contracts.SEALED_BATCH,
                Contracts.ANCHOR,
                Contracts.REJECTED_INPUT,
                Contracts.USAGE,
                Contracts.CHANGE_EVENT)) {
            assertThat(schema.getDoc()).as(schema.getFullName()).isNotBlank();
            assertDocumented(schema, new HashSet<>());
        }
    }

    private static void assertDocumented(Schema schema, Set<String> seen) {
        switch (schema.getType()) {
            case UNION -> schema.getTypes().forEach(branch -> assertDocumented(branch, seen));
            case ARRAY -> assertDocumented(schema.getElementType(), seen);
            case MAP -> assertDocumented(schema.getValueType(), seen);
            case RECORD -> {
                if (seen.add(schema.getFullName())) {
                    schema.getFields().forEach(field -> {
                        assertThat(field.doc())
                                .as(schema.getFullName() + "." + field.name())
                                .isNotBlank();
                        assertDocumented(field.schema(), seen);
                    });
                }
            }
            default -> {
                // has no fields
            }
        }
    }

    @Test
    void namesTheFieldThatIsMissing() {
        GenericRecord incomplete = new GenericData.Record(Contracts.ANCHOR);

        assertThatThrownBy(() -> AnchorRecord.fromAvro(incomplete)).hasMessage("io.tombolo.Anchor.origin: missing");
    }

    private GenericRecord overTheWire(GenericRecord record) {
        byte[] bytes = new AvroSerializer(registry, Map.of(), false).serialize("t", record);
        return (GenericRecord) new AvroDeserializer(registry).deserialize("t", bytes);
    }
}
