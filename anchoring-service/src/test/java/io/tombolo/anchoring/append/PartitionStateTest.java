package io.tombolo.anchoring.append;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tombolo.merkle.CompactRange;
import io.tombolo.schemas.DatasetId;
import java.nio.ByteBuffer;
import java.util.Arrays;
import org.apache.kafka.common.Uuid;
import org.junit.jupiter.api.Test;

class PartitionStateTest {
    private static final DatasetId FLIGHTS = new DatasetId("acme.example", "flights");
    private static final Uuid TOPIC = Uuid.randomUuid();

    private final CompactRange sealed = CompactRange.empty();
    private final CompactRange batch = CompactRange.emptyAt(1);

    PartitionStateTest() {
        sealed.append(new byte[] {1});
        batch.append(new byte[] {2});
    }

    @Test
    void isReadAsItWasWritten() {
        PartitionState state = PartitionState.decode(encoded());

        assertThat(state.dataset()).isEqualTo(FLIGHTS);
        assertThat(state.topicId()).isEqualTo(TOPIC);
        assertThat(state.generation()).isEqualTo(3);
        assertThat(state.nextOffset()).isEqualTo(40);
        assertThat(state.batchFirstOffset()).isEqualTo(39);
        assertThat(state.batchOpenedAt()).isEqualTo(1_000);
        assertThat(state.halted()).isEqualTo(-1);
        assertThat(state.sealed().root()).isEqualTo(sealed.root());
        assertThat(state.batch().serialise()).isEqualTo(batch.serialise());
        assertThat(state.bundle()).isEqualTo(ByteBuffer.wrap(new byte[] {7, 8}));
    }

    @Test
    void isReadWithoutADatasetWhereTheVersionBeforeWroteIt() {
        byte[] now = encoded();
        int name = FLIGHTS.toString().length();
        byte[] before = ByteBuffer.allocate(now.length - 4 - name)
                .put((byte) 1)
                .put(now, 5 + name, now.length - 5 - name)
                .array();

        PartitionState state = PartitionState.decode(before);

        assertThat(state.dataset()).isNull();
        assertThat(state.topicId()).isEqualTo(TOPIC);
        assertThat(state.nextOffset()).isEqualTo(40);
        assertThat(state.bundle()).isEqualTo(ByteBuffer.wrap(new byte[] {7, 8}));
    }

    @Test
    void isRefusedWhereItIsCutOffOrOfALaterFormat() {
        byte[] whole = encoded();
        byte[] later = whole.clone();
        later[0] = 3;

        assertThatThrownBy(() -> PartitionState.decode(later))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("state of a partition: format 3, limit 2");
        for (int length = 0; length < whole.length; length++) {
            byte[] cut = Arrays.copyOf(whole, length);
            assertThatThrownBy(() -> PartitionState.decode(cut))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageStartingWith("state of a partition: ");
        }
    }

    private byte[] encoded() {
        return PartitionState.encode(FLIGHTS, TOPIC, 3, 40, 39, 1_000, -1, sealed, batch, new byte[] {7, 8});
    }
}
