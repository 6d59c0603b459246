package io.tombolo.anchoring.streams;

import java.util.List;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** For tests of other packages: the records of one poll as Streams gets them. */
public final class OnePoll {
    private OnePoll() {}

    public static ConsumerRecord<byte[], byte[]> of(List<ConsumerRecord<byte[], byte[]>> records) {
        return new PolledRecords(records).asOne();
    }
}
