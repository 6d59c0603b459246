package io.tombolo.connectors.folder;

import io.tombolo.connectors.format.RowCursor;
import org.apache.kafka.connect.errors.ConnectException;

/** A file of which nothing can be made: the first look for a row says why. */
record Refusing(String why, RowCursor.Mark mark) implements RowCursor {

    @Override
    public RowCursor.FoundRow next() {
        throw new ConnectException(why);
    }

    @Override
    public void close() {}
}
