package io.tombolo.connectors.folder;

import io.tombolo.connectors.row.OneTaskConnector;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.connect.connector.Task;

/**
 * Shares the rows of every file that is dropped into a folder, each exactly once, whatever the files are called later.
 *
 * <p>One task: files come after one another, in the order of their names among those that lie there.
 */
public final class FolderSourceConnector extends OneTaskConnector {

    @Override
    public Class<? extends Task> taskClass() {
        return FolderSourceTask.class;
    }

    @Override
    public ConfigDef config() {
        return FolderConfig.DEF;
    }
}
