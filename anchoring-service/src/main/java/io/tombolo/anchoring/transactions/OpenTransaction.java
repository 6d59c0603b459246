package io.tombolo.anchoring.transactions;

import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * A transaction that is open in partitions: readers of committed records stop before its first record there.
 *
 * @param transactionalId empty when its coordinator does not know it, or does not show it to this service
 * @param coordinator the state that its coordinator reports, in Kafka's spelling; {@code Unknown} when it reports none
 * @param firstOffsets the offset of its first record, by partition ({@code topic-0})
 * @param lastRecordAt timestamp of the last record that it wrote, ms; -1 when not known
 * @param since when this process saw it first, wall clock, ms
 * @param hanging whether nothing will end it: its coordinator has finished, and its markers are missing
 */
public record OpenTransaction(
        String transactionalId,
        long producerId,
        String coordinator,
        Decision decision,
        SortedMap<String, Long> firstOffsets,
        long lastRecordAt,
        long since,
        boolean hanging) {
    private static final int SHOWN = 5;

    /** What became of it, as far as its coordinator says. */
    public enum Decision {
        COMMIT,
        ABORT,
        /** Its producer may still decide. */
        OPEN,
        /** Its coordinator has gone on, or does not know it. */
        UNKNOWN
    }

    public OpenTransaction {
        firstOffsets = new TreeMap<>(Map.copyOf(firstOffsets));
    }

    OpenTransaction seen(long firstSeen, boolean nowHanging) {
        return new OpenTransaction(
                transactionalId, producerId, coordinator, decision, firstOffsets, lastRecordAt, firstSeen, nowHanging);
    }

    /** Its transactional id, or the producer's number where there is none. */
    public String name() {
        return transactionalId.isEmpty() ? "of producer " + producerId : transactionalId;
    }

    /** One line for an operator: which, where, and what was decided. */
    public String text() {
        return "transaction " + name() + (hanging ? " hangs in " : " is open in ") + where() + ": coordinator says "
                + coordinator + ", decision " + decision;
    }

    private String where() {
        String some = firstOffsets.keySet().stream().limit(SHOWN).collect(Collectors.joining(", "));
        int more = firstOffsets.size() - SHOWN;
        return more > 0 ? some + " and " + more + " more" : some;
    }

    /** Whether any of its partitions is of another topic than the groups' offsets. */
    public boolean holdsRecords() {
        return firstOffsets.keySet().stream().anyMatch(partition -> !partition.startsWith("__consumer_offsets-"));
    }
}
