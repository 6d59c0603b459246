package io.tombolo.anchoring.anchor;

import io.tombolo.schemas.contract.AnchorRecord;
import io.tombolo.schemas.contract.SealedBatch;

/** The bytes of checkpoints and anchors in their topics: registry-framed Avro. For one thread at a time. */
public interface CheckpointFormat {
    SealedBatch checkpoint(byte[] value);

    byte[] anchor(AnchorRecord anchor);
}
