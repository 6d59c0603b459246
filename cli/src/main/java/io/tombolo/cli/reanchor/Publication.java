package io.tombolo.cli.reanchor;

import io.tombolo.anchoring.config.AnchoringConfig;
import io.tombolo.anchoring.kafka.Clients;
import io.tombolo.anchoring.kafka.OwnRecords;
import io.tombolo.merkle.Hash;
import io.tombolo.schemas.contract.AnchorRecord;
import io.tombolo.schemas.contract.Topics;
import io.tombolo.schemas.registry.RegistryClient;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;

/**
 * Publishes anchors with their receipts in {@code tombolo.anchors}, beside those that are there. Its transactional id belongs to the
 * ledger: a second command for the same one ends the first.
 */
final class Publication implements AutoCloseable {
    private static final int DIGEST_BYTES = 6;

    private final RegistryClient registry;
    private final OwnRecords records;
    private final KafkaProducer<byte[], byte[]> producer;

    Publication(AnchoringConfig config, String ledger) {
        this.registry = config.registryClient();
        this.records = new OwnRecords(registry);
        byte[] digest = Hash.sha256().digest(ledger.getBytes(StandardCharsets.UTF_8));
        this.producer = Clients.producer(
                config, config.id() + "-reanchor-" + HexFormat.of().formatHex(digest, 0, DIGEST_BYTES));
        try {
            producer.initTransactions();
        } catch (RuntimeException e) {
            close();
            throw e;
        }
    }

    /** All of these, or none. */
    void publish(List<AnchorRecord> anchors) {
        if (anchors.isEmpty()) {
            return;
        }
        producer.beginTransaction();
        for (AnchorRecord anchor : anchors) {
            // A record that can't be sent fails the commit.
            var unused = producer.send(new ProducerRecord<>(
                    Topics.ANCHORS, anchor.origin().getBytes(StandardCharsets.UTF_8), records.anchor(anchor)));
        }
        producer.commitTransaction();
    }

    @Override
    public void close() {
        producer.close(Duration.ofSeconds(2));
        registry.close();
    }
}
