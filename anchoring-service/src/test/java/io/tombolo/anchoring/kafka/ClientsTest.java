package io.tombolo.anchoring.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import io.tombolo.anchoring.config.AnchoringConfig;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ClientsTest {
    @Test
    void aClientReadsItsPasswordFromAFile(@TempDir Path temp) throws Exception {
        Path login = Files.writeString(temp.resolve("login.properties"), "sasl.jaas.config=from the file\n");
        AnchoringConfig config = AnchoringConfig.FILE.overlay("kafka:\n  sasl.jaas.config: ${file:" + login
                + ":sasl.jaas.config}\n  config.providers: file\n  config.providers.file.class:"
                + " org.apache.kafka.common.config.provider.FileConfigProvider\n  max.poll.records: \"7\"\n");

        Map<String, Object> settings = Clients.admin(config);

        assertThat(new AdminClientConfig(settings)
                        .getPassword("sasl.jaas.config")
                        .value())
                .isEqualTo("from the file");
        assertThat(settings).doesNotContainKey("max.poll.records");
    }
}
