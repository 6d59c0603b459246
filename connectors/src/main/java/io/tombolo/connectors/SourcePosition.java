package io.tombolo.connectors;

import org.apache.kafka.connect.header.ConnectHeaders;
import org.apache.kafka.connect.header.Headers;

/** Where in its source a row was, passed by our own sources to {@link ToDatasetChange} in a header that never reaches the topic. */
public final class SourcePosition {

    static final String HEADER = "tombolo-source-position";
    static final String OBJECT_HEADER = "tombolo-source-object";

    private SourcePosition() {}

    /** Headers that say {@code position}. */
    public static Headers header(String position) {
        return new ConnectHeaders().addString(HEADER, position);
    }

    /** Headers that say {@code position} in {@code object}, a file or whatever the source calls what holds its rows. */
    public static Headers header(String object, String position) {
        return header(position).addString(OBJECT_HEADER, object);
    }
}
