package io.tombolo.merkle;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The hashes of the complete subtrees that cover the leaves {@code [begin, end)}: all that is needed to grow a tree and to know its
 * root, in O(log n) memory. Mutable, for one thread at a time; appending allocates nothing per leaf.
 */
public final class CompactRange {
    private static final byte FORMAT = 1;
    private static final int HEADER = 1 + Long.BYTES + Long.BYTES;
    /** Hashes that a new range has room for. A service holds several ranges for each of ten thousand logs, nearly all of them short. */
    private static final int FIRST_ROOM = 8;

    private final TreeHasher hasher;
    private final long begin;
    private long end;
    private byte[] nodes;
    private int count;

    private CompactRange(TreeHasher hasher, long begin, long end, byte[] nodes, int count) {
        this.hasher = hasher;
        this.begin = begin;
        this.end = end;
        this.nodes = nodes;
        this.count = count;
    }

    /** The empty tree over SHA-256. */
    public static CompactRange empty() {
        return emptyAt(0);
    }

    /** A range without leaves yet that starts at leaf {@code begin}, over SHA-256. */
    public static CompactRange emptyAt(long begin) {
        return emptyAt(begin, TreeHasher.sha256());
    }

    /** As {@link #emptyAt(long)} with a hasher that the range owns from now on. */
    public static CompactRange emptyAt(long begin, TreeHasher hasher) {
        if (begin < 0) {
            throw new MalformedException(
                    "range begins at " + Long.toUnsignedString(begin) + ": limit " + Long.MAX_VALUE);
        }
        return new CompactRange(hasher, begin, begin, new byte[FIRST_ROOM * Hash.LENGTH], 0);
    }

    /** A range over SHA-256 from its subtree hashes, left to right, as {@link #hashes()} gives them. */
    public static CompactRange of(long begin, long end, List<Hash> hashes) {
        return of(begin, end, hashes, TreeHasher.sha256());
    }

    /** As {@link #of(long, long, List)} with a hasher that the range owns from now on. */
    public static CompactRange of(long begin, long end, List<Hash> hashes, TreeHasher hasher) {
        if (begin < 0 || end < begin) {
            throw new MalformedException("range [" + begin + ", " + end + "): ends before it begins, or above 2^63-1");
        }
        int expected = Subtrees.count(begin, end);
        if (hashes.size() != expected) {
            throw new MalformedException(
                    "range [" + begin + ", " + end + "): " + hashes.size() + " hashes, must be " + expected);
        }
        CompactRange range = emptyAt(begin, hasher);
        range.end = end;
        for (Hash hash : hashes) {
            int at = range.push();
            hash.copyTo(range.nodes, at);
        }
        return range;
    }

    public long begin() {
        return begin;
    }

    /** One past the last leaf; the tree's size when the range begins at 0. */
    public long end() {
        return end;
    }

    public void append(byte[] entry) {
        append(entry, 0, entry.length);
    }

    /** Appends the leaf of the entry that lies in {@code buffer}; nothing is kept of the buffer. */
    public void append(byte[] buffer, int offset, int length) {
        refuseFull(1);
        int at = push();
        hasher.leafInto(buffer, offset, length, nodes, at);
        grow(0);
    }

    /** Appends {@code entries} leaves whose entries, all of {@code length} bytes, lie side by side from {@code offset} on. */
    public void appendAll(byte[] buffer, int offset, int length, int entries) {
        for (int i = 0; i < entries; i++) {
            append(buffer, offset + i * length, length);
        }
    }

    public void appendLeafHash(Hash leaf) {
        appendLeafHash(leaf.unsafeBytes(), 0);
    }

    /** Appends the leaf whose hash is the 32 bytes at {@code offset}. */
    public void appendLeafHash(byte[] buffer, int offset) {
        refuseFull(1);
        int at = push();
        System.arraycopy(buffer, offset, nodes, at, Hash.LENGTH);
        grow(0);
    }

    /** Appends all leaves of a range that begins where this one ends; {@code next} is left as it is. */
    public void append(CompactRange next) {
        if (next.begin != end) {
            throw new IllegalArgumentException("range [" + next.begin + ", " + next.end + ") does not follow " + this);
        }
        long at = next.begin;
        for (int i = 0; i < next.count; i++) {
            int level = Subtrees.levelAt(at, next.end);
            int to = push();
            System.arraycopy(next.nodes, i * Hash.LENGTH, nodes, to, Hash.LENGTH);
            grow(level);
            at += 1L << level;
        }
    }

