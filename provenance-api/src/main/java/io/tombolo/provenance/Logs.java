package io.tombolo.provenance;

import io.tombolo.http.server.Problem;
import io.tombolo.provenance.store.LogStore;
import io.tombolo.provenance.store.StoredLog;
import io.tombolo.schemas.DatasetId;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** The logs that a request is about. */
final class Logs {
    private Logs() {}

    /** Of {@code organisation/name}; none for a text that is no dataset's, or one that is not known. */
    static List<StoredLog> of(LogStore store, String dataset) {
        try {
            return store.logs(DatasetId.parse(dataset));
        } catch (IllegalArgumentException other) {
            return List.of();
        }
    }

    /** Of the dataset in the request's path, at least one. */
    static List<StoredLog> of(LogStore store, Ask ask) {
        String name = ask.named("organisation") + "/" + ask.named("name");
        List<StoredLog> logs = of(store, name);
        if (logs.isEmpty()) {
            throw refusal(404, "unknown-dataset", "no dataset \"%s\" is known here".formatted(name));
        }
        return logs;
    }

    /** The newest log of the partition of the request's parameter, 0 where it has none. */
    static StoredLog partition(LogStore store, Ask ask) {
        return newest(
                of(store, ask), ask.number("partition", 0, Integer.MAX_VALUE).orElse(0));
    }

    /** The newest log of a partition. */
    static StoredLog newest(List<StoredLog> logs, long partition) {
        return logs.stream()
                .filter(log -> log.origin().partition() == partition)
                .max(Comparator.comparingInt(log -> log.origin().generation()))
                .orElseThrow(() -> refusal(
                        404,
                        "unknown-partition",
                        "%s has no partition %d with a log"
                                .formatted(logs.get(0).origin().dataset(), partition)));
    }

    /** The newest log of each partition. */
    static List<StoredLog> newestOfEach(List<StoredLog> logs) {
        return logs.stream()
                .filter(log -> logs.stream()
                        .noneMatch(other -> other.origin().partition()
                                        == log.origin().partition()
                                && other.origin().generation() > log.origin().generation()))
                .toList();
    }

    /** A number in a path. */
    static long number(Ask ask, String name) {
        Optional<Long> number = Optional.empty();
        try {
            number = Optional.of(Long.parseLong(ask.named(name))).filter(found -> found >= 0);
        } catch (NumberFormatException other) {
            // Reported below.
        }
        return number.orElseThrow(() -> refusal(404, "not-found", "%s must be a number from 0 on".formatted(name)));
    }

    static Problem.Refusal refusal(int status, String kind, String message) {
        return new Problem.Refusal(Problem.of(status, kind, message));
    }
}
