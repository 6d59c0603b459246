package io.tombolo.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericData;
import org.apache.avro.util.Utf8;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A program with Confluent's configuration, in which one class name is another: nothing else changes. */
@ExtendWith(Broker.class)
class SwappedClassNameIT {

    private static final Schema ORDER = new Schema.Parser()
            .parse("{\"type\":\"record\",\"name\":\"shop.Order\",\"fields\":[{\"name\":\"id\",\"type\":\"long\"},"
                    + "{\"name\":\"note\",\"type\":[\"null\",\"string\"],\"default\":null}]}");

    private static EmbeddedRegistry registry;

    @BeforeAll
    static void start() {
        registry = EmbeddedRegistry.start(Broker.registry("swapped"));
    }

    @AfterAll
    static void stop() {
        registry.close();
    }

    @ParameterizedTest
    @CsvSource({
        "theirs-to-ours, io.confluent.kafka.serializers.KafkaAvroSerializer, io.tombolo.schemas.serde.AvroDeserializer",
        "ours-to-theirs, io.tombolo.schemas.serde.AvroSerializer, io.confluent.kafka.serializers.KafkaAvroDeserializer",
        "ours-to-ours, io.tombolo.schemas.serde.AvroSerializer, io.tombolo.schemas.serde.AvroDeserializer"
    })
    void readsWhatWasWritten(String topic, String serializer, String deserializer) throws Exception {
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", Broker.bootstrapServers()))) {
            admin.createTopics(List.of(new NewTopic(topic, 1, (short) 1))).all().get();
        }
        GenericData.Record order = new GenericData.Record(ORDER);
        order.put("id", 7L);
        order.put("note", new Utf8("for you"));

        try (KafkaProducer<Object, Object> producer =
                new KafkaProducer<>(with("key.serializer", "value.serializer", serializer))) {
            producer.send(new ProducerRecord<>(topic, 7L, order)).get();
            producer.send(new ProducerRecord<>(topic, 8L, null)).get();
        }

        List<Object> read = new ArrayList<>();
        try (KafkaConsumer<Object, Object> consumer =
                new KafkaConsumer<>(with("key.deserializer", "value.deserializer", deserializer))) {
            consumer.subscribe(List.of(topic));
            await().pollInSameThread().atMost(Duration.ofMinutes(5)).until(() -> {
                consumer.poll(Duration.ofMillis(200)).forEach(record -> {
                    read.add(record.key());
                    read.add(record.value());
                });
                return read.size() >= 4;
            });
        }
        assertThat(read).containsExactly(7L, order, 8L, null);
    }

    private static Properties with(String key, String value, String className) {
        Properties properties = new Properties();
        properties.put("bootstrap.servers", Broker.bootstrapServers());
        properties.put("schema.registry.url", registry.uri().toString());
        properties.put("auto.register.schemas", "true");
        properties.put("normalize.schemas", "true");
        properties.put("value.subject.name.strategy", "io.confluent.kafka.serializers.subject.TopicRecordNameStrategy");
        properties.put("group.id", "readers");
        properties.put("auto.offset.reset", "earliest");
        properties.put(key, className);
        properties.put(value, className);
        return properties;
    }
}
