package io.tombolo.connectors;

import static org.assertj.core.api.Assertions.assertThat;

import io.tombolo.connectors.file.CsvSourceConnector;
import io.tombolo.connectors.folder.FolderSourceConnector;
import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.kafka.common.config.ConfigDef;
import org.junit.jupiter.api.Test;

class DocumentationTest {

    @Test
    void hasEverySettingInItsTables() throws Exception {
        hasAll("files.md", new CsvSourceConnector().config());
        hasAll("files.md", new FolderSourceConnector().config());
        hasAll("transform.md", new ToDatasetChange<>().config());
    }

    private static void hasAll(String page, ConfigDef settings) throws Exception {
        String guide = Files.readString(Path.of(System.getProperty("tombolo.root"), "docs", "sources", page));
        for (ConfigDef.ConfigKey key : settings.configKeys().values()) {
            assertThat(guide).as(page).contains("| `" + key.name + "` |");
            assertThat(key.documentation).as(key.name).endsWith(".");
        }
    }
}
