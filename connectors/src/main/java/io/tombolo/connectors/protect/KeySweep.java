package io.tombolo.connectors.protect;

import io.tombolo.protect.KeyException;
import io.tombolo.schemas.contract.Topics;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.config.ConfigResource;
import org.jspecify.annotations.Nullable;

/**
 * Has Kafka compact {@code tombolo.keys} now. Kafka compacts whole segments alone, and begins a new segment with a record that is written when the
 * last segment is older than {@code segment.ms}: so records are written, which mean nothing, until the old ones are gone.
 */
final class KeySweep {

    private static final String SWEEP = "sweep";
    private static final Duration WITHIN = Duration.ofMinutes(2);
    private static final Duration STEP = Duration.ofMillis(500);

    private KeySweep() {}

    static void run(Admin admin, KeyRecords records) throws ExecutionException, InterruptedException {
        configure(admin);
        long end = KeyRecords.end(admin);
        long deadline = System.nanoTime() + WITHIN.toNanos();
        try (KafkaProducer<String, byte[]> producer = records.producer(Map.of())) {
            while (records.hasOldRecords(end)) {
                if (System.nanoTime() > deadline) {
                    throw new KeyException("topic " + Topics.KEYS + ": records before offset " + end
                            + " that newer ones replaced are there after " + WITHIN.toSeconds()
                            + " s: does Kafka's log cleaner run (log.cleaner.enable), and how often"
                            + " (log.cleaner.backoff.ms)?");
                }
                Future<?> unused = producer.send(new ProducerRecord<>(Topics.KEYS, 0, SWEEP, null));
                producer.flush();
                Thread.sleep(STEP.toMillis());
            }
        }
    }

    /** A topic of before may have other settings. */
    private static void configure(Admin admin) throws ExecutionException, InterruptedException {
        ConfigResource topic = new ConfigResource(ConfigResource.Type.TOPIC, Topics.KEYS);
        Config present = admin.describeConfigs(List.of(topic)).all().get().get(topic);
        List<AlterConfigOp> missing = Topics.keys().settings().entrySet().stream()
                .filter(wanted -> !wanted.getValue().equals(value(present, wanted.getKey())))
                .map(wanted -> new AlterConfigOp(
                        new ConfigEntry(wanted.getKey(), wanted.getValue()), AlterConfigOp.OpType.SET))
                .toList();
        if (!missing.isEmpty()) {
            admin.incrementalAlterConfigs(Map.of(topic, missing)).all().get();
        }
    }

    private static @Nullable String value(@Nullable Config config, String name) {
        @Nullable ConfigEntry entry = config == null ? null : config.get(name);
        return entry == null ? null : entry.value();
    }
}
