package io.tombolo.reconcile.feed;

import io.tombolo.verification.stream.Finding;
import java.util.List;

/**
 * What came of reading a dataset up to a cut.
 *
 * @param events read
 * @param later events that came after the cut
 * @param backfilled rows that a back-fill shared after the cut: what they say of the moment of the cut is not known
 * @param unreadable records that are not change events of a table, at most {@link #MAX_NAMED} of them by offset
 * @param unreadableCount how many there were
 * @param findings what the verifier refused
 * @param heads each partition's log as far as it was anchored: origin, size and root hash in hexadecimal, by a space between
 */
public record FeedRead(
        long events,
        long later,
        long backfilled,
        List<String> unreadable,
        long unreadableCount,
        List<Finding> findings,
        List<String> heads) {
    /** How many records are named one by one. */
    public static final int MAX_NAMED = 20;

    public FeedRead {
        unreadable = List.copyOf(unreadable);
        findings = List.copyOf(findings);
        heads = List.copyOf(heads);
    }

    /** Nothing is in the feed, not even a topic. */
    public static FeedRead nothing() {
        return new FeedRead(0, 0, 0, List.of(), 0, List.of(), List.of());
    }
}
