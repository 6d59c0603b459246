package io.tombolo.cli.erase;

import io.tombolo.agreements.store.Erasure;
import io.tombolo.agreements.store.ErasureLog;
import io.tombolo.cli.shell.CommandException;
import io.tombolo.connectors.protect.KeyTopic;
import io.tombolo.protect.DataKeyId;
import io.tombolo.protect.GroupKeys;
import io.tombolo.protect.Subject;
import io.tombolo.schemas.DatasetId;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Erases a subject's keys in all groups of a dataset, and records that. Each step can be done again: keys that are erased stay erased, and an
 * erasure whose record is missing because the process was killed is recorded by the next call.
 */
final class Erasing {
    private final KeyTopic topic;
    private final ErasureLog log;
    private final Clock clock;

    Erasing(KeyTopic topic, ErasureLog log, Clock clock) {
        this.topic = topic;
        this.log = log;
        this.clock = clock;
    }

    /**
     * What came of it.
     *
     * @param now in how many groups the key was there
     * @param otherColumns groups whose subjects other columns name, with these
     */
    record Erased(
            ErasureLog.Recorded recorded, List<DataKeyId> keys, int now, Map<String, Set<Set<String>>> otherColumns) {}

    /** @throws CommandException when the dataset has no protected fields, or no group's subjects are named by these columns */
    Erased erase(DatasetId dataset, Subject subject, String reason) {
        Map<String, GroupKeys> groups = topic.all(dataset);
        if (groups.isEmpty()) {
            throw new CommandException(
                    "dataset " + dataset + " has no protected fields here: tombolo.keys has no keys of it");
        }
        Set<String> names = subject.values().keySet();
        Map<String, Set<Set<String>>> others = new TreeMap<>();
        groups.forEach((group, keys) -> {
            if (!keys.columns().contains(names)) {
                others.put(group, keys.columns());
            }
        });
        if (others.size() == groups.size()) {
            throw new CommandException("--subject names " + new TreeSet<>(names) + ": the subjects of " + dataset
                    + " are named by " + text(others));
        }
        Map<String, String> ids = new TreeMap<>();
        List<DataKeyId> all = new ArrayList<>();
        int now = 0;
        for (String group : groups.keySet()) {
            if (!others.containsKey(group)) {
                KeyTopic.Erased erased = topic.erase(dataset, group, List.of(subject));
                ids.put(group, erased.ids().get(0).toString());
                all.addAll(erased.ids());
                now += erased.now();
            }
        }
        ErasureLog.Recorded recorded = log.record(new Erasure(dataset, ids, clock.instant(), reason));
        return new Erased(recorded, all, now, others);
    }

    /** By which columns subjects are named, in each group. */
    static String text(Map<String, Set<Set<String>>> columns) {
        List<String> all = new ArrayList<>();
        columns.forEach((group, sets) ->
                all.add(String.join(
                                " or ",
                                sets.stream()
                                        .map(set -> new TreeSet<>(set).toString())
                                        .sorted()
                                        .toList()) + " in group " + group));
        return String.join(", ", all);
    }
}
