package io.tombolo.consumer.readside;

/**
 * Anchors that a policy gives no weight for one reason.
 *
 * @param first which anchor was the first, and what it is ignored for
 */
public record IgnoredAnchors(long count, String first) {}
