package io.tombolo.consumer;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import java.util.zip.CRC32C;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.compress.Compression;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.record.TimestampType;
import org.apache.kafka.common.record.internal.MemoryRecords;
import org.apache.kafka.common.record.internal.MemoryRecordsBuilder;
import org.apache.kafka.common.record.internal.MutableRecordBatch;
import org.apache.kafka.common.record.internal.Record;
import org.apache.kafka.common.record.internal.RecordBatch;
import org.apache.kafka.common.utils.Utils;

/** The first segment file of a partition, in the hands of somebody who may do everything to a stopped broker's disk. */
final class Segment {
    private static final int CRC = 17;
    private static final int CRC_FROM = 21;

    private final Path file;

    /** One record, as it is to be written. */
    static final class Written {
        final long offset;
        final long timestamp;
        final byte[] key;
        final byte[] value;
        final Header[] headers;

        Written(long offset, long timestamp, byte[] key, byte[] value, Header[] headers) {
            this.offset = offset;
            this.timestamp = timestamp;
            this.key = key;
            this.value = value;
            this.headers = headers;
        }

        long offset() {
            return offset;
        }

        Written at(long other) {
            return new Written(other, timestamp, key, value, headers);
        }

        Written movedBy(long ms) {
            return new Written(offset, timestamp + ms, key, value, headers);
        }
    }

    private Segment(Path file) {
        this.file = file;
    }

    static Segment of(Path kafka, TopicPartition at) {
        try (Stream<Path> all = Files.walk(kafka)) {
            Path folder = all.filter(path -> path.getFileName().toString().equals(at.toString()))
                    .findFirst()
                    .orElseThrow();
            return new Segment(folder.resolve("0".repeat(20) + ".log"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    byte[] bytes() {
        try {
            return Files.readAllBytes(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Other content. Indexes of positions and of aborted transactions are made again from it when the broker starts. */
    void write(byte[] bytes) {
        try {
            Files.write(file, bytes);
            for (String suffix : List.of(".index", ".timeindex")) {
                Files.deleteIfExists(file.resolveSibling("0".repeat(20) + suffix));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Flips the lowest bit of the last byte of a piece of text, with or without making the batch's checksum fit again. */
    void flip(String text, boolean repair) {
        byte[] all = bytes();
        int place = indexOf(all, Utils.utf8(text)) + text.length() - 1;
        all[place] ^= 1;
        int start = 0;
        int length = 12 + ByteBuffer.wrap(all).getInt(8);
        while (start + length <= place) {
            start += length;
            length = 12 + ByteBuffer.wrap(all).getInt(start + 8);
        }
        if (repair) {
            CRC32C crc = new CRC32C();
            crc.update(all, start + CRC_FROM, length - CRC_FROM);
            ByteBuffer.wrap(all).putInt(start + CRC, (int) crc.getValue());
        }
        try {
            Files.write(file, all);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static int indexOf(byte[] all, byte[] part) {
        for (int i = 0; i + part.length <= all.length; i++) {
            if (Arrays.equals(all, i, i + part.length, part, 0, part.length)) {
                return i;
            }
        }
        throw new IllegalStateException("not in the segment");
    }

    /** Writes each batch of records again, with what happens to its records; other batches stay as they are. */
    void rewrite(UnaryOperator<List<Written>> change) {
        byte[] all = bytes();
        ByteBuffer out = ByteBuffer.allocate(2 * all.length + 4096);
        for (MutableRecordBatch batch :
                MemoryRecords.readableRecords(ByteBuffer.wrap(all)).batches()) {
            List<Written> before = new ArrayList<>();
            if (!batch.isControlBatch()) {
                batch.forEach(record -> before.add(written(record)));
            }
            List<Written> after = change.apply(List.copyOf(before));
            if (after.equals(before)) {
                batch.writeTo(out);
            } else if (!after.isEmpty()) {
                out.put(build(batch, after).buffer());
            }
        }
        write(Arrays.copyOf(out.array(), out.position()));
    }

    /** Drops everything from the batch of this offset on. */
    void truncateFrom(long offset) {
        byte[] all = bytes();
        int end = 0;
        for (MutableRecordBatch batch :
                MemoryRecords.readableRecords(ByteBuffer.wrap(all)).batches()) {
            if (batch.lastOffset() >= offset) {
                break;
            }
            end += batch.sizeInBytes();
        }
        write(Arrays.copyOf(all, end));
    }

    private static MemoryRecords build(RecordBatch batch, List<Written> records) {
        // Written into the place of an aborted record, a record must not belong to that transaction any more.
        boolean own = records.get(0).offset() == batch.baseOffset() && records.size() == 1;
        MemoryRecordsBuilder builder = MemoryRecords.builder(
                ByteBuffer.allocate(1 << 20),
                RecordBatch.CURRENT_MAGIC_VALUE,
                Compression.NONE,
                TimestampType.CREATE_TIME,
                batch.baseOffset(),
                RecordBatch.NO_TIMESTAMP,
                own ? RecordBatch.NO_PRODUCER_ID : batch.producerId(),
                own ? RecordBatch.NO_PRODUCER_EPOCH : batch.producerEpoch(),
                own ? RecordBatch.NO_SEQUENCE : batch.baseSequence(),
                !own && batch.isTransactional(),
                batch.partitionLeaderEpoch());
        for (Written record : records) {
            builder.appendWithOffset(record.offset, record.timestamp, record.key, record.value, record.headers);
        }
        return builder.build();
    }

    private static Written written(Record record) {
        return new Written(
                record.offset(),
                record.timestamp(),
                Utils.toNullableArray(record.key()),
                Utils.toNullableArray(record.value()),
                record.headers());
    }
}
