package io.tombolo.verification.stream;

import io.tombolo.merkle.CompactRange;
import io.tombolo.merkle.Hash;
import io.tombolo.verification.verdict.Level;
import io.tombolo.verification.verdict.Refusal;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Recomputes one log's tree from the entries of the records as they are read, and compares it at every head that it was asked to
 * expect: no proof and no look-up per record. Its state is a compact range and the entries that no head covers yet.
 *
 * <p>Where a head does not fit, it asks for the log's own entries, trusts them only when they lead to that head's root, names
 * each offset that differs, and continues behind it. Mutable, for one thread at a time.
 */
public final class StreamVerifier {
    private static final int REMEMBERED_HEADS = 4096;
    private static final int MOST_LEAVES = Integer.MAX_VALUE / EntryBytes.LENGTH;

    private final String origin;
    private final LogEntries log;
    private final AlternateEntries otherForms;
    private final StreamListener listener;
    private final PendingEntries pending = new PendingEntries();
    private final TreeMap<Long, ExpectedHead> expected = new TreeMap<>();
    private final Map<Long, Compared> compared = new LinkedHashMap<>();
    private final List<Long> early = new ArrayList<>();
    private CompactRange tree;
    private long deliveredTo = Long.MIN_VALUE;
    private @Nullable Difference difference;
    private long findings;
    private boolean stopped;

    /** A head that was compared, and the offset of its last leaf. */
    private record Compared(ExpectedHead head, long lastOffset) {}

    /** A head that does not fit, and the log's own entries up to it, which do. */
    private static final class Difference {
        private final ExpectedHead head;
        private final byte[] entries;
        private final CompactRange tree;

        private Difference(ExpectedHead head, byte[] entries, CompactRange tree) {
            this.head = head;
            this.entries = entries;
            this.tree = tree;
        }
    }

    /** As the other constructor, for records that can't be had in another form. */
    public StreamVerifier(String origin, CompactRange start, LogEntries log, StreamListener listener) {
        this(origin, start, log, (offset, form) -> null, listener);
    }

    /** A verifier that starts at the end of {@code start}, the proven beginning of the log: empty, to read it from leaf 0. */
    public StreamVerifier(
            String origin, CompactRange start, LogEntries log, AlternateEntries otherForms, StreamListener listener) {
        this.otherForms = otherForms;
        this.origin = origin;
        this.tree = start.copy();
        this.log = log;
        this.listener = listener;
    }

    /** How many leaves have been compared with a signed head. */
    public long verifiedSize() {
        return tree.end();
    }

    /** How many entries wait for a head that covers them. */
    public int pending() {
        return pending.count();
    }

    /** A copy of the entries that wait for a head, side by side, from the one with this number on. */
    public byte[] pendingFrom(int first) {
        int start = pending.firstByte() + first * EntryBytes.LENGTH;
        return Arrays.copyOfRange(pending.array(), start, pending.firstByte() + pending.count() * EntryBytes.LENGTH);
    }

    /** How many findings there were. */
    public long findings() {
        return findings;
    }

    /** Whether it met something that it can't continue behind: heads or a log view that contradict each other. */
    public boolean isStopped() {
        return stopped;
    }

    /** Whether records came before others of lower offsets, which it has yet to name: not in {@link #state}. */
    public boolean hasEarly() {
        return !early.isEmpty();
    }

    /** The proven beginning of the log, to be saved and started from again. */
    public CompactRange state() {
        return tree.copy();
    }

    /** Expects a head. Heads may come late and more than once; two of one size must have one root. */
    public void expect(ExpectedHead head) {
        Compared past = compared.get(head.size());
        ExpectedHead other = past == null ? expected.get(head.size()) : past.head();
        if (other != null && !other.root().equals(head.root())) {
            stop(
                    Refusal.FORKED,
                    head.size() - 1,
                    "size " + head.size() + " was signed with root " + other.root() + " (" + other.level()
                            + ") and with root " + head.root() + " (" + head.level() + ")");
        } else if (head.size() > tree.end()) {
            expected.merge(head.size(), head, StreamVerifier::higher);
            if (difference != null && head.size() < difference.head.size()) {
                difference = null; // The nearer one is looked into first: what it covers may all have been read.
            }
        } else if (past != null && head.level().compareTo(past.head().level()) > 0) {
            compared.put(head.size(), new Compared(head, past.lastOffset()));
            listener.compared(head, past.lastOffset());
        }
    }

    /** Takes the next record's entry: 50 bytes from {@code at} on, which are copied. Nothing is compared yet. */
    public void append(byte[] entry, int at) {
        if (!stopped) {
            pending.add(entry, at);
        }
    }

    /**
     * Says that every record with an offset below this one has been appended, if there was any, and compares what can be.
     *
     * @throws LogUnavailableException as {@link #advance}
     */
    public void delivered(long nextOffset) {
        deliveredTo = Math.max(deliveredTo, nextOffset);
        advance();
    }

    /**
     * Compares what can be compared.
     *
     * @throws LogUnavailableException when something differs and the log's own entries can't be had now; calling again later continues
     *     where this stopped
     */
    public void advance() {
        while (!stopped && !expected.isEmpty() && (difference == null ? compareNext() : settle(difference))) {
            // One head further at each turn.
        }
    }

