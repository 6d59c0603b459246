package io.tombolo.reconcile.source;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A PostgreSQL snapshot. A transaction is in it or not, whatever the places of its changes in the log: the snapshot itself names the
 * transactions that were still running.
 *
 * @param before a place in the log from before the snapshot
 * @param snapshot as {@code pg_current_snapshot()} writes it, {@code xmin:xmax:running,running}
 * @param next the first transaction of which the snapshot holds nothing, nor of later ones; without its epoch
 * @param running earlier ones that had not ended, without their epochs
 * @param after a transaction that began after the snapshot was taken, without its epoch
 * @param mark where that one wrote to the log: behind every transaction that the snapshot holds
 */
record PostgresCut(long before, String snapshot, int next, Set<Integer> running, int after, long mark) implements Cut {
    private static final Pattern LSN = Pattern.compile("(?:^|,)lsn=(\\d+)");
    private static final Pattern DIGITS = Pattern.compile("^(\\d+)");

    PostgresCut {
        running = Set.copyOf(running);
    }

    static PostgresCut of(long before, String snapshot, long after, long mark) {
        List<String> parts = List.of(snapshot.split(":", -1));
        Set<Integer> running = new TreeSet<>();
        Stream.of(parts.get(2).split(","))
                .filter(id -> !id.isEmpty())
                .forEach(id -> running.add((int) Long.parseLong(id)));
        return new PostgresCut(before, snapshot, (int) Long.parseLong(parts.get(1)), running, (int) after, mark);
    }

    @Override
    public String position() {
        return "lsn=" + inHex(mark) + ",snapshot=" + snapshot;
    }

    @Override
    public boolean holds(String position, @Nullable String transaction) {
        long lsn = order(position);
        Matcher id = DIGITS.matcher(transaction == null ? "" : transaction);
        if (!id.find()) {
            return lsn <= before;
        }
        int number = (int) Long.parseLong(id.group(1));
        // An event's number has lost its epoch: one that seems to have begun later, and yet wrote before, is of an
        // earlier epoch.
        boolean ofEarlierEpoch = number - after > 0 && lsn < before;
        return !running.contains(number) && (number - next < 0 || ofEarlierEpoch);
    }

    @Override
    public long order(String position) {
        Matcher lsn = LSN.matcher(position);
        if (!lsn.find()) {
            throw new IllegalArgumentException("position '" + position + "': names no lsn");
        }
        return Long.parseLong(lsn.group(1));
    }

    /** The stream is in the order of commits, and what lies behind the mark is of a transaction that ended behind it. */
    @Override
    public boolean passed(JsonNode offset) {
        return Stream.of("lsn", "lsn_proc", "lsn_commit")
                .anyMatch(name -> offset.path(name).asLong() >= mark);
    }

    private static String inHex(long lsn) {
        return String.format("%X/%X", lsn >>> 32, lsn & 0xFFFF_FFFFL);
    }
}
