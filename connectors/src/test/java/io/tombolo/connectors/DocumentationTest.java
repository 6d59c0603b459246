package io.tombolo.connectors;

import static org.assertj.core.api.Assertions.assertThat;

import io.tombolo.connectors.file.CsvSourceConnector;
import io.tombolo.connectors.folder.FolderSourceConnector;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.apache.kafka.common.config.ConfigDef;
import org.junit.jupiter.api.Test;

class DocumentationTest {

    @Test
    void hasEverySettingInItsTables() throws Exception {
        String guide = Files.readString(Path.of(System.getProperty("tombolo.root"), "docs", "connectors.md"));

        for (ConfigDef settings :
                List.of(new CsvSourceConnector().config(), new FolderSourceConnector().config(), ChangeConfig.DEF)) {
            for (ConfigDef.ConfigKey key : settings.configKeys().values()) {
                assertThat(guide).contains("| `" + key.name + "` |");
                assertThat(key.documentation).as(key.name).endsWith(".");
            }
        }
    }
}
