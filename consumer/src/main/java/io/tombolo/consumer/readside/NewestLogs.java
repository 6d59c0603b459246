package io.tombolo.consumer.readside;

import io.tombolo.schemas.DatasetId;
import java.util.Comparator;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Which log stands for which partition: a topic that was deleted and made again has one log per generation, and the last counts. */
public final class NewestLogs {
    private static final Pattern NUMBERS = Pattern.compile("/([0-9]{1,6})(?:/([0-9]{1,6}))?");

    private NewestLogs() {}

    /** The origins of a dataset's newest logs by partition, as far as the read side lists them. */
    public static Map<Integer, String> of(ProvenanceClient readSide, DatasetId dataset) {
        Map<Integer, String> newest = new TreeMap<>();
        readSide.datasets().stream()
                .filter(listed -> listed.dataset().equals(dataset.toString()))
                .flatMap(listed -> listed.logs().stream())
                .map(origin -> Numbered.of(dataset, origin))
                .flatMap(Optional::stream)
                .sorted(Comparator.comparingInt(Numbered::generation))
                .forEach(log -> newest.put(log.partition(), log.origin()));
        return newest;
    }

    private record Numbered(String origin, int partition, int generation) {
        private static Optional<Numbered> of(DatasetId dataset, String origin) {
            String name = dataset.toString();
            Matcher numbers = NUMBERS.matcher(origin.startsWith(name) ? origin.substring(name.length()) : "");
            return numbers.matches()
                    ? Optional.of(new Numbered(
                            origin,
                            Integer.parseInt(numbers.group(1)),
                            numbers.group(2) == null ? 1 : Integer.parseInt(numbers.group(2))))
                    : Optional.empty();
        }
    }
}
