package io.tombolo.merkle;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import io.tombolo.merkle.proof.ConsistencyProofBuilder;
import java.lang.management.ManagementFactory;
import java.util.function.IntConsumer;
import org.junit.jupiter.api.Test;

class AppendAllocatesNothingTest {
    private static final int LEAVES = 50_000;

    private final ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    private final byte[] entries = new byte[50 * 100];

    @Test
    void aCompactRangeGrowsWithoutGarbage() {
        CompactRange range = CompactRange.empty();

        assertThat(bytesAllocatedBy(i -> range.append(entries, i % 100 * 50, 50)))
                .isLessThan(LEAVES);
    }

    @Test
    void aConsistencyProofBuilderGrowsWithoutGarbage() {
        ConsistencyProofBuilder builder = ConsistencyProofBuilder.from(CompactRange.empty());

        assertThat(bytesAllocatedBy(i -> builder.append(entries, i % 100 * 50, 50)))
                .isLessThan(LEAVES);
    }

    private long bytesAllocatedBy(IntConsumer append) {
        for (int i = 0; i < LEAVES; i++) {
            append.accept(i);
        }
        long before = threads.getCurrentThreadAllocatedBytes();
        for (int i = 0; i < LEAVES; i++) {
            append.accept(i);
        }
        return threads.getCurrentThreadAllocatedBytes() - before;
    }
}