    private boolean compareNext() {
        ExpectedHead head = expected.firstEntry().getValue();
        long need = head.size() - tree.end();
        if (pending.count() < need) {
            return head.lastOffset() < deliveredTo && lookInto(head);
        }
        CompactRange good = tree.copy();
        tree.appendAll(pending.array(), pending.firstByte(), EntryBytes.LENGTH, (int) need);
        if (tree.root().equals(head.root())) {
            long last = EntryBytes.offset(pending.array(), pending.firstByte() / EntryBytes.LENGTH + (int) need - 1);
            pending.drop((int) need);
            tellReordered(last + 1, List.of());
            done(head, last);
            return true;
        }
        tree = good;
        return lookInto(head);
    }

    private boolean lookInto(ExpectedHead head) {
        if (head.size() - tree.end() > MOST_LEAVES) {
            throw new LogUnavailableException(origin + ": the next head that was signed has size " + head.size()
                    + ", compared up to " + tree.end() + ": more than " + MOST_LEAVES + " leaves at once");
        }
        CompactRange own = tree.copy();
        int leaves = (int) (head.size() - tree.end());
        byte[] entries = log.entries(tree.end(), head.size());
        if (entries.length != leaves * EntryBytes.LENGTH) {
            throw new LogUnavailableException(origin + ": " + entries.length + " bytes for " + leaves + " entries");
        }
        own.appendAll(entries, 0, EntryBytes.LENGTH, leaves);
        Hash root = own.root();
        if (!root.equals(head.root())) {
            stop(
                    Refusal.ALTERED,
                    tree.end(),
                    "what was read does not lead to the signed root, and leaves " + tree.end() + " to "
                            + (head.size() - 1) + " as the read side shows them lead to " + root + ": the owner signed "
                            + head.root() + " for size " + head.size());
            return false;
        }
        difference = new Difference(head, entries, own);
        return true;
    }

    private boolean settle(Difference known) {
        int leaves = known.entries.length / EntryBytes.LENGTH;
        long lastOffset = EntryBytes.offset(known.entries, leaves - 1);
        if (deliveredTo <= lastOffset) {
            return false;
        }
        List<Long> earlyNow = earlyAmongPending(lastOffset);
        byte[] read = inTheLogsForms(pending.takeUpTo(lastOffset), known.entries);
        List<Finding> found = Divergence.between(origin, tree.end(), known.entries, read);
        tellReordered(lastOffset + 1, found);
        early.addAll(earlyNow);
        found.forEach(this::tell);
        tree = known.tree;
        difference = null;
        done(known.head, lastOffset);
        return true;
    }

    /** Where the log says that a record was committed in another form than it was read in, the record gets to show that. */
    private byte[] inTheLogsForms(byte[] read, byte[] logEntries) {
        Map<Long, Integer> logByOffset = new HashMap<>();
        for (int j = 0; j < logEntries.length / EntryBytes.LENGTH; j++) {
            logByOffset.put(EntryBytes.offset(logEntries, j), j);
        }
        for (int i = 0; i < read.length / EntryBytes.LENGTH; i++) {
            Integer j = logByOffset.get(EntryBytes.offset(read, i));
            if (j != null && EntryBytes.form(read, i) != EntryBytes.form(logEntries, j)) {
                byte[] other = otherForms.entry(EntryBytes.offset(read, i), EntryBytes.form(logEntries, j));
                if (other != null) {
                    System.arraycopy(other, 0, read, i * EntryBytes.LENGTH, EntryBytes.LENGTH);
                }
            }
        }
        return read;
    }

    /** Offsets behind the window that came before one of its own records. */
    private List<Long> earlyAmongPending(long lastOffset) {
        List<Long> offsets = new ArrayList<>();
        int first = pending.firstByte() / EntryBytes.LENGTH;
        int lastOwn = -1;
        for (int i = first; i < first + pending.count(); i++) {
            if (EntryBytes.offset(pending.array(), i) <= lastOffset) {
                lastOwn = i;
            }
        }
        for (int i = first; i < lastOwn; i++) {
            long offset = EntryBytes.offset(pending.array(), i);
            if (offset > lastOffset) {
                offsets.add(offset);
            }
        }
        return offsets;
    }

    /** Those that came too early and turned out to be the log's own were delivered out of order; others have been named already. */
    private void tellReordered(long before, List<Finding> found) {
        if (early.isEmpty()) {
            return;
        }
        for (Long offset : early) {
            if (offset < before && found.stream().noneMatch(finding -> finding.offset() == offset)) {
                tell(new Finding(Refusal.REORDERED, origin, Finding.NONE, offset, "delivered before lower offsets"));
            }
        }
        early.removeIf(offset -> offset < before);
    }

    private void done(ExpectedHead head, long lastOffset) {
        expected.remove(head.size());
        compared.put(head.size(), new Compared(head, lastOffset));
        if (compared.size() > REMEMBERED_HEADS) {
            compared.remove(compared.keySet().iterator().next());
        }
        listener.compared(head, lastOffset);
    }

    private void stop(Refusal refusal, long index, String detail) {
        stopped = true;
        tell(new Finding(refusal, origin, index, Finding.NONE, detail));
    }

    private void tell(Finding finding) {
        findings++;
        listener.refused(finding);
    }

    private static ExpectedHead higher(ExpectedHead a, ExpectedHead b) {
        Level level = a.level().max(b.level());
        return new ExpectedHead(a.size(), a.root(), Math.min(a.lastOffset(), b.lastOffset()), level);
    }
}
