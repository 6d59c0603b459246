package io.tombolo.consumer.readside;

import java.util.List;

/** A dataset that the read side knows, and the origins of all its logs: every partition, every generation. */
public record ListedDataset(String dataset, long events, long sealed, long anchored, List<String> logs) {
    public ListedDataset {
        logs = List.copyOf(logs);
    }
}
