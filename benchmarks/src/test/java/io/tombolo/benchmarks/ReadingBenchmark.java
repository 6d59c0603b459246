package io.tombolo.benchmarks;

import io.tombolo.consumer.watch.Batch;
import io.tombolo.merkle.CompactRange;
import io.tombolo.schemas.commit.Committer;
import io.tombolo.schemas.commit.Entry;
import io.tombolo.schemas.commit.PartFormat;
import io.tombolo.schemas.contract.Topics;
import io.tombolo.schemas.registry.InMemoryRegistry;
import io.tombolo.schemas.registry.RegistrySchemaHashes;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.compress.Compression;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.internals.RecordHeader;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.TimestampType;
import org.apache.kafka.common.record.internal.MemoryRecords;
import org.apache.kafka.common.record.internal.MemoryRecordsBuilder;
import org.apache.kafka.common.record.internal.Record;
import org.apache.kafka.common.record.internal.SimpleRecord;
import org.apache.kafka.common.utils.Utils;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * What one record of a poll costs a verifying consumer, by parts, without the network: Kafka's parsing, the salt, the commitment, the tree. A
 * poll has 5,000 records of 187 bytes with a salt, more than a processor keeps near.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3)
@Measurement(iterations = 5)
@Fork(value = 2, jvmArgsAppend = "-XX:+UseSerialGC")
@OperationsPerInvocation(ReadingBenchmark.POLL)
public class ReadingBenchmark {
    static final int POLL = 5_000;
    private static final int OF_ONE_BATCH = 1_000;

    private final Committer committer =
            new Committer(new RegistrySchemaHashes(new InMemoryRegistry()), PartFormat.RAW, PartFormat.RAW);
    private final List<MemoryRecords> fetched = new ArrayList<>();
    private CompactRange tree = CompactRange.empty();
    private byte[] entries = new byte[0];
    private Batch taken = new Batch(0, PartFormat.RAW, PartFormat.RAW);

    @Setup
    public void fetch() {
        Random random = new Random(7);
        for (int first = 0; first < POLL; first += OF_ONE_BATCH) {
            try (MemoryRecordsBuilder builder = MemoryRecords.builder(
                    ByteBuffer.allocate(300_000), Compression.NONE, TimestampType.CREATE_TIME, first)) {
                for (int i = 0; i < OF_ONE_BATCH; i++) {
                    byte[] value = new byte[179];
                    random.nextBytes(value);
                    byte[] salt = new byte[Topics.SALT_LENGTH];
                    random.nextBytes(salt);
                    Header[] headers = {new RecordHeader(Topics.SALT_HEADER, salt)};
                    builder.append(new SimpleRecord(i, new byte[8], value, headers));
                }
                fetched.add(builder.build());
            }
        }
        entries = twoPasses();
    }

    /** A batch keeps its entries. */
    @Setup(Level.Invocation)
    public void take() {
        taken = taken(new Batch(POLL, PartFormat.RAW, PartFormat.RAW));
        tree = CompactRange.empty();
    }

    /** As Kafka's consumer does: a record, two arrays and the headers for each. */
    @Benchmark
    public List<ConsumerRecord<byte[], byte[]>> kafkasRecords() {
        List<ConsumerRecord<byte[], byte[]>> records = new ArrayList<>(POLL);
        for (MemoryRecords batch : fetched) {
            for (Record record : batch.records()) {
                byte[] key = Utils.toArray(record.key());
                byte[] value = Utils.toArray(record.value());
                records.add(new ConsumerRecord<>(
                        "rows",
                        0,
                        record.offset(),
                        record.timestamp(),
                        TimestampType.CREATE_TIME,
                        key.length,
                        value.length,
                        key,
                        value,
                        new RecordHeaders(record.headers()),
                        Optional.empty()));
            }
        }
        return records;
    }

    /** The same, and the salt: what the polling thread does where another one hashes. */
    @Benchmark
    public Batch recordsAndSalts() {
        return taken(new Batch(POLL, PartFormat.RAW, PartFormat.RAW));
    }

    /** The same, and each record's entry as soon as it is taken: what the polling thread does where it hashes itself. */
    @Benchmark
    public byte[] onePass() {
        return taken(new Batch(POLL, PartFormat.RAW, PartFormat.RAW).makingEntries(committer))
                .entries(committer);
    }

    /** The same with all entries at the end. */
    @Benchmark
    public byte[] twoPasses() {
        return taken(new Batch(POLL, PartFormat.RAW, PartFormat.RAW)).entries(committer);
    }

    /** The entries alone. */
    @Benchmark
    public byte[] entries() {
        return taken.entries(committer);
    }

    /** The tree alone: leaf and node. */
    @Benchmark
    public CompactRange tree() {
        tree.appendAll(entries, 0, Entry.LENGTH, POLL);
        return tree;
    }

    private Batch taken(Batch batch) {
        for (ConsumerRecord<byte[], byte[]> record : kafkasRecords()) {
            batch.add(record, record.key(), record.value(), false);
        }
        return batch;
    }
}
