package io.tombolo.connectors.folder;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.apache.kafka.connect.source.SourceRecord;
import org.jspecify.annotations.Nullable;

/** What a task shares: the files of a folder, each by its content, or one file that grows. One thread. */
sealed interface Supply permits Intake, GrowingFile {

    /** The folder or the file, for messages. */
    Path path();

    /** How long to wait before another look, in milliseconds. */
    long waitMs();

    /** Notes that belong to no file's rows. */
    List<SourceRecord> notes() throws IOException;

    /** The next file that has something to share, opened; null when there is none for now. */
    @Nullable TakenFile next() throws IOException;

    /** A batch of a file as it is committed. */
    List<SourceRecord> sealed(TakenFile file, List<SourceRecord> batch) throws IOException;

    /** What says that all is shared that a file had when it was opened. */
    List<SourceRecord> shared(TakenFile file) throws IOException;

    /**
     * What says that nothing, or nothing more, can be made of a file.
     *
     * @throws org.apache.kafka.connect.errors.ConnectException when that stops the task
     */
    List<SourceRecord> refused(TakenFile file, String why);
}
