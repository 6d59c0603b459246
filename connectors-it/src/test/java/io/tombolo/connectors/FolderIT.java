package io.tombolo.connectors;

import io.tombolo.kafka.EmbeddedKafka;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;

class FolderIT extends FolderSuite {

    private @Nullable EmbeddedKafka kafka;

    @Override
    String kafka() {
        kafka = EmbeddedKafka.start(EmbeddedKafka.Config.loopback(dir.resolve("kafka")));
        return kafka.bootstrapServers();
    }

    @AfterEach
    void stop() {
        if (kafka != null) {
            kafka.close();
        }
    }
}
