package io.tombolo.verification.stream;

import io.tombolo.merkle.Hash;
import io.tombolo.verification.verdict.Refusal;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Names what differs between a stretch of a log and the records that were read for it. Commitments are salted, so equal ones mean
 * the same content: that distinguishes a record that moved from one that was altered or invented.
 */
public final class Divergence {
    private static final int UNMATCHED = -1;
    private static final int NAMED = -2;

    private final String origin;
    private final long firstIndex;
    private final byte[] log;
    private final byte[] read;
    /** Per log entry: whether some record is at its place. */
    private final boolean[] taken;
    /** Per log entry: whether some record holds its content, at its place or elsewhere. */
    private final boolean[] held;
    /** Per record: the log entry that it equals, or why there is none. */
    private final int[] match;

    private final Map<Long, Integer> logByOffset = new HashMap<>();
    private final Map<Hash, Deque<Integer>> logByCommitment = new HashMap<>();
    private final List<Finding> findings = new ArrayList<>();

    private Divergence(String origin, long firstIndex, byte[] log, byte[] read) {
        this.origin = origin;
        this.firstIndex = firstIndex;
        this.log = log;
        this.read = read;
        this.taken = new boolean[log.length / EntryBytes.LENGTH];
        this.held = new boolean[taken.length];
        this.match = new int[read.length / EntryBytes.LENGTH];
    }

    /**
     * What differs, in the order of offsets; empty when nothing does.
     *
     * @param firstIndex the leaf index of the first log entry
     * @param log the log's entries, which the caller has checked against a signed root
     * @param read the entries of the records in the order in which they were read
     */
    public static List<Finding> between(String origin, long firstIndex, byte[] log, byte[] read) {
        return new Divergence(origin, firstIndex, log, read).findings();
    }

    private List<Finding> findings() {
        for (int j = 0; j < taken.length; j++) {
            logByOffset.putIfAbsent(EntryBytes.offset(log, j), j);
        }
        matchEqual();
        indexCommitments();
        // Changes that stay at their offset first, so that a copy elsewhere can't take the place of the original.
        nameAltered();
        nameMovedAndUnexpected();
        nameMissing();
        nameReordered();
        findings.sort(Comparator.comparingLong(Finding::offset));
        return List.copyOf(findings);
    }

    private void matchEqual() {
        Arrays.fill(match, UNMATCHED);
        for (int i = 0; i < match.length; i++) {
            Integer j = logByOffset.get(EntryBytes.offset(read, i));
            if (j != null && EntryBytes.same(read, i, log, j)) {
                if (taken[j]) {
                    name(
                            i,
                            Refusal.UNEXPECTED,
                            j,
                            "delivered more than once: a duplicate of offset " + EntryBytes.offset(log, j));
                } else {
                    taken[j] = true;
                    held[j] = true;
                    match[i] = j;
                }
            }
        }
    }

    private void indexCommitments() {
        for (int j = 0; j < taken.length; j++) {
            logByCommitment
                    .computeIfAbsent(EntryBytes.commitment(log, j), c -> new ArrayDeque<>())
                    .add(j);
        }
    }

    private void nameAltered() {
        for (int i = 0; i < match.length; i++) {
            Integer j = logByOffset.get(EntryBytes.offset(read, i));
            if (match[i] != UNMATCHED || j == null || taken[j]) {
                continue;
            }
            taken[j] = true;
            Hash commitment = EntryBytes.commitment(read, i);
            if (commitment.equals(EntryBytes.commitment(log, j)) && !held[j]) {
                held[j] = true;
                name(i, Refusal.ALTERED, j, sameContent(i, j));
                continue;
            }
            int source = holder(commitment);
            if (source == UNMATCHED) {
                name(i, Refusal.ALTERED, j, otherContent(commitment, j));
            } else {
                held[source] = true;
                name(i, Refusal.REORDERED, j, "holds what the log has at offset " + EntryBytes.offset(log, source));
            }
        }
    }

