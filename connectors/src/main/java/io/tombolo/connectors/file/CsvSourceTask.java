package io.tombolo.connectors.file;

import io.tombolo.connectors.folder.FolderSourceTask;

/** The task of a {@link CsvSourceConnector}, under the name that stored configurations have. */
public final class CsvSourceTask extends FolderSourceTask {}
