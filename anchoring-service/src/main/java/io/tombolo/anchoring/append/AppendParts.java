package io.tombolo.anchoring.append;

import io.tombolo.anchoring.dataset.DatasetRules;
import io.tombolo.anchoring.dataset.SourceTopics;
import io.tombolo.anchoring.kafka.OwnRecords;
import io.tombolo.anchoring.leaf.HashingThreads;
import io.tombolo.anchoring.probe.Probe;
import io.tombolo.anchoring.seal.LogKeys;
import io.tombolo.anchoring.status.StatusBoard;

/** What every task works with. */
record AppendParts(
        DatasetRules rules,
        LogKeys keys,
        OwnRecords records,
        StateSource states,
        SourceTopics topics,
        String stateTopic,
        HashingThreads hashing,
        SealTraces traces,
        StatusBoard status,
        Probe probe) {}
