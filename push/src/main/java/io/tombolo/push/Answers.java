package io.tombolo.push;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.tombolo.http.server.ApiResponse;
import io.tombolo.schemas.contract.TopicSpec;
import io.tombolo.schemas.serde.KafkaTopics;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/**
 * What was answered to which request, so that a retry gets the same answer and makes no second event.
 *
 * <p>An answer is a record of a compacted topic, written in the transaction of the events that it speaks of: there are both or
 * neither. Thread-safe.
 */
final class Answers {

    /** The topic; its one partition is the order of what was answered. */
    static final String TOPIC = "tombolo.push";

    private static final TopicPartition PARTITION = new TopicPartition(TOPIC, 0);
    private static final JsonMapper JSON = JsonMapper.builder().build();

    /**
     * One answer.
     *
     * @param request hash of what was asked
     * @param body of the answer, JSON
     */
    record Answer(String request, String body, long atMillis) {

        /** The answer to the first request. */
        ApiResponse first() {
            return ApiResponse.rawJson(201, body.getBytes(StandardCharsets.UTF_8));
        }

        /** What a retry hears: the same, unless it asks for something else. */
        ApiResponse again(String asked) {
            if (!request.equals(asked)) {
                return PushProblem.document(PushProblem.refused(
                                422,
                                "key-reused",
                                "The Idempotency-Key was used for another request",
                                "Idempotency-Key",
                                "used for another body, op or dataset",
                                "take another key for another request")
                        .problem());
            }
            return first().with("Idempotent-Replayed", "true");
        }
    }

    private final PushServer.Config config;
    private final Map<String, Object> kafka;
    private final Clock clock;
    private final Duration kept;
    private final Map<String, Answer> known;

    Answers(PushServer.Config config, Clock clock) {
        this.config = config;
        this.kafka = config.kafka();
        this.clock = clock;
        this.kept = config.limits().remembered();
        int most = config.limits().answers();
        this.known = new LinkedHashMap<>() {
            private static final long serialVersionUID = 1L;

            @Override
            protected boolean removeEldestEntry(Map.Entry<String, Answer> eldest) {
                return size() > most;
            }
        };
    }

    /** Makes the topic when it is missing. */
    void makeTopic() throws InterruptedException {
        Map<String, String> settings = Map.of(
                "cleanup.policy", "compact,delete",
                "retention.ms", String.valueOf(kept.toMillis()),
                "segment.ms", "86400000");
        try (Admin admin = Admin.create(config.admin())) {
            KafkaTopics.make(admin, new TopicSpec(TOPIC, 1, settings));
        } catch (ExecutionException e) {
            throw new KafkaException("topic " + TOPIC + ": can't be made", e.getCause());
        }
    }

    /** Learns every answer that is committed; to be called after an interrupted transaction has been ended. */
    void catchUp() {
        Map<String, Object> settings = new HashMap<>(kafka);
        settings.put("isolation.level", "read_committed");
        settings.put("enable.auto.commit", false);
        try (var consumer = new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
            consumer.assign(List.of(PARTITION));
            consumer.seekToBeginning(List.of(PARTITION));
            long end = consumer.endOffsets(List.of(PARTITION)).getOrDefault(PARTITION, 0L);
            while (consumer.position(PARTITION) < end) {
                for (ConsumerRecord<byte[], byte[]> record : consumer.poll(Duration.ofMillis(500))) {
                    learn(record);
                }
            }
        }
    }

    private void learn(ConsumerRecord<byte[], byte[]> record) {
        if (record.key() == null || record.value() == null) {
            return;
        }
        try {
            JsonNode json = JSON.readTree(record.value());
            put(
                    new String(record.key(), StandardCharsets.US_ASCII),
                    new Answer(
                            json.path("request").asText(),
                            json.path("answer").asText(),
                            json.path("at").asLong()));
        } catch (IOException e) {
            throw new KafkaException(
                    "topic " + TOPIC + ", offset " + record.offset() + ": was not written by Tombolo", e);
        }
    }

    /** An answer as it goes to the topic. */
    static ProducerRecord<byte[], byte[]> record(String id, Answer answer) {
        String json = text(Map.of("request", answer.request(), "answer", answer.body(), "at", answer.atMillis()));
        return new ProducerRecord<>(
                TOPIC, 0, id.getBytes(StandardCharsets.US_ASCII), json.getBytes(StandardCharsets.UTF_8));
    }

    /** Maps and strings as JSON. */
    static String text(Object json) {
        try {
            return JSON.writeValueAsString(json);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("maps and strings that are not JSON", e);
        }
    }

    synchronized void put(String id, Answer answer) {
        known.remove(id);
        known.put(id, answer);
    }

    synchronized Optional<Answer> find(String id) {
        Answer found = known.get(id);
        boolean tooOld = found != null && found.atMillis() + kept.toMillis() < clock.millis();
        return tooOld ? Optional.empty() : Optional.ofNullable(found);
    }
}
