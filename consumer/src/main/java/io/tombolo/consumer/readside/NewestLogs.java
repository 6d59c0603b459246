package io.tombolo.consumer.readside;

import io.tombolo.schemas.DatasetId;
import io.tombolo.schemas.Origin;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Which log belongs to which partition: a topic that was deleted and made again has one log per generation, and the last counts. */
public final class NewestLogs {
    private NewestLogs() {}

    /** The origins of a dataset's newest logs by partition, as far as the read side lists them. */
    public static Map<Integer, String> of(ProvenanceClient readSide, DatasetId dataset) {
        Map<Integer, String> newest = new TreeMap<>();
        readSide.datasets(dataset).stream()
                .filter(listed -> listed.dataset().equals(dataset.toString()))
                .flatMap(listed -> listed.logs().stream())
                .map(Origin::parse)
                .flatMap(Optional::stream)
                .filter(log -> log.dataset().equals(dataset))
                .sorted()
                .forEach(log -> newest.put(log.partition(), log.toString()));
        return newest;
    }
}
