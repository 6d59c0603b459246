package io.tombolo.schemas.serde;

import io.tombolo.schemas.commit.LastHeaders;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.jspecify.annotations.Nullable;

/** Kafka's headers as a committer reads them. One for many records, so that none costs an object; not thread-safe. */
public final class KafkaHeaders implements LastHeaders {

    private Headers headers = new RecordHeaders();

    /** These headers from now on; returns itself. */
    public KafkaHeaders of(Headers now) {
        headers = now;
        return this;
    }

    @Override
    public byte @Nullable [] value(String name) {
        Header header = HeaderNames.last(headers, name);
        return header == null ? null : HeaderNames.value(header);
    }
}
