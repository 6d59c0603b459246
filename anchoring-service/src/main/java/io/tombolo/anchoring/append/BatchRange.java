package io.tombolo.anchoring.append;

import io.tombolo.merkle.CompactRange;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.jspecify.annotations.Nullable;

/**
 * The compact range of a batch's leaves, in a header of its sealed batch: about a kilobyte from which the anchorer proves
 * consistency between any two checkpoints without reading an entry. Not to be trusted unless it leads to the sealed root.
 */
public final class BatchRange {
    /** Header that holds {@link CompactRange#serialise()}. */
    public static final String HEADER = "tombolo-range";

    private BatchRange() {}

    /** The range in these headers; null when there is none. */
    public static @Nullable CompactRange of(Headers headers) {
        Header header = headers.lastHeader(HEADER);
        return header == null ? null : CompactRange.restore(header.value());
    }
}