    /** The tree's root; only a range from leaf 0 has one. */
    public Hash root() {
        if (begin != 0) {
            throw new IllegalStateException(this + " has no root: it does not begin at 0");
        }
        if (count == 0) {
            return hasher.emptyRoot();
        }
        byte[] root = Arrays.copyOfRange(nodes, (count - 1) * Hash.LENGTH, count * Hash.LENGTH);
        for (int i = count - 2; i >= 0; i--) {
            hasher.nodeInto(nodes, i * Hash.LENGTH, root, 0, root, 0);
        }
        return Hash.of(root);
    }

    /** Size and root of the tree; only a range from leaf 0 has them. */
    public TreeHead head() {
        return new TreeHead(end, root());
    }

    /** The subtree hashes, left to right: largest first for a range from 0. */
    public List<Hash> hashes() {
        List<Hash> hashes = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            hashes.add(Hash.of(nodes, i * Hash.LENGTH));
        }
        return List.copyOf(hashes);
    }

    /** The hash of the complete subtree of 2^level leaves that starts at leaf index·2^level; it must be one of the range's own. */
    public Hash subtree(int level, long index) {
        long at = begin;
        for (int i = 0; i < count; i++) {
            int here = Subtrees.levelAt(at, end);
            if (here == level && at >>> level == index) {
                return Hash.of(nodes, i * Hash.LENGTH);
            }
            at += 1L << here;
        }
        throw new IllegalArgumentException(this + " holds no subtree hash of level " + level + " at " + index);
    }

    public CompactRange copy() {
        return new CompactRange(hasher.another(), begin, end, nodes.clone(), count);
    }

    /** Format byte 1, u64 begin, u64 end, then the subtree hashes, left to right; 17 + 32·k bytes. */
    public byte[] serialise() {
        return ByteBuffer.allocate(HEADER + count * Hash.LENGTH)
                .put(FORMAT)
                .putLong(begin)
                .putLong(end)
                .put(nodes, 0, count * Hash.LENGTH)
                .array();
    }

    /** What {@link #serialise()} wrote, over SHA-256. */
    public static CompactRange restore(byte[] bytes) {
        return restore(bytes, TreeHasher.sha256());
    }

    /** As {@link #restore(byte[])} with a hasher that the range owns from now on. */
    public static CompactRange restore(byte[] bytes, TreeHasher hasher) {
        if (bytes.length < HEADER || bytes[0] != FORMAT) {
            throw new MalformedException(
                    "compact range: " + bytes.length + " bytes, must begin with format " + FORMAT + " and two u64");
        }
        ByteBuffer in = ByteBuffer.wrap(bytes);
        long begin = in.getLong(1);
        long end = in.getLong(1 + Long.BYTES);
        if ((bytes.length - HEADER) % Hash.LENGTH != 0) {
            throw new MalformedException("compact range: " + bytes.length + " bytes, not a whole number of hashes");
        }
        List<Hash> hashes = new ArrayList<>();
        for (int at = HEADER; at < bytes.length; at += Hash.LENGTH) {
            hashes.add(Hash.of(bytes, at));
        }
        return of(begin, end, hashes, hasher);
    }

    private void refuseFull(long more) {
        if (end > Long.MAX_VALUE - more) {
            throw new IllegalStateException(this + " is full: limit 2^63-1 leaves");
        }
    }

    /** Counts one more hash and returns its offset. There are never more than 64 from leaf 0, and twice that from any other. */
    private int push() {
        int at = count++ * Hash.LENGTH;
        if (at == nodes.length) {
            nodes = Arrays.copyOf(nodes, 2 * at);
        }
        return at;
    }

    /** The hash pushed last is of a subtree of 2^level leaves: moves the end, then joins siblings as far as they are complete. */
    private void grow(int level) {
        end += 1L << level;
        for (int h = level; h < 62 && (end >>> h & 1) == 0 && end - begin >= 1L << (h + 1); h++) {
            int left = (count - 2) * Hash.LENGTH;
            hasher.nodeInto(nodes, left, nodes, left);
            count--;
        }
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof CompactRange range
                && begin == range.begin
                && end == range.end
                && Arrays.equals(nodes, 0, count * Hash.LENGTH, range.nodes, 0, range.count * Hash.LENGTH);
    }

    @Override
    public int hashCode() {
        return Long.hashCode(begin) * 31 + Long.hashCode(end);
    }

    @Override
    public String toString() {
        return "compact range [" + begin + ", " + end + ")";
    }
}
