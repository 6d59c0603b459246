package io.tombolo.merkle.proof;

import io.tombolo.merkle.CompactRange;
import io.tombolo.merkle.Hash;
import io.tombolo.merkle.MalformedException;
import io.tombolo.merkle.TreeHasher;
import io.tombolo.merkle.TreeHead;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * A growing log that can prove, at any time and without its leaves, that it only grew since the sizes that it was asked to remember. It
 * keeps one compact range per remembered size, O(k·log n) hashes in all, and hashes each leaf and each node once.
 *
 * <p>The remembered sizes are the base, which it starts from, and each {@link #mark()}. Mutable, for one thread at a time.
 */
public final class ConsistencyProofBuilder {
    private static final byte FORMAT = 1;

    private final TreeHasher hasher = TreeHasher.sha256();
    /** First [0, base), then from mark to mark, the last one growing; each begins where the one before it ends. */
    private final List<CompactRange> segments = new ArrayList<>();

    private ConsistencyProofBuilder() {}

    /** A log of the leaves in {@code base}, whose size is remembered. */
    public static ConsistencyProofBuilder from(CompactRange base) {
        if (base.begin() != 0) {
            throw new IllegalArgumentException(base + ": must begin at 0");
        }
        ConsistencyProofBuilder builder = new ConsistencyProofBuilder();
        builder.segments.add(base.copy());
        builder.segments.add(CompactRange.emptyAt(base.end()));
        return builder;
    }

    /** The smallest remembered size. */
    public long baseSize() {
        return segments.get(0).end();
    }

    /** The log's size, in leaves. */
    public long size() {
        return growing().end();
    }

    /** The sizes that proofs can start from, ascending. */
    public List<Long> rememberedSizes() {
        return segments.subList(0, segments.size() - 1).stream()
                .map(CompactRange::end)
                .toList();
    }

    /** Appends the leaf of the entry that lies in {@code buffer}, without allocating. */
    public void append(byte[] buffer, int offset, int length) {
        growing().append(buffer, offset, length);
    }

    public void appendLeafHash(Hash leaf) {
        growing().appendLeafHash(leaf);
    }

    /** Appends all leaves of a range that begins at this log's size. */
    public void append(CompactRange next) {
        growing().append(next);
    }

    /** Remembers the present size. */
    public void mark() {
        if (growing().begin() != growing().end()) {
            segments.add(CompactRange.emptyAt(size()));
        }
    }

    /** Forgets the remembered sizes below {@code size}, which must be a remembered one and becomes the base. */
    public void forgetBelow(long size) {
        refuseUnknown(size);
        while (baseSize() < size) {
            segments.get(0).append(segments.remove(1));
        }
    }

    /** The compact range of the log at its present size, or at a remembered one. */
    public CompactRange range(long size) {
        if (size != size()) {
            refuseUnknown(size);
        }
        return between(0, size);
    }

    /** The log's present size and root. */
    public TreeHead head() {
        return range(size()).head();
    }

    /** The proof that the present log only grew since the base. */
    public ConsistencyProof proof() {
        return proof(baseSize(), size());
    }

    /** The proof from a remembered size to a remembered one or the present one. */
    public ConsistencyProof proof(long oldSize, long newSize) {
        CompactRange older = range(oldSize);
        if (newSize != size()) {
            refuseUnknown(newSize);
        }
        if (newSize < oldSize) {
            throw new IllegalArgumentException("from " + oldSize + " to " + newSize + " leaves: does not grow");
        }
        CompactRange since = between(oldSize, newSize);
        SubtreeSource subtrees =
                (level, index) -> index << level < oldSize ? older.subtree(level, index) : since.subtree(level, index);
        return ProofMaker.consistency(hasher, subtrees, oldSize, newSize);
    }

    /** Format byte 1, u32 number of ranges, then per range u32 length and {@link CompactRange#serialise()}. */
    public byte[] serialise() {
        List<byte[]> parts = segments.stream().map(CompactRange::serialise).toList();
        int length =
                parts.stream().mapToInt(part -> Integer.BYTES + part.length).sum();
        ByteBuffer out =
                ByteBuffer.allocate(1 + Integer.BYTES + length).put(FORMAT).putInt(parts.size());
        parts.forEach(part -> out.putInt(part.length).put(part));
        return out.array();
    }

    /** What {@link #serialise()} wrote. */
    public static ConsistencyProofBuilder restore(byte[] bytes) {
        ByteBuffer in = ByteBuffer.wrap(bytes);
        if (in.remaining() < 1 + Integer.BYTES || in.get() != FORMAT) {
            throw new MalformedException(
                    "consistency state: " + bytes.length + " bytes, must begin with format " + FORMAT);
        }
        int count = in.getInt();
        if (count < 2) {
            throw new MalformedException("consistency state: " + count + " ranges, at least 2");
        }
        ConsistencyProofBuilder builder = new ConsistencyProofBuilder();
        long end = 0;
        for (int i = 0; i < count; i++) {
            int length = in.remaining() < Integer.BYTES ? -1 : in.getInt();
            if (length < 0 || length > in.remaining()) {
                throw new MalformedException("consistency state: range " + i + " of " + count + " is cut off");
            }
            byte[] part = new byte[length];
            in.get(part);
            CompactRange segment = CompactRange.restore(part);
            if (segment.begin() != end || (i > 0 && i < count - 1 && segment.end() == end)) {
                throw new MalformedException("consistency state: " + segment + " at place " + i + " after leaf " + end);
            }
            end = segment.end();
            builder.segments.add(segment);
        }
        if (in.hasRemaining()) {
            throw new MalformedException("consistency state: " + in.remaining() + " bytes after the last range");
        }
        return builder;
    }

    private CompactRange growing() {
        return segments.get(segments.size() - 1);
    }

    private CompactRange between(long begin, long end) {
        CompactRange range = CompactRange.emptyAt(begin);
        for (CompactRange segment : segments) {
            if (segment.begin() >= begin && segment.end() <= end) {
                range.append(segment);
            }
        }
        return range;
    }

    private void refuseUnknown(long size) {
        if (!rememberedSizes().contains(size)) {
            throw new IllegalArgumentException("size " + size + " is not remembered: only " + rememberedSizes());
        }
    }
}
