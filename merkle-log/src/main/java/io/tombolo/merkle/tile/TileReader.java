package io.tombolo.merkle.tile;

import io.tombolo.merkle.CompactRange;
import io.tombolo.merkle.Hash;
import io.tombolo.merkle.MalformedException;
import io.tombolo.merkle.TreeHasher;
import io.tombolo.merkle.TreeHead;
import io.tombolo.merkle.proof.ConsistencyProof;
import io.tombolo.merkle.proof.InclusionProof;
import io.tombolo.merkle.proof.MultiProof;
import io.tombolo.merkle.proof.ProofMaker;
import io.tombolo.merkle.proof.RangeProof;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Reads a log of a known, signed size and root from its tiles. It fetches only the tiles that an answer needs and the ones above
 * them, and checks each up to the root before it trusts a byte of it. Keeps what it checked; for one thread at a time.
 */
public final class TileReader {
    private static final int HEIGHT = HashTile.HEIGHT;

    private final TileSource source;
    private final TreeHead head;
    private final TreeHasher hasher = TreeHasher.sha256();
    private final Map<TilePath, HashTile> edge = new HashMap<>();
    private final Map<TilePath, HashTile> believed;
    private boolean edgeChecked;

    /** A reader that keeps up to 1024 full tiles, about 16 MB. */
    public TileReader(TileSource source, TreeHead head) {
        this(source, head, 1024);
    }

    /** A reader that keeps up to {@code keep} full tiles of 16 kB, at least 8, besides the partial ones. */
    public TileReader(TileSource source, TreeHead head, int keep) {
        if (keep < 8) {
            throw new IllegalArgumentException("keep " + keep + " tiles: at least 8, one for each level");
        }
        this.source = source;
        this.head = head;
        this.believed = new LinkedHashMap<>(16, 0.75f, true) {
            private static final long serialVersionUID = 1L;

            @Override
            protected boolean removeEldestEntry(Map.Entry<TilePath, HashTile> eldest) {
                return size() > keep;
            }
        };
    }

    public TreeHead head() {
        return head;
    }

    /** The proof that leaf {@code index} is in this tree. */
    public InclusionProof inclusionProof(long index) {
        return ProofMaker.inclusion(hasher, this::subtree, index, head.size());
    }

    /** The proof that the leaves {@code [begin, end)} are in this tree; {@code end} at least 1. */
    public RangeProof rangeProof(long begin, long end) {
        return RangeProof.make(hasher, this::subtree, begin, end, head.size());
    }

    /** The proof that the leaves at these indices, strictly ascending, are in this tree. */
    public MultiProof multiProof(List<Long> indices) {
        return ProofMaker.several(hasher, this::subtree, indices, head.size());
    }

    /** The proof that this tree only grew since it had {@code oldSize} leaves. */
    public ConsistencyProof consistencyProof(long oldSize) {
        return ProofMaker.consistency(hasher, this::subtree, oldSize, head.size());
    }

    /** The root of this log when it had {@code size} leaves. */
    public TreeHead headAt(long size) {
        return rangeAt(size).head();
    }

    /** The compact range of this log's first {@code size} leaves. */
    public CompactRange rangeAt(long size) {
        if (size < 0 || size > head.size()) {
            throw new IllegalArgumentException("size " + size + " of a log of " + head.size() + " leaves");
        }
        List<Hash> hashes = new ArrayList<>();
        long at = 0;
        for (int level = 62; level >= 0; level--) {
            if ((size >>> level & 1) == 1) {
                hashes.add(subtree(level, at >>> level));
                at += 1L << level;
            }
        }
        return CompactRange.of(0, size, hashes);
    }

    /** The hash of leaf {@code index}. */
    public Hash leafHash(long index) {
        if (index < 0 || index >= head.size()) {
            throw new IllegalArgumentException("leaf " + index + " of a log of " + head.size() + " leaves");
        }
        return subtree(0, index);
    }

    /** The entries of bundle {@code index} as far as this tree holds them, each checked against its leaf hash. */
    public EntryBundle entries(long index) {
        TilePath path = TilePath.entries(index, width(0, index));
        byte[] bytes = fetch(path).orElse(null);
        EntryBundle bundle;
        try {
            bundle = bytes != null
                    ? EntryBundle.decode(bytes, path.width())
                    : EntryBundle.decode(fetchFull(path), TilePath.FULL).first(path.width());
        } catch (MalformedException e) {
            throw new TileException(TileException.Reason.MALFORMED, path, String.valueOf(e.getMessage()));
        }
        HashTile leaves = tile(0, index);
        for (int i = 0; i < bundle.size(); i++) {
            Hash leaf = hasher.leaf(bundle.unsafeBytes(), bundle.offset(i), bundle.length(i));
            if (!leaf.equals(leaves.hash(i))) {
                throw new TileException(
                        TileException.Reason.NOT_IN_TREE, path, "entry " + i + " is not the leaf at its place");
            }
        }
        return bundle;
    }

