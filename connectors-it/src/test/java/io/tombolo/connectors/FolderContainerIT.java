package io.tombolo.connectors;

import org.testcontainers.junit.jupiter.Container;
import org.testcontainers.junit.jupiter.Testcontainers;
import org.testcontainers.kafka.KafkaContainer;

/** The same on Apache Kafka's own image. */
@Testcontainers(disabledWithoutDocker = true)
class FolderContainerIT extends FolderSuite {

    @Container
    private final KafkaContainer kafka = new KafkaContainer("apache/kafka:4.3.1")
            .withEnv("KAFKA_TRANSACTION_STATE_LOG_REPLICATION_FACTOR", "1")
            .withEnv("KAFKA_TRANSACTION_STATE_LOG_MIN_ISR", "1");

    @Override
    String kafka() {
        return kafka.getBootstrapServers();
    }
}
