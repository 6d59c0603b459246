package io.tombolo.anchoring.leaf;

import static org.assertj.core.api.Assertions.assertThat;

import io.tombolo.merkle.CompactRange;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.Random;
import org.junit.jupiter.api.Test;

class LeafBatchTest {
    private final Random random = new Random(7);
    private final CompactRange expected = CompactRange.empty();
    private ByteArrayOutputStream bundle = new ByteArrayOutputStream();

    @Test
    void keepsEachEntryWithItsLengthWhileItsRoomGrows() {
        LeafBatch batch = new LeafBatch(CompactRange.empty(), ByteBuffer.allocate(0));

        append(batch, 256);

        assertThat(batch.bundleBytes()).isEqualTo(bundle.toByteArray()).hasSize(256 * 52);
        assertThat(batch.range()).isEqualTo(expected);
    }

    @Test
    void continuesFromWhatWasSavedOfABundle() {
        LeafBatch before = new LeafBatch(CompactRange.empty(), ByteBuffer.allocate(0));
        append(before, 100);
        LeafBatch after = new LeafBatch(before.range().copy(), ByteBuffer.wrap(before.bundleBytes()));

        append(after, 156);

        assertThat(after.bundleBytes()).isEqualTo(bundle.toByteArray()).hasSize(256 * 52);
        assertThat(after.range()).isEqualTo(expected);
    }

    @Test
    void beginsTheNextBundleInTheSameRoom() {
        LeafBatch batch = new LeafBatch(CompactRange.empty(), ByteBuffer.allocate(0));
        append(batch, 256);
        batch.nextBundle();
        bundle = new ByteArrayOutputStream();

        append(batch, 17);

        assertThat(batch.bundleIndex()).isEqualTo(1);
        assertThat(batch.bundleBytes()).isEqualTo(bundle.toByteArray()).hasSize(17 * 52);
        assertThat(batch.range()).isEqualTo(expected);
    }

    private void append(LeafBatch batch, int entries) {
        for (int i = 0; i < entries; i++) {
            byte[] entry = new byte[50];
            random.nextBytes(entry);
            System.arraycopy(entry, 0, batch.buffer(), batch.entryAt(), entry.length);
            boolean full = batch.append();
            bundle.write(0);
            bundle.write(entry.length);
            bundle.writeBytes(entry);
            expected.append(entry);
            assertThat(full).isEqualTo(bundle.size() == 256 * 52);
        }
    }
}
