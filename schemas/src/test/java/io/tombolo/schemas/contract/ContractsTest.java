package io.tombolo.schemas.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericRecord;
import org.junit.jupiter.api.Test;

class ContractsTest {

    private static final Instant NOW = Instant.ofEpochMilli(1_700_000_000_123L);

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
                Contracts.RECONCILIATION,
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

    @Test
    void aReconciliationIsReadBackAsItWasWritten() {
        Reconciliation written = new Reconciliation(
                "shop",
                false,
                "postgresql",
                "lsn=0/1,snapshot=7:7:",
                Instant.ofEpochMilli(1_000),
                Instant.ofEpochMilli(2_000),
                List.of(new Reconciliation.Table(
                        "public.orders",
                        "acme.example/orders",
                        false,
                        5,
                        4,
                        1,
                        0,
                        2,
                        3,
                        0,
                        List.of("added"),
                        List.of("card: masked"),
                        List.of("acme.example/orders/0 4 abc="),
                        "ff")));

        assertThat(Reconciliation.fromAvro(written.toAvro(Contracts.RECONCILIATION)))
                .isEqualTo(written);
        assertThat(written.id()).isEqualTo("shop/1970-01-01T00:00:01Z");
    }
}
