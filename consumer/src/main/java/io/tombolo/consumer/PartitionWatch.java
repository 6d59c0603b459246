package io.tombolo.consumer;

import io.tombolo.consumer.readside.LogHeads;
import io.tombolo.consumer.readside.ReadSideException;
import io.tombolo.merkle.CompactRange;
import io.tombolo.merkle.TreeHead;
import io.tombolo.merkle.tile.TileException;
import io.tombolo.merkle.tile.TileReader;
import io.tombolo.schemas.commit.Entry;
import io.tombolo.verification.stream.ExpectedHead;
import io.tombolo.verification.stream.Finding;
import io.tombolo.verification.stream.LogUnavailableException;
import io.tombolo.verification.stream.OtherForms;
import io.tombolo.verification.stream.StreamListener;
import io.tombolo.verification.stream.StreamVerifier;
import io.tombolo.verification.verdict.Level;
import io.tombolo.verification.verdict.Refusal;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/**
 * Watches one partition from the position at which its reading began. The beginning of the tree that it did not read it takes from
 * the log's tiles, checked up to a signed root.
 */
final class PartitionWatch implements StreamListener {
    private static final long NOTHING = -1;

    private final TopicPartition partition;
    private final Supplier<LogHeads> log;
    private final OtherForms otherForms;
    private final VerdictListener listener;
    private final boolean gapsAllowed;
    private final long start;
    private final Optional<TreeHead> remembered;
    private final List<byte[]> waiting = new ArrayList<>();
    private final List<Finding> findings = new ArrayList<>();
    private final Map<Long, Finding> refusedOffsets = new HashMap<>();
    private final EnumMap<Level, Long> reached = new EnumMap<>(Level.class);
    private @Nullable LogHeads heads;
    private @Nullable StreamVerifier verifier;
    private @Nullable TreeHead compared;
    private long position;

    /**
     * A watch that begins at a position.
     *
     * @param log finds the partition's log; asked when the read side is needed first, and again if it was silent
     * @param gapsAllowed whether missing records are told rather than refused
     * @param start the first offset that will be read
     * @param remembered the head that an earlier run had compared last
     */
    PartitionWatch(
            TopicPartition partition,
            Supplier<LogHeads> log,
            OtherForms otherForms,
            VerdictListener listener,
            boolean gapsAllowed,
            long start,
            Optional<TreeHead> remembered) {
        this.partition = partition;
        this.log = log;
        this.otherForms = otherForms;
        this.listener = listener;
        this.gapsAllowed = gapsAllowed;
        this.start = start;
        this.position = start;
        this.remembered = remembered;
        this.compared = remembered.orElse(null);
    }

    void take(byte[] entry) {
        if (verifier == null) {
            waiting.add(entry.clone());
        } else {
            verifier.append(entry, 0);
        }
    }

    /** Says how far the reading has come. */
    void delivered(long nextOffset) {
        position = nextOffset;
        quietly(() -> {
            if (verifier != null) {
                verifier.delivered(nextOffset);
            }
        });
    }

    /** Asks for new checkpoints and anchors, and compares with them. */
    void ask() {
        quietly(() -> {
            LogHeads known = heads == null ? log.get() : heads;
            heads = known;
            StreamVerifier begun = verifier == null ? begin(known) : verifier;
            verifier = begun;
            if (begun != null) {
                known.next(this::refused).forEach(begun::expect);
                begun.delivered(position);
            }
        });
    }

    /** Up to which offset, inclusive, everything was compared with heads of this level; -1 for none. */
    long reached(Level level) {
        return reached.getOrDefault(level, NOTHING);
    }

    List<Finding> findings() {
        return findings;
    }

    @Nullable Finding refusalAt(long offset) {
        return refusedOffsets.get(offset);
    }

    /** What goes into the metadata of a committed offset. */
    String metadata() {
        return compared == null ? "" : SavedHead.write(compared);
    }

    @Override
    public void compared(ExpectedHead head, long lastOffset) {
        if (compared == null || compared.size() < head.size()) {
            compared = new TreeHead(head.size(), head.root());
        }
        for (Level level : Level.values()) {
            if (level.compareTo(head.level()) <= 0) {
                reached.merge(level, lastOffset, Math::max);
            }
        }
        listener.reached(partition, lastOffset, head.level());
    }

    @Override
    public void refused(Finding finding) {
        if (gapsAllowed && finding.refusal() == Refusal.MISSING) {
            listener.gone(partition, finding);
            return;
        }
        findings.add(finding);
        refusedOffsets.putIfAbsent(finding.offset(), finding);
        listener.refused(partition, finding);
    }

    /** Finds the leaf at which the reading began, and the tree before it; null as long as that can't be known. */
    private @Nullable StreamVerifier begin(LogHeads known) {
        CompactRange before = start == 0 && remembered.isEmpty() ? CompactRange.empty() : before(known);
        if (before == null) {
            return null;
        }
        StreamVerifier begun = new StreamVerifier(known.origin(), before, known.entries(), otherForms, this);
        known.skipTo(before.end());
        waiting.forEach(entry -> begun.append(entry, 0));
        waiting.clear();
        return begun;
    }

    private @Nullable CompactRange before(LogHeads known) {
        Optional<TreeHead> newest = known.newest(this::refused);
        if (newest.isEmpty()
                || newest.get().size() < remembered.map(TreeHead::size).orElse(0L)) {
            return null;
        }
        TreeReaderAt tree =
                new TreeReaderAt(known.at(newest.get()), newest.get().size());
        remembered.ifPresent(head -> compareWithRemembered(head, tree, known.origin()));
        if (start > 0 && tree.offset(tree.size() - 1) < start) {
            return null; // Leaves before the start may be unsealed yet: only a later checkpoint tells how many.
        }
        return tree.reader().rangeAt(tree.firstLeafFrom(start));
    }

    private void compareWithRemembered(TreeHead head, TreeReaderAt tree, String origin) {
        TreeHead now = tree.reader().headAt(head.size());
        if (!now.equals(head)) {
            String detail = "size " + head.size() + " had root " + head.root()
                    + " when this group last read it, now it has " + now.root();
            refused(new Finding(Refusal.FORKED, origin, head.size() - 1, Finding.NONE, detail));
        }
    }

    /** A log's leaves by their Kafka offsets. */
    private record TreeReaderAt(TileReader reader, long size) {
        private long offset(long leaf) {
            return Entry.decode(reader.entry(leaf)).offset();
        }

        private long firstLeafFrom(long offset) {
            long low = 0;
            long high = size;
            while (low < high) {
                long middle = (low + high) >>> 1;
                if (offset(middle) < offset) {
                    low = middle + 1;
                } else {
                    high = middle;
                }
            }
            return low;
        }
    }

    private void quietly(Runnable work) {
        try {
            work.run();
        } catch (TileException e) {
            if (e.reason() == TileException.Reason.NOT_IN_TREE && findings.isEmpty()) {
                refused(new Finding(
                        Refusal.ALTERED,
                        partition.toString(),
                        Finding.NONE,
                        Finding.NONE,
                        "the read side's tiles: " + e.getMessage()));
            }
            listener.delayed(partition, String.valueOf(e.getMessage()));
        } catch (ReadSideException | LogUnavailableException e) {
            listener.delayed(partition, String.valueOf(e.getMessage()));
        }
    }
}
