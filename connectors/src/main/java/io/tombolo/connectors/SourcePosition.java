package io.tombolo.connectors;

import org.apache.kafka.connect.header.ConnectHeaders;
import org.apache.kafka.connect.header.Headers;

/** Where in its source a row stood, told by our own sources to {@link ToDatasetChange} in a header that never reaches the topic. */
public final class SourcePosition {

    static final String HEADER = "tombolo-source-position";

    private SourcePosition() {}

    /** Headers that say {@code position}. */
    public static Headers header(String position) {
        return new ConnectHeaders().addString(HEADER, position);
    }
}
