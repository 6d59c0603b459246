package io.tombolo.junit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class TomboloExtensionIT {
    private static final HttpClient HTTP = HttpClient.newHttpClient();

    @RegisterExtension
    static TomboloExtension tombolo = new TomboloExtension();

    @Test
    void anchorsWhatATestProduces() throws Exception {
        Map<String, Object> settings =
                Map.of("bootstrap.servers", tombolo.endpoints().kafka());

        try (Admin admin = Admin.create(settings)) {
            admin.createTopics(List.of(new NewTopic("acme.example.orders", 1, (short) 1)))
                    .all()
                    .get();
        }
        try (var producer = new KafkaProducer<>(settings, new StringSerializer(), new StringSerializer())) {
            producer.send(new ProducerRecord<>("acme.example.orders", "1", "one"))
                    .get();
        }

        await().atMost(Duration.ofMinutes(5))
                .untilAsserted(() -> assertThat(get("/api/v1/datasets")
                                .at("/datasets/0/anchored")
                                .asLong())
                        .isEqualTo(1));
        JsonNode evidence = get("/api/v1/evidence?dataset=acme.example/orders&partition=0&offset=0");
        assertThat(evidence.has("error")).as(evidence.toString()).isFalse();
    }

    private static JsonNode get(String path) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(
                        URI.create(tombolo.endpoints().api() + path))
                .build();
        return JsonMapper.builder()
                .build()
                .readTree(
                        HTTP.send(request, HttpResponse.BodyHandlers.ofString()).body());
    }
}
