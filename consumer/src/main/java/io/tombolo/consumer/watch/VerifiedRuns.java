package io.tombolo.consumer.watch;

import io.tombolo.consumer.usage.VerifiedLeaves;
import io.tombolo.verification.stream.ExpectedHead;
import io.tombolo.verification.stream.Finding;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/** Which leaves of one partition were compared since the last head, and how many bytes they had. For the thread that compares. */
final class VerifiedRuns {
    private final Optional<? extends Consumer<VerifiedLeaves>> usage;
    private final Deque<Sizes> read = new ArrayDeque<>();
    private final Set<Long> missed = new HashSet<>();
    private String origin = "";
    private long upTo;

    /** The records of one poll; the first of them may have been counted. */
    private static final class Sizes {
        private final long[] offsets;
        private final int[] sizes;
        private int counted;

        private Sizes(long[] offsets, int[] sizes) {
            this.offsets = offsets;
            this.sizes = sizes;
        }
    }

    /** @param usage hears of them; without it nothing is counted */
    VerifiedRuns(Optional<? extends Consumer<VerifiedLeaves>> usage) {
        this.usage = usage;
    }

    void begin(String log, long firstLeaf) {
        origin = log;
        upTo = firstLeaf;
    }

    void read(Batch batch) {
        if (usage.isEmpty()) {
            return;
        }
        long[] offsets = new long[batch.count()];
        int[] sizes = new int[batch.count()];
        for (int i = 0; i < offsets.length; i++) {
            offsets[i] = batch.offset(i);
            sizes[i] = batch.size(i);
        }
        read.add(new Sizes(offsets, sizes));
    }

    /** A leaf that was refused, or is not there any more. */
    void missed(Finding finding) {
        if (usage.isPresent() && finding.index() >= upTo) {
            missed.add(finding.index());
        }
    }

    void compared(ExpectedHead head, long lastOffset) {
        if (usage.isEmpty() || head.size() <= upTo) {
            return;
        }
        long events = head.size() - upTo;
        for (Long index : missed) {
            events -= index < head.size() ? 1 : 0;
        }
        missed.removeIf(index -> index < head.size());
        usage.get().accept(new VerifiedLeaves(origin, upTo, head.size(), head.root(), events, bytesUpTo(lastOffset)));
        upTo = head.size();
    }

    private long bytesUpTo(long lastOffset) {
        long bytes = 0;
        while (!read.isEmpty()) {
            Sizes first = read.getFirst();
            while (first.counted < first.offsets.length && first.offsets[first.counted] <= lastOffset) {
                bytes += first.sizes[first.counted++];
            }
            if (first.counted < first.offsets.length) {
                break;
            }
            read.removeFirst();
        }
        return bytes;
    }
}