    /** Entry {@code index}. */
    public byte[] entry(long index) {
        if (index < 0 || index >= head.size()) {
            throw new IllegalArgumentException("entry " + index + " of a log of " + head.size() + " leaves");
        }
        return entries(index / TilePath.FULL).entry((int) (index % TilePath.FULL));
    }

    /** The entries {@code [from, to)} in their order; each bundle is fetched and checked once, and each entry is a copy. */
    public void forEachEntry(long from, long to, Consumer<byte[]> reader) {
        if (from < 0 || to < from || to > head.size()) {
            throw new IllegalArgumentException(
                    "entries [" + from + ", " + to + ") of a log of " + head.size() + " leaves");
        }
        for (long leaf = from; leaf < to; ) {
            EntryBundle bundle = entries(leaf / TilePath.FULL);
            long end = Math.min(to, (leaf / TilePath.FULL + 1) * TilePath.FULL);
            for (; leaf < end; leaf++) {
                reader.accept(bundle.entry((int) (leaf % TilePath.FULL)));
            }
        }
    }

    /** The hash at that place of a level of tiles. */
    Hash tileHash(int level, long index) {
        return tile(level, index / TilePath.FULL).hash((int) (index % TilePath.FULL));
    }

    private Hash subtree(int level, long index) {
        int within = level % HEIGHT;
        long first = index << within;
        HashTile tile = tile(level / HEIGHT, first / TilePath.FULL);
        return tile.subtree(within, (int) (first % TilePath.FULL) >> within);
    }

    /** How many hashes the tile at (level, index) has in this tree. */
    private int width(int level, long index) {
        long hashes = head.size() >>> (HEIGHT * level);
        long width = Math.min(TilePath.FULL, hashes - index * TilePath.FULL);
        if (index < 0 || width < 1) {
            throw new IllegalArgumentException(
                    "tile " + index + " of level " + level + ": not in a log of " + head.size() + " leaves");
        }
        return (int) width;
    }

    private HashTile tile(int level, long index) {
        TilePath path = TilePath.hashes(level, index, width(level, index));
        if (!path.full()) {
            checkEdge();
            return Objects.requireNonNull(edge.get(path), () -> path + " is partial, but not on the tree's edge");
        }
        HashTile known = believed.get(path);
        if (known != null) {
            return known;
        }
        HashTile parent = tile(level + 1, index / TilePath.FULL);
        HashTile tile = read(path);
        if (!tile.subtree(HEIGHT, 0).equals(parent.hash((int) (index % TilePath.FULL)))) {
            throw new TileException(TileException.Reason.NOT_IN_TREE, path, "not the tile that its parent names");
        }
        believed.put(path, tile);
        return tile;
    }

    /** Reads the partial tiles, which hold every complete subtree at the tree's right edge, and trusts them all or none. */
    private void checkEdge() {
        if (edgeChecked) {
            return;
        }
        Map<TilePath, HashTile> read = new LinkedHashMap<>();
        List<Hash> hashes = new ArrayList<>();
        for (int level = 62 / HEIGHT; level >= 0; level--) {
            long inLevel = head.size() >>> (HEIGHT * level);
            int width = (int) (inLevel % TilePath.FULL);
            if (width > 0) {
                TilePath path = TilePath.hashes(level, inLevel / TilePath.FULL, width);
                HashTile tile = read(path);
                read.put(path, tile);
                for (int h = HEIGHT - 1; h >= 0; h--) {
                    if ((width >>> h & 1) == 1) {
                        hashes.add(tile.subtree(h, (width >>> h) - 1));
                    }
                }
            }
        }
        Hash root = CompactRange.of(0, head.size(), hashes).root();
        if (!root.equals(head.root())) {
            throw new TileException(
                    TileException.Reason.NOT_IN_TREE,
                    read.keySet().iterator().next(),
                    "the partial tiles of size " + head.size() + " lead to " + root + ", root is " + head.root());
        }
        edge.putAll(read);
        edgeChecked = true;
    }

    private HashTile read(TilePath path) {
        Optional<byte[]> bytes = fetch(path);
        if (bytes.isPresent()) {
            return HashTile.decode(hasher, path, bytes.get());
        }
        byte[] full = fetchFull(path);
        HashTile.decode(hasher, path.asFull(), full);
        return HashTile.expand(hasher, full, path.width());
    }

    private Optional<byte[]> fetch(TilePath path) {
        return source.read(path);
    }

    /** Once a tile is full, a log may delete its partial forms. */
    private byte[] fetchFull(TilePath path) {
        return (path.full() ? Optional.<byte[]>empty() : fetch(path.asFull()))
                .orElseThrow(
                        () -> new TileException(TileException.Reason.MISSING, path, "the source has no such tile"));
    }
}
