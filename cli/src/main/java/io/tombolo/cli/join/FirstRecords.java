package io.tombolo.cli.join;

import io.tombolo.cli.shell.CommandException;
import io.tombolo.cli.shell.Connection;
import io.tombolo.consumer.Delivery;
import io.tombolo.consumer.VerificationConfig;
import io.tombolo.consumer.VerifyingConsumer;
import io.tombolo.consumer.readside.ProvenanceClient;
import io.tombolo.http.HttpLimits;
import io.tombolo.schemas.DatasetId;
import io.tombolo.schemas.registry.HttpRegistryClient;
import io.tombolo.schemas.registry.RegistrySchemaHashes;
import io.tombolo.schemas.registry.RegistrySettings;
import io.tombolo.verification.EvidenceVerifier;
import io.tombolo.verification.trust.TrustPolicy;
import io.tombolo.verification.verdict.Level;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** Reads a dataset's first records with a partner's own credentials, and verifies each. */
final class FirstRecords {
    private static final Duration POLL = Duration.ofMillis(100);
    private static final HttpLimits LIMITS = new HttpLimits(Duration.ofMinutes(1), 64 << 20, 0);

    private FirstRecords() {}

    /**
     * How many were verified.
     *
     * @param there how many the dataset has, those that expired included
     */
    record Verified(long records, long there) {}

    /**
     * Verifies so many, or all that there are.
     *
     * @throws io.tombolo.consumer.RefusedException at the first that is refused
     * @throws CommandException when one does not reach the level in that time
     */
    static Verified verify(
            Connection connection, DatasetId dataset, TrustPolicy policy, Level level, int records, Duration patience) {
        Map<String, String> settings = connection.settings();
        Map<String, Object> kafka =
                connection.verifying(connection.kafka(String.valueOf(settings.get("bootstrap.servers"))));
        kafka.put("isolation.level", "read_committed");
        kafka.put("enable.auto.commit", false);
        kafka.put("allow.auto.create.topics", false);
        kafka.put("max.poll.records", records);
        ProvenanceClient readSide = new ProvenanceClient(
                URI.create(String.valueOf(settings.get("tombolo.server"))),
                connection.http().http(LIMITS));
        try (HttpRegistryClient registry = new HttpRegistryClient(RegistrySettings.from(
                        connection.registry(String.valueOf(settings.get("schema.registry.url")))));
                Consumer<byte[], byte[]> consumer = VerifyingConsumer.create(
                        kafka,
                        new ByteArrayDeserializer(),
                        new ByteArrayDeserializer(),
                        VerificationConfig.builder(
                                        readSide,
                                        policy,
                                        EvidenceVerifier.receipts(),
                                        new RegistrySchemaHashes(registry))
                                .delivery(Delivery.holdUntil(level, patience))
                                .build())) {
            List<TopicPartition> partitions = consumer.partitionsFor(dataset.topic()).stream()
                    .map(info -> new TopicPartition(info.topic(), info.partition()))
                    .toList();
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
            long there = ends.values().stream().mapToLong(Long::longValue).sum();
            long verified = 0;
            while (verified < records
                    && ends.entrySet().stream().anyMatch(end -> consumer.position(end.getKey()) < end.getValue())) {
                verified += consumer.poll(POLL).count();
            }
            return new Verified(Math.min(verified, records), there);
        } catch (TimeoutException e) {
            throw new CommandException(dataset + ": " + e.getMessage() + ": try the same command again", e);
        }
    }
}
