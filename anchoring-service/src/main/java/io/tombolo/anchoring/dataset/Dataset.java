package io.tombolo.anchoring.dataset;

import io.tombolo.anchoring.config.AnchoringConfig;
import io.tombolo.schemas.DatasetId;
import io.tombolo.schemas.commit.PartFormat;

/** A dataset as one of the rules describes it: its name, its topic, what its bytes are and when its batches are sealed. */
public record Dataset(DatasetId id, String topic, PartFormat key, PartFormat value, AnchoringConfig.Seal seal) {}
