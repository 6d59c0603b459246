package io.tombolo.connectors.file;

import io.tombolo.connectors.folder.CsvConnector;
import io.tombolo.connectors.row.OneTaskConnector;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.connect.connector.Task;

/**
 * Shares the rows of one CSV file, each exactly once, and those that are added to it later.
 *
 * <p>One task; the position in the file is the source offset, so Connect commits it together with the rows.
 */
public final class CsvSourceConnector extends OneTaskConnector {

    @Override
    public Class<? extends Task> taskClass() {
        return CsvSourceTask.class;
    }

    @Override
    public ConfigDef config() {
        return CsvConnector.settings();
    }
}
