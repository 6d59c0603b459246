package io.tombolo.anchoring.anchor;

import io.tombolo.merkle.CompactRange;
import io.tombolo.schemas.contract.SealedBatch;
import org.jspecify.annotations.Nullable;

/** A sealed batch as the anchorer reads it, with the compact range of its leaves where the sealer gave one. */
record SealedCheckpoint(SealedBatch batch, @Nullable CompactRange range) {}
