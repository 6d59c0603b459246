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
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/**
 * Watches one partition from the position at which its reading began. The beginning of the tree that it did not read it takes from
 * the log's tiles, checked up to a signed root.
 */
final class PartitionWatch implements StreamListener {
    private static final long NOTHING = -1;

    private final TopicPartition partition;
    private final LogHeads heads;
    private final OtherForms otherForms;
    private final VerdictListener listener;
    private final boolean gapsAllowed;
    private final long start;
    private final Optional<TreeHead> remembered;
    private final List<byte[]> waiting = new ArrayList<>();
    private final List<Finding> findings = new ArrayList<>();
    private final Map<Long, Finding> refusedOffsets = new HashMap<>();
    private final EnumMap<Level, Long> reached = new EnumMap<>(Level.class);
    private @Nullable StreamVerifier verifier;
    private @Nullable TreeHead compared;
    private long position;

    /**
     * A watch that begins at a position.
     *
     * @param gapsAllowed whether missing records are told rather than refused
     * @param start the first offset that will be read
     * @param remembered the head that an earlier run had compared last
     */
    PartitionWatch(
            TopicPartition partition,
            LogHeads heads,
            OtherForms otherForms,
            VerdictListener listener,
            boolean gapsAllowed,
            long start,
            Optional<TreeHead> remembered) {
        this.partition = partition;
        this.heads = heads;
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
            if (verifier == null && !begin()) {
                return;
            }
            StreamVerifier begun = verifier;
            if (begun != null) {
                heads.next(this::refused).forEach(begun::expect);
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

    /** Finds the leaf at which the reading began, and the tree before it. */
    private boolean begin() {
        CompactRange before = start == 0 && remembered.isEmpty() ? CompactRange.empty() : before();
        if (before == null) {
            return false;
        }
        StreamVerifier begun = new StreamVerifier(heads.origin(), before, heads.entries(), otherForms, this);
        heads.skipTo(before.end());
        waiting.forEach(entry -> begun.append(entry, 0));
        waiting.clear();
        verifier = begun;
        return true;
    }

    private @Nullable CompactRange before() {
        Optional<TreeHead> newest = heads.newest(this::refused);
        if (newest.isEmpty()
                || newest.get().size() < remembered.map(TreeHead::size).orElse(0L)) {
            return null;
        }
        TreeReaderAt log = new TreeReaderAt(heads.at(newest.get()), newest.get().size());
        if (remembered.isPresent()
                && !log.reader().headAt(remembered.get().size()).equals(remembered.get())) {
            refused(new Finding(
                    Refusal.FORKED,
                    heads.origin(),
                    remembered.get().size() - 1,
                    Finding.NONE,
                    "size " + remembered.get().size() + " had root "
                            + remembered.get().root()
                            + " when this group last read it, now it has "
                            + log.reader().headAt(remembered.get().size()).root()));
        }
        if (start > 0 && log.offset(log.size() - 1) < start) {
            return null; // Leaves before the start may be unsealed yet: only a later checkpoint tells how many.
        }
        return log.reader().rangeAt(log.firstLeafFrom(start));
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
                        heads.origin(),
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
