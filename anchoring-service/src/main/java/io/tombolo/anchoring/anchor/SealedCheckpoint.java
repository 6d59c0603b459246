package io.tombolo.anchoring.anchor;

import io.opentelemetry.api.trace.SpanContext;
import io.tombolo.merkle.CompactRange;
import io.tombolo.schemas.contract.SealedBatch;
import org.jspecify.annotations.Nullable;

/**
 * A sealed batch as the anchorer reads it, with the compact range of its leaves where the sealer gave one.
 *
 * @param trace span of its seal; null for a batch without a sampled record
 */
record SealedCheckpoint(
        SealedBatch batch,
        @Nullable CompactRange range,
        @Nullable SpanContext trace) {}
