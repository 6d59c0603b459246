package io.tombolo.anchoring.append;

import io.tombolo.anchoring.probe.Probe;
import io.tombolo.anchoring.seal.LogKeys;
import io.tombolo.anchoring.status.StatusBoard;
import java.util.function.Supplier;

/** What every task works with; the entry maker alone is each task's own. */
record AppendParts(
        DatasetRules rules,
        Supplier<EntryMaker> entryMaker,
        LogKeys keys,
        ContractBytes contracts,
        StateSource states,
        SourceTopics topics,
        String stateTopic,
        HashingThreads hashing,
        StatusBoard status,
        Probe probe) {}
