package io.tombolo.consumer.watch;

import io.tombolo.merkle.Hash;
import io.tombolo.schemas.commit.Commitment;
import io.tombolo.schemas.commit.Committer;
import io.tombolo.schemas.commit.Entry;
import io.tombolo.schemas.commit.PartFormat;
import io.tombolo.schemas.contract.Topics;
import io.tombolo.verification.stream.AlternateEntries;
import java.time.Duration;
import java.util.List;
import java.util.function.Supplier;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.Header;
import org.jspecify.annotations.Nullable;

/** Reads a record a second time, to commit to its raw bytes as its owner did. */
public final class RecordRereader implements AlternateEntries {
    private static final Duration WAIT = Duration.ofSeconds(5);

    private final Supplier<Consumer<byte[], byte[]>> connect;
    private final TopicPartition partition;

    /** Reads with a consumer of its own, which has no group, each time. */
    public RecordRereader(Supplier<Consumer<byte[], byte[]>> connect, TopicPartition partition) {
        this.connect = connect;
        this.partition = partition;
    }

    @Override
    public byte @Nullable [] entry(long offset, byte form) {
        if (form != Commitment.ALL_RAW) {
            return null;
        }
        try (Consumer<byte[], byte[]> consumer = connect.get()) {
            consumer.assign(List.of(partition));
            consumer.seek(partition, offset);
            List<ConsumerRecord<byte[], byte[]>> records = consumer.poll(WAIT).records(partition);
            return records.isEmpty() || records.get(0).offset() != offset ? null : raw(records.get(0));
        }
    }

    private static byte[] raw(ConsumerRecord<byte[], byte[]> record) {
        Header salt = record.headers().lastHeader(Topics.SALT_HEADER);
        byte[] entry = new byte[Entry.LENGTH];
        Committer committer = new Committer(id -> null, PartFormat.RAW, PartFormat.RAW);
        byte[] saltBytes = salt == null ? null : salt.value();
        byte[] hash = new byte[Commitment.LENGTH];
        committer.commitRaw(record.key(), record.value(), saltBytes, hash, 0);
        new Entry(Commitment.ALL_RAW, record.offset(), record.timestamp(), Hash.of(hash)).writeTo(entry, 0);
        return entry;
    }
}
