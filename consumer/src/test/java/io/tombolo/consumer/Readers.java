package io.tombolo.consumer;

import static org.assertj.core.api.Assertions.assertThat;

import io.tombolo.attack.RecordTap;
import io.tombolo.consumer.listen.VerdictListener;
import io.tombolo.schemas.commit.PartFormat;
import io.tombolo.verification.stream.Finding;
import io.tombolo.verification.verdict.Level;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;

/** Verifying consumers of raw records for tests, and what they heard. */
final class Readers {
    /** Longer than anything takes on a machine with much else to do: nobody waits for all of it but a test that fails. */
    static final Duration PATIENCE = Duration.ofMinutes(2);

    private Readers() {}

    static VerificationConfig.Builder config(Owner owner) {
        return VerificationConfig.builder(
                        owner.readSide(), owner.policy(), Map.of("plain", new PlainReceipts()), id -> null)
                .formats(PartFormat.RAW, PartFormat.RAW)
                .askEvery(Duration.ofMillis(100));
    }

    static VerifyingConsumer<byte[], String> consumer(
            Shared shared, VerificationConfig.Builder config, Map<String, Object> more) {
        Map<String, Object> settings = new HashMap<>(shared.settings());
        settings.put("auto.offset.reset", "earliest");
        // A member learns of a rebalance with its next heartbeat.
        settings.put("heartbeat.interval.ms", 200);
        settings.putAll(more);
        return VerifyingConsumer.create(
                settings, new ByteArrayDeserializer(), new StringDeserializer(), config.build());
    }

    /** Settings with an attacker, or somebody who only counts, between Kafka and the consumer. */
    static Map<String, Object> tapped(RecordTap tap, Map<String, Object> more) {
        Map<String, Object> settings = new HashMap<>(more);
        settings.putAll(tap.settings());
        return settings;
    }

    static List<ConsumerRecord<byte[], String>> until(Consumer<byte[], String> consumer, BooleanSupplier condition) {
        List<ConsumerRecord<byte[], String>> records = new ArrayList<>();
        until(consumer, polled -> polled.forEach(records::add), condition);
        return records;
    }

    /** Polls until a condition holds, and passes on what it is given at once, should a later poll throw. */
    static void until(
            Consumer<byte[], String> consumer,
            java.util.function.Consumer<ConsumerRecords<byte[], String>> reader,
            BooleanSupplier condition) {
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (!condition.getAsBoolean()) {
            assertThat(System.nanoTime()).as("in time").isLessThan(end);
            reader.accept(consumer.poll(Duration.ofMillis(100)));
        }
    }

    static List<ConsumerRecord<byte[], String>> read(Consumer<byte[], String> consumer, int count) {
        List<ConsumerRecord<byte[], String>> records = new ArrayList<>();
        until(consumer, polled -> polled.forEach(records::add), () -> records.size() >= count);
        return records;
    }

    /** What a listener heard. */
    static final class Heard implements VerdictListener {
        final List<Finding> findings = new ArrayList<>();
        final List<Finding> gone = new ArrayList<>();
        final Map<Level, Long> reached = new HashMap<>();
        final Map<TopicPartition, Long> anchored = new HashMap<>();

        long reached(Level level) {
            return reached.getOrDefault(level, -1L);
        }

        @Override
        public void reached(TopicPartition partition, long lastOffset, Level level) {
            reached.merge(level, lastOffset, Math::max);
            if (level == Level.ANCHORED) {
                anchored.merge(partition, lastOffset, Math::max);
            }
        }

        @Override
        public void gone(TopicPartition partition, Finding finding) {
            gone.add(finding);
        }

        @Override
        public void refused(TopicPartition partition, Finding finding) {
            findings.add(finding);
        }
    }
}
