package io.tombolo.anchoring;

import static org.assertj.core.api.Assertions.assertThat;

import io.tombolo.anchoring.kafka.OwnRecords;
import io.tombolo.merkle.CompactRange;
import io.tombolo.merkle.Hash;
import io.tombolo.merkle.checkpoint.Checkpoint;
import io.tombolo.merkle.note.SignedNote;
import io.tombolo.schemas.DatasetId;
import io.tombolo.schemas.commit.Committer;
import io.tombolo.schemas.commit.Entry;
import io.tombolo.schemas.commit.PartFormat;
import io.tombolo.schemas.contract.AnchorRecord;
import io.tombolo.schemas.contract.RejectedInput;
import io.tombolo.schemas.contract.SealedBatch;
import io.tombolo.schemas.contract.Topics;
import io.tombolo.schemas.registry.RegistryClient;
import io.tombolo.schemas.registry.RegistrySchemaHashes;
import io.tombolo.schemas.serde.AvroDeserializer;
import io.tombolo.schemas.serde.KafkaHeaders;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.avro.generic.GenericRecord;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** Reads topics whole, committed records only, and recomputes a log from its source topic alone. */
final class Outputs {
    private final String bootstrap;
    private final RegistryClient registry;
    private final AvroDeserializer avro;

    Outputs(String bootstrap, RegistryClient registry) {
        this.bootstrap = bootstrap;
        this.registry = registry;
        this.avro = new AvroDeserializer(registry);
    }

    List<ConsumerRecord<byte[], byte[]>> read(String topic, int partition) {
        Map<String, Object> settings = Map.of("bootstrap.servers", bootstrap, "isolation.level", "read_committed");
        try (KafkaConsumer<byte[], byte[]> consumer =
                new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
            TopicPartition source = new TopicPartition(topic, partition);
            consumer.assign(List.of(source));
            consumer.seekToBeginning(List.of(source));
            long end = consumer.endOffsets(List.of(source)).get(source);
            List<ConsumerRecord<byte[], byte[]>> records = new ArrayList<>();
            while (consumer.position(source) < end) {
                consumer.poll(Duration.ofMillis(50)).forEach(records::add);
            }
            return records;
        }
    }

    /** Committed records in the first partitions of a topic. */
    long sizeOf(String topic, int partitions) {
        long size = 0;
        for (int partition = 0; partition < partitions; partition++) {
            size += read(topic, partition).size();
        }
        return size;
    }

    List<SealedBatch> checkpoints(String origin) {
        List<SealedBatch> batches = new ArrayList<>();
        for (ConsumerRecord<byte[], byte[]> record : read(Topics.CHECKPOINTS, 0)) {
            if (key(record).equals(origin)) {
                SealedBatch batch = SealedBatch.fromAvro(value(record));
                CompactRange range = OwnRecords.range(record.headers());
                assertThat(range.begin()).isEqualTo(batch.firstIndex());
                assertThat(range.end()).isEqualTo(batch.size());
                batches.add(batch);
            }
        }
        return batches;
    }

    List<AnchorRecord> anchors(String origin) {
        return read(Topics.ANCHORS, 0).stream()
                .filter(record -> key(record).equals(origin))
                .map(record -> AnchorRecord.fromAvro(value(record)))
                .toList();
    }

    List<RejectedInput> rejected() {
        return read(Topics.REJECTED, 0).stream()
                .map(record -> RejectedInput.fromAvro(value(record)))
                .toList();
    }

    /** The newest version of each bundle. */
    Map<Long, byte[]> bundles(String origin) {
        Map<Long, byte[]> bundles = new HashMap<>();
        for (ConsumerRecord<byte[], byte[]> record : read(Topics.LOG, 0)) {
            String key = key(record);
            if (key.startsWith(origin + " ")) {
                bundles.put(Long.parseLong(key.substring(origin.length() + 1)), record.value());
            }
        }
        return bundles;
    }

    /** The entries that the log of a topic partition must hold, of framed Avro. */
    List<byte[]> expectedEntries(String topic, int partition) {
        Committer committer = new Committer(new RegistrySchemaHashes(registry), PartFormat.AVRO, PartFormat.AVRO);
        KafkaHeaders headers = new KafkaHeaders();
        List<byte[]> entries = new ArrayList<>();
        for (ConsumerRecord<byte[], byte[]> record : read(topic, partition)) {
            byte[] entry = new byte[Entry.LENGTH];
            committer.entry(
                    record.key(),
                    record.value(),
                    headers.of(record.headers()),
                    record.offset(),
                    record.timestamp(),
                    entry,
                    0);
            entries.add(entry);
        }
        return entries;
    }

    /** Byte for byte: every bundle, every checkpoint and every anchor is what the source topic says, and none is missing. */
    void assertMatchesSource(String topic, int partition, int generation) {
        String origin = DatasetId.fromTopic(topic).origin(partition, generation);
        List<byte[]> entries = expectedEntries(topic, partition);
        assertBundles(origin, entries);

        List<Hash> roots = roots(entries);
        long size = 0;
        long lastOffset = -1;
        for (SealedBatch batch : checkpoints(origin)) {
            assertThat(batch.firstIndex()).as("first index after " + size).isEqualTo(size);
            size = batch.size();
            assertThat(batch.root()).as("root at " + size).isEqualTo(roots.get((int) size));
            Checkpoint checkpoint =
                    Checkpoint.parse(SignedNote.parse(batch.note()).text());
            assertThat(checkpoint).isEqualTo(new Checkpoint(origin, size, batch.root()));
            assertThat(batch.firstOffset()).isGreaterThan(lastOffset);
            lastOffset = batch.lastOffset();
            assertThat(lastOffset)
                    .isEqualTo(Entry.decode(entries.get((int) size - 1)).offset());
        }
        assertThat(size).as("sealed leaves").isEqualTo(entries.size());

        long anchored = 0;
        for (AnchorRecord anchor : anchors(origin)) {
            assertThat(anchor.size()).as("anchors grow").isGreaterThan(anchored);
            anchored = anchor.size();
            assertThat(anchor.root()).isEqualTo(roots.get((int) anchored));
        }
        assertThat(anchored).as("anchored leaves").isEqualTo(entries.size());
    }

    private void assertBundles(String origin, List<byte[]> entries) {
        Map<Long, byte[]> bundles = bundles(origin);
        assertThat(bundles).hasSize((entries.size() + 255) / 256);
        for (int first = 0; first < entries.size(); first += 256) {
            int width = Math.min(256, entries.size() - first);
            byte[] bundle = new byte[width * (2 + Entry.LENGTH)];
            for (int i = 0; i < width; i++) {
                bundle[i * 52 + 1] = Entry.LENGTH;
                System.arraycopy(entries.get(first + i), 0, bundle, i * 52 + 2, Entry.LENGTH);
            }
            assertThat(bundles.get(first / 256L)).as("bundle " + first / 256).isEqualTo(bundle);
        }
    }

    private static List<Hash> roots(List<byte[]> entries) {
        CompactRange tree = CompactRange.empty();
        List<Hash> roots = new ArrayList<>();
        roots.add(tree.root());
        for (byte[] entry : entries) {
            tree.append(entry);
            roots.add(tree.root());
        }
        return roots;
    }

    private GenericRecord value(ConsumerRecord<byte[], byte[]> record) {
        return (GenericRecord) avro.deserialize(record.topic(), record.value());
    }

    private static String key(ConsumerRecord<byte[], byte[]> record) {
        return new String(record.key(), StandardCharsets.UTF_8);
    }
}
