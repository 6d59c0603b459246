package io.tombolo.schemas.opening;

import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.Metric;
import org.apache.kafka.common.MetricName;

/** A deserializer that opens protected fields, as a consumer sees it that can help it. */
public interface OpensFields {

    /** The setting of whose keys: grant files, with commas between them, or {@code https://host:port} of the owner's read side. */
    String KEYS = OpenSettings.KEYS;

    /** The setting of what is in place of a value that can't be opened: {@code null}, {@code bytes} or {@code refuse}. */
    String UNREADABLE = OpenSettings.UNREADABLE;

    /** Shows records that are deserialised next, so that their keys can be got at once. It may throw what deserialising them would. */
    void announce(List<ConsumerRecord<byte[], byte[]>> records);

    /** Drops all keys: the reader's access ended. */
    void forgetKeys();

    /** How many values were opened and not, and how many keys are held. */
    Map<MetricName, ? extends Metric> metrics();
}
