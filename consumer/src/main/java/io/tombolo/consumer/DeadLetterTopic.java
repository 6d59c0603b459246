package io.tombolo.consumer;

import io.tombolo.consumer.listen.VerdictListener;
import io.tombolo.verification.stream.Finding;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * Keeps skipped records in a topic, byte for byte, with headers that say where each was and why it was refused. A record is there
 * before anything behind it is delivered; after a crash it may be there twice.
 */
public final class DeadLetterTopic implements VerdictListener, AutoCloseable {
    /** What is wrong, for people. */
    public static final String DETAIL_HEADER = "tombolo-detail";
    /** Where the record was: {@code <topic>-<partition>@<offset>}. */
    public static final String PLACE_HEADER = "tombolo-place";

    private final Producer<byte[], byte[]> producer;
    private final String topic;

    /** A topic that exists already. The producer is owned from now on. */
    public DeadLetterTopic(Producer<byte[], byte[]> producer, String topic) {
        this.producer = producer;
        this.topic = topic;
    }

    /** With a producer of these settings, which acknowledges as all replicas do. */
    public static DeadLetterTopic create(Map<String, Object> kafka, String topic) {
        Map<String, Object> settings = new HashMap<>(kafka);
        settings.put(ProducerConfig.ACKS_CONFIG, "all");
        return new DeadLetterTopic(
                new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer()), topic);
    }

    @Override
    public void skipped(ConsumerRecord<byte[], byte[]> record, Finding finding) {
        Long timestamp = record.timestamp() < 0 ? null : record.timestamp();
        ProducerRecord<byte[], byte[]> letter =
                new ProducerRecord<>(topic, null, timestamp, record.key(), record.value(), record.headers());
        Headers headers = letter.headers();
        headers.add(VerifyingConsumer.VERDICT_HEADER, utf8(finding.refusal().name()));
        headers.add(DETAIL_HEADER, utf8(finding.detail()));
        headers.add(PLACE_HEADER, utf8(record.topic() + "-" + record.partition() + "@" + record.offset()));
        try {
            producer.send(letter).get();
        } catch (InterruptedException e) {
            throw new InterruptException(e);
        } catch (ExecutionException e) {
            throw new KafkaException(
                    "dead letter topic " + topic + ": the record of offset " + record.offset() + " can't be kept there",
                    e.getCause());
        }
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    @Override
    public void close() {
        producer.close();
    }
}
