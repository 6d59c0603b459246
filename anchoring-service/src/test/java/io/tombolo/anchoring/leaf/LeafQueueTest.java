package io.tombolo.anchoring.leaf;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.opentelemetry.api.trace.SpanContext;
import io.tombolo.anchoring.config.AnchoringConfig;
import io.tombolo.anchoring.dataset.Dataset;
import io.tombolo.anchoring.probe.Probe;
import io.tombolo.merkle.CompactRange;
import io.tombolo.schemas.DatasetId;
import io.tombolo.schemas.commit.PartFormat;
import io.tombolo.tracing.Tracing;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.TimestampType;
import org.junit.jupiter.api.Test;

class LeafQueueTest {
    private final BlockingQueue<Runnable> hashing = new LinkedBlockingQueue<>();
    private final List<Long> bundles = new ArrayList<>();
    private final List<Long> refused = new ArrayList<>();
    private final LeafBatch batch = new LeafBatch(CompactRange.empty(), ByteBuffer.allocate(0));
    private final LeafQueue queue = new LeafQueue.Maker(
                    this::entry, hashing::add, Probe.NONE, new LeafTraces(Tracing.OFF))
            .queue(
                    new Dataset(
                            new DatasetId("acme.example", "events"),
                            "acme.example.events",
                            PartFormat.RAW,
                            PartFormat.RAW,
                            new AnchoringConfig.Seal(100_000, 1_000)),
                    batch,
                    new LeafQueue.Sink() {
                        @Override
                        public void refused(ConsumerRecord<byte[], byte[]> record, String reason, String detail) {
                            refused.add(record.offset());
                        }

                        @Override
                        public void traced(SpanContext span) {
                            throw new IllegalStateException("nothing is traced here");
                        }

                        @Override
                        public void filled(long index, byte[] bundle) {
                            bundles.add(index);
                        }
                    });

    @Test
    void holdsTheReaderUpAtSixteenThousandRecordsUntilHalfOfThemAreLeaves() throws Exception {
        Thread reader = reader(40_000, 100);
        awaitHeldUp(reader);
        assertThat(hashing).hasSize(129);

        hash(64);

        assertThat(reader.getState()).isEqualTo(Thread.State.WAITING);
        assertThat(hashing).hasSize(65);
        hash(1);
        await().atMost(Duration.ofMinutes(5)).until(() -> hashing.size() == 129);
        finish(reader);
        assertThat(batch.range().end()).isEqualTo(40_000);
        assertThat(bundles).hasSize(40_000 / 256).isSorted();
        assertThat(refused).hasSize(40).isSorted();
    }

    @Test
    void holdsTheReaderUpAtFourMegabytes() throws Exception {
        Thread reader = reader(60, 300_000);
        awaitHeldUp(reader);

        assertThat(hashing).hasSize(14); // each of one record: the first sum above 4 MiB is 14 * 300,000

        finish(reader);
        assertThat(batch.range().end()).isEqualTo(60);
    }

    private Thread reader(int records, int bytes) {
        byte[] value = new byte[bytes];
        Thread reader = new Thread(() -> {
            for (int offset = 0; offset < records; offset++) {
                queue.add(record(offset, value));
            }
            queue.drain();
        });
        reader.setDaemon(true);
        reader.start();
        return reader;
    }

    private static ConsumerRecord<byte[], byte[]> record(long offset, byte[] value) {
        return new ConsumerRecord<>(
                "acme.example.events",
                0,
                offset,
                0,
                TimestampType.CREATE_TIME,
                -1,
                value.length,
                null,
                value,
                new RecordHeaders(),
                Optional.empty());
    }

    private void awaitHeldUp(Thread reader) {
        await().atMost(Duration.ofMinutes(5)).until(() -> reader.getState() == Thread.State.WAITING);
    }

    private void hash(int chunks) throws InterruptedException {
        for (int i = 0; i < chunks; i++) {
            hashing.take().run();
        }
    }

    private void finish(Thread reader) throws InterruptedException {
        while (reader.isAlive()) {
            Runnable next = hashing.poll();
            if (next != null) {
                next.run();
            } else {
                Thread.onSpinWait();
            }
        }
    }

    private EntryMaker.Form entry(Dataset dataset, ConsumerRecord<byte[], byte[]> record, byte[] out, int at) {
        return record.offset() % 1_000 == 0 ? new EntryMaker.Form("ODD", "each thousandth") : EntryMaker.Form.DECODED;
    }
}