    private void nameMovedAndUnexpected() {
        for (int i = 0; i < match.length; i++) {
            if (match[i] != UNMATCHED) {
                continue;
            }
            Hash commitment = EntryBytes.commitment(read, i);
            Deque<Integer> originals = logByCommitment.get(commitment);
            int source = holder(commitment);
            if (source != UNMATCHED) {
                held[source] = true;
                taken[source] = true;
                name(
                        i,
                        Refusal.REORDERED,
                        source,
                        "holds what the log has at offset " + EntryBytes.offset(log, source));
            } else if (originals != null) {
                int original = originals.getFirst();
                name(i, Refusal.UNEXPECTED, original, "a duplicate of offset " + EntryBytes.offset(log, original));
            } else if (logByOffset.containsKey(EntryBytes.offset(read, i))) {
                name(i, Refusal.UNEXPECTED, UNMATCHED, "a second record at this offset, which the log does not hold");
            } else {
                name(i, Refusal.UNEXPECTED, UNMATCHED, "the log holds no record at this offset");
            }
        }
    }

    private void nameMissing() {
        for (int j = 0; j < taken.length; j++) {
            if (!taken[j]) {
                add(
                        Refusal.MISSING,
                        j,
                        EntryBytes.offset(log, j),
                        "the log holds leaf " + (firstIndex + j) + ", it was not read");
            }
        }
    }

    /** Equal entries that are not part of the longest run in the log's order were delivered out of order. */
    private void nameReordered() {
        int[] records = new int[match.length];
        int count = 0;
        for (int i = 0; i < match.length; i++) {
            if (match[i] >= 0) {
                records[count++] = i;
            }
        }
        int[] places = new int[count];
        for (int k = 0; k < count; k++) {
            places[k] = match[records[k]];
        }
        boolean[] inOrder = IncreasingRun.longest(places);
        boolean[] named = new boolean[count];
        for (int k = 0; k < count; k++) {
            if (!inOrder[k]) {
                nameOutOfOrder(places, k, named);
                // Two neighbours that changed places are both named: neither is more to blame.
                if (k + 1 < count && places[k + 1] == places[k] - 1) {
                    nameOutOfOrder(places, k + 1, named);
                }
                if (k > 0 && places[k - 1] == places[k] + 1) {
                    nameOutOfOrder(places, k - 1, named);
                }
            }
        }
    }

    private void nameOutOfOrder(int[] places, int k, boolean[] named) {
        if (!named[k]) {
            named[k] = true;
            int j = places[k];
            add(
                    Refusal.REORDERED,
                    j,
                    EntryBytes.offset(log, j),
                    k + 1 < places.length && places[k + 1] < j
                            ? "delivered before offset " + EntryBytes.offset(log, places[k + 1])
                            : "delivered after offset " + (k == 0 ? "none" : EntryBytes.offset(log, places[k - 1])));
        }
    }

    /** The first log entry of this commitment whose content no record holds yet. */
    private int holder(Hash commitment) {
        for (int place : logByCommitment.getOrDefault(commitment, new ArrayDeque<>())) {
            if (!held[place]) {
                return place;
            }
        }
        return UNMATCHED;
    }

    private String sameContent(int i, int j) {
        return EntryBytes.form(read, i) == EntryBytes.form(log, j)
                ? "timestamp " + EntryBytes.timestamp(read, i) + ", the log has " + EntryBytes.timestamp(log, j)
                : "read as form " + EntryBytes.form(read, i) + ", the log has form " + EntryBytes.form(log, j);
    }

    private String otherContent(Hash commitment, int j) {
        Deque<Integer> original = logByCommitment.get(commitment);
        return original == null
                ? "commitment " + commitment + ", the log has " + EntryBytes.commitment(log, j)
                : "holds a copy of offset " + EntryBytes.offset(log, original.getFirst());
    }

    private void name(int i, Refusal refusal, int j, String detail) {
        match[i] = NAMED;
        add(refusal, j, EntryBytes.offset(read, i), detail);
    }

    private void add(Refusal refusal, int j, long offset, String detail) {
        findings.add(new Finding(refusal, origin, j < 0 ? Finding.NONE : firstIndex + j, offset, detail));
    }
}
