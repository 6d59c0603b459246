package io.tombolo.connectors.source;

import org.apache.kafka.connect.header.ConnectHeaders;
import org.apache.kafka.connect.header.Headers;

/** Where in its source a row was, passed by our own sources to the transform in a header that never reaches the topic. */
public final class SourcePosition {

    /** The header's name. */
    public static final String HEADER = "tombolo-source-position";
    /** The name of the header that holds the object. */
    public static final String OBJECT_HEADER = "tombolo-source-object";

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
