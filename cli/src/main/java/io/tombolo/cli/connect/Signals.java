package io.tombolo.cli.connect;

import io.tombolo.capture.CaptureException;
import io.tombolo.connectors.database.Backfill;
import io.tombolo.connectors.database.TableName;
import io.tombolo.schemas.contract.TopicSpec;
import io.tombolo.schemas.serde.KafkaTopics;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.StringSerializer;

/** Asks running connectors for rows that are there already, through Kafka. */
final class Signals {
    private static final int FIRST_PARTITION = 0;

    private final Map<String, Object> kafka;

    /** @param kafka settings of a Kafka client, with {@code bootstrap.servers} */
    public Signals(Map<String, String> kafka) {
        this.kafka = Map.copyOf(kafka);
    }

    /** Makes the topic of requests, if it is not there. */
    public void makeTopic() {
        try (Admin admin = Admin.create(kafka)) {
            Map<String, String> settings = Map.of("retention.ms", Long.toString(Backfill.RETENTION_MS));
            KafkaTopics.make(admin, new TopicSpec(Backfill.TOPIC, 1, settings));
        } catch (ExecutionException e) {
            throw failed(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw failed(e);
        }
    }

    /**
     * Asks a connector for all rows of these tables; returns once Kafka has the requests.
     *
     * @param config the connector's configuration
     */
    public void backfill(String connector, List<TableName> tables, Map<String, String> config) {
        Map<String, Object> settings = new HashMap<>(kafka);
        settings.put("acks", "all");
        try (var producer = new KafkaProducer<>(settings, new StringSerializer(), new StringSerializer())) {
            for (String request : Backfill.requests(tables, config)) {
                producer.send(new ProducerRecord<>(Backfill.TOPIC, FIRST_PARTITION, connector, request))
                        .get();
            }
        } catch (ExecutionException e) {
            throw failed(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw failed(e);
        }
    }

    private CaptureException failed(Exception e) {
        return new CaptureException(
                "topic " + Backfill.TOPIC + " at " + kafka.get("bootstrap.servers") + " can't be used: "
                        + (e.getCause() == null ? e : e.getCause()).getMessage(),
                e);
    }
}
