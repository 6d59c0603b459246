package io.tombolo.benchmarks.anchoring;

import io.tombolo.anchoring.append.AppendService;
import io.tombolo.anchoring.config.AnchoringConfig;
import java.time.Duration;
import java.util.Properties;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.streams.AutoOffsetReset;
import org.apache.kafka.streams.CloseOptions;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.Record;

/** Source to a processor that counts, exactly-once, with the settings of the service. */
final class NoopStreams implements BenchCase {
    private final AnchoringConfig config;
    private final String topic;
    private final long records;

    NoopStreams(AnchoringConfig config, String topic, long records) {
        this.config = config;
        this.topic = topic;
        this.records = records;
    }

    @Override
    public String name() {
        return "no-op streams";
    }

    @Override
    public long run() throws InterruptedException {
        CountDownLatch done = new CountDownLatch(1);
        AtomicLong began = new AtomicLong();
        Topology topology = new Topology()
                .addSource(
                        AutoOffsetReset.earliest(),
                        "source",
                        new ByteArrayDeserializer(),
                        new ByteArrayDeserializer(),
                        topic)
                .addProcessor("count", () -> new Count(records, began, done), "source");
        Properties properties = AppendService.properties(config);
        properties.put(StreamsConfig.APPLICATION_ID_CONFIG, "bench-noop-" + System.nanoTime());
        try (KafkaStreams streams = new KafkaStreams(topology, properties)) {
            streams.start();
            done.await();
            long took = System.nanoTime() - began.get();
            streams.close(CloseOptions.timeout(Duration.ofSeconds(8))
                    .withGroupMembershipOperation(CloseOptions.GroupMembershipOperation.LEAVE_GROUP));
            return took;
        }
    }

    private static final class Count implements Processor<byte[], byte[], Void, Void> {
        private final long records;
        private final AtomicLong began;
        private final CountDownLatch done;
        private long seen;

        Count(long records, AtomicLong began, CountDownLatch done) {
            this.records = records;
            this.began = began;
            this.done = done;
        }

        @Override
        public void process(Record<byte[], byte[]> record) {
            if (seen++ == 0) {
                began.set(System.nanoTime());
            }
            if (seen == records) {
                done.countDown();
            }
        }
    }
}
