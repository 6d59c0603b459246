package io.tombolo.anchoring.anchor;

import io.tombolo.schemas.contract.AnchorRecord;
import io.tombolo.schemas.contract.RejectedInput;
import io.tombolo.schemas.contract.SealedBatch;

/** The bytes of checkpoints, anchors and refusals in their topics: registry-framed Avro. For one thread at a time. */
public interface CheckpointFormat {
    SealedBatch checkpoint(byte[] value);

    byte[] anchor(AnchorRecord anchor);

    AnchorRecord anchor(byte[] value);

    byte[] rejected(RejectedInput rejected);
}
