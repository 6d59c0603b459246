package io.tombolo.provenance.store;

import io.tombolo.merkle.Hash;
import io.tombolo.merkle.TreeHasher;
import io.tombolo.merkle.proof.InclusionProof;
import io.tombolo.merkle.proof.ProofMaker;
import io.tombolo.schemas.Origin;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One log on disk. The thread that applies the topics writes; any thread reads through {@link #view()}, and sees only what a
 * commit has put on disk and a recomputed root confirms.
 */
public final class StoredLog implements AutoCloseable {
    /** Leaves in a part that is never freed: all. */
    static final long NEVER = Long.MAX_VALUE / 64;

    private final Origin origin;
    private final Path folder;
    private final ExpandedTiles cache;
    private final EntryFile entries;
    private final TreeFile tree;
    private final SizedRecords checkpoints;
    private final AnchorFiles anchors;
    private final FaultList faults;
    private final Optional<ObjectArchive> archive;
    /** Leaves in full bundles that the archive has. */
    private volatile long uploaded;
    /** Leaves, of these, that need not be in the folder after the next commit. */
    private volatile long freed;

    private volatile RightEdge edge = new RightEdge(0);
    private volatile LogView view = new LogView(0, 0, null, 0, Map.of(), List.of());

    private StoredLog(Origin origin, Path folder, Cursor.LogMark mark, Shared shared) {
        this.origin = origin;
        this.folder = folder;
        this.cache = shared.cache();
        this.archive = shared.archive();
        this.uploaded = mark.uploaded();
        this.freed = mark.freed();
        this.tree = TreeFile.open(folder, mark.size(), freed, shared.part(), this::archivedTile);
        this.entries = EntryFile.open(folder, mark.entries(), freed, shared.part(), this::archivedBundle);
        this.checkpoints = SizedRecords.open(folder, "checkpoints", mark.checkpoints());
        this.anchors = AnchorFiles.open(folder, mark.anchors());
        this.faults = FaultList.open(origin, folder, mark.faults());
    }

    /**
     * What logs share.
     *
     * @param archive where full tiles are kept beside the folder
     * @param part leaves that are freed together, or {@link #NEVER}
     */
    record Shared(ExpandedTiles cache, Optional<ObjectArchive> archive, long part) {}

    static final Cursor.LogMark EMPTY = new Cursor.LogMark(0, 0, SizedRecords.Mark.NONE, Map.of(), 0, 0, 0);

    static StoredLog open(Origin origin, Path folder, Cursor.LogMark mark, Shared shared) {
        if (mark.freed() > 0 && shared.archive().isEmpty()) {
            throw new IllegalArgumentException(
                    ("%s: the first %d leaves are in an object store only. Name it in objects.store, or remove the read"
                                    + " side's folder to rebuild it from the topics")
                            .formatted(folder, mark.freed()));
        }
        try {
            Files.createDirectories(folder);
        } catch (IOException broken) {
            throw new UncheckedIOException(folder.toString(), broken);
        }
        StoredLog log = new StoredLog(origin, folder, mark, shared);
        try {
            log.load();
        } catch (RuntimeException damaged) {
            log.close();
            throw damaged;
        }
        return log;
    }

    private void load() {
        faults.load();
        publish();
        HeldCheckpoint newest = view.checkpoint();
        Hash root = tree.root(tree.size());
        if (newest != null && (newest.size() != tree.size() || !newest.root().equals(root))) {
            throw new DamagedStoreException("%s: the tree of %d leaves has root %s, the checkpoint of %d has %s"
                    .formatted(
                            folder,
                            tree.size(),
                            root.base64(),
                            newest.size(),
                            newest.root().base64()));
        }
    }

    public Origin origin() {
        return origin;
    }

    public LogView view() {
        return view;
    }

    Applied applyBundle(long index, byte[] bundle, long now) {
        EntryFile.Outcome outcome = entries.apply(index, bundle, tree.size());
        if (outcome instanceof EntryFile.Outcome.Applied) {
            return Applied.DONE;
        }
        if (outcome instanceof EntryFile.Outcome.Gap) {
            return Applied.WAITS;
        }
        if (outcome instanceof EntryFile.Outcome.Changed changed) {
            return refuse(
                    LogView.Fault.Kind.ENTRY_CHANGED,
                    changed.index(),
                    "entry %d came again with other bytes, below the sealed size %d"
                            .formatted(changed.index(), tree.size()),
                    "",
                    now);
        }
        EntryFile.Outcome.Malformed malformed = (EntryFile.Outcome.Malformed) outcome;
        return refuse(LogView.Fault.Kind.MALFORMED, index, "bundle %d: %s".formatted(index, malformed.why()), "", now);
    }

    Applied applyCheckpoint(HeldCheckpoint head, long now) {
        if (head.size() > entries.count()) {
            return Applied.WAITS;
        }
        if (head.size() <= tree.size()) {
            Hash held = tree.root(head.size());
            return held.equals(head.root())
                    ? Applied.DONE
                    : refuse(
                            LogView.Fault.Kind.FORKED,
                            head.size(),
                            contradiction(head.size(), held, head.root()),
                            head.note(),
                            now);
        }
        long before = tree.size();
        tree.extend(entries, head.size());
        Hash root = tree.root(head.size());
        if (!root.equals(head.root())) {
            tree.rollBack(before);
            return refuse(
                    LogView.Fault.Kind.ROOT_MISMATCH,
                    head.size(),
                    contradiction(head.size(), root, head.root()),
                    head.note(),
                    now);
        }
        checkpoints.append(head.size(), StoredJson.write(head).getBytes(StandardCharsets.UTF_8));
        return Applied.DONE;
    }

    Applied applyAnchor(HeldAnchor anchor, long now) {
        if (anchor.size() > tree.size()) {
            return Applied.WAITS;
        }
        Hash held = tree.root(anchor.size());
        if (!held.equals(anchor.root())) {
            return refuse(
                    LogView.Fault.Kind.ANCHOR_MISMATCH,
                    anchor.size(),
                    contradiction(anchor.size(), held, anchor.root()) + " on " + anchor.ledger(),
                    anchor.note(),
                    now,
                    anchor);
        }
        anchors.add(anchor);
        return Applied.DONE;
    }

    /** Records what cannot be true. */
    Applied refuse(LogView.Fault.Kind kind, long size, String message, String note, long now) {
        return refuse(kind, size, message, note, now, null);
    }

    private Applied refuse(
            LogView.Fault.Kind kind, long size, String message, String note, long now, @Nullable HeldAnchor anchor) {
        faults.add(new LogView.Fault(kind, size, message, note, now, anchor));
        return Applied.REFUSED;
    }

    private static String contradiction(long size, Hash held, Hash claimed) {
        return "at size %d the entries give root %s, the head says %s".formatted(size, held.base64(), claimed.base64());
    }

    void force() {
        entries.force();
        tree.force();
        checkpoints.force();
        anchors.force();
        faults.force();
    }

    Cursor.LogMark mark() {
        return new Cursor.LogMark(
                entries.count(), tree.size(), checkpoints.mark(), anchors.marks(), faults.length(), uploaded, freed);
    }

    /** Shows readers what has been committed, and deletes what they find in the archive from now on. */
    void publish() {
        entries.free(freed);
        tree.free(freed);
        Map<String, LogView.Anchors> newest = anchors.publish();
        long held = checkpoints.count();
        HeldCheckpoint head = held == 0 ? null : StoredJson.read(checkpoints.at(held - 1), HeldCheckpoint.class);
        edge = new RightEdge(tree.size());
        view = new LogView(tree.size(), entries.count(), head, held, newest, faults.all());
    }

    /** A tile of this width, if a tree of the published size has it. */
    public Optional<byte[]> tile(int level, long index, int width) {
        long held = TreeFile.hashes(view.size(), level);
        return within(index, width, held) ? Optional.of(tree.tile(level, index, width)) : Optional.empty();
    }

    /** The same to be sent: a part of a mapped file where there is one, so that nobody copies it or holds memory for it. */
    public Optional<ByteBuffer> tileToSend(int level, long index, int width) {
        long held = TreeFile.hashes(view.size(), level);
        return within(index, width, held) ? Optional.of(tree.tileToSend(level, index, width)) : Optional.empty();
    }

    /** An entry bundle of this width, if the published size covers it. */
    public Optional<byte[]> bundle(long index, int width) {
        return within(index, width, view.size())
                ? Optional.of(entries.framed(index * TreeFile.WIDTH, width))
                : Optional.empty();
    }

    private static boolean within(long index, int width, long held) {
        return index >= 0
                && index <= held / TreeFile.WIDTH
                && width >= 1
                && width <= TreeFile.WIDTH
                && index * TreeFile.WIDTH + width <= held;
    }

    /**
     * The proof that a leaf is in the tree of a size that was published.
     *
     * @param index below {@code size}
     */
    public InclusionProof inclusionProof(long index, long size) {
        long published = view.size();
        if (size > published) {
            throw new IllegalArgumentException("size " + size + ": " + published + " leaves are published");
        }
        RightEdge newest = edge;
        TreeHasher hasher = TreeHasher.sha256();
        RightEdge ofSize = newest.size() == size ? newest : new RightEdge(size);
        return ProofMaker.inclusion(hasher, new TreeNodes(tree, published, cache, ofSize, hasher), index, size);
    }

    /** The root at a size from 1 on; empty for one that was not published yet. */
    public Optional<Hash> root(long size) {
        if (size < 1 || size > view.size()) {
            return Optional.empty();
        }
        TreeHasher hasher = TreeHasher.sha256();
        return inclusionProof(size - 1, size).impliedRoot(hasher, hasher.leaf(entry(size - 1)), size);
    }

    /** The 50 bytes of an entry that is held; final once it is sealed. */
    public byte[] entry(long index) {
        return entries.entry(index);
    }

    /** Place of a Kafka offset among the entries held; see {@link Place}. */
    public Place find(long offset) {
        LogView now = view;
        long index = entries.find(offset, now.entries());
        if (index < 0) {
            boolean beyond = -1 - index == now.entries();
            return beyond ? new Place.Beyond() : new Place.NoSuchOffset();
        }
        return index < now.size() ? new Place.Sealed(index) : new Place.Unsealed(index);
    }

    /** Where a Kafka offset is in the log. */
    public sealed interface Place {
        record Sealed(long index) implements Place {}

        /** The log holds it, but no checkpoint covers it yet. */
        record Unsealed(long index) implements Place {}

        /** Beyond the last entry that is held. */
        record Beyond() implements Place {}

        /** Between two entries: no record was ever committed there, as where a transaction's marker is. */
        record NoSuchOffset() implements Place {}
    }

    /** The sealed heads of now. */
    public HeadList<HeldCheckpoint> sealed() {
        return new HeadList<>(checkpoints, view.checkpoints(), HeldCheckpoint.class, "sealed_at");
    }

    /** The heads that are anchored on a ledger now; none for one that is not among the view's. */
    public Optional<HeadList<HeldAnchor>> anchored(String ledger) {
        LogView.Anchors held = view.anchors().get(ledger);
        return held == null
                ? Optional.empty()
                : anchors.of(ledger)
                        .map(records -> new HeadList<>(records, held.count(), HeldAnchor.class, "anchored_at"));
    }

    /** Checkpoints with at least this size, smallest first, each as JSON. */
    public List<byte[]> checkpointsFrom(long size, int limit) {
        return checkpoints.from(size, view.checkpoints(), limit);
    }

    /** The smallest checkpoint of at least this size. */
    public Optional<HeldCheckpoint> checkpointAt(long atLeast) {
        return checkpointsFrom(atLeast, 1).stream().findFirst().map(b -> StoredJson.read(b, HeldCheckpoint.class));
    }

    /** Anchors with at least this size, smallest first on each ledger, each as JSON. */
    public List<byte[]> anchorsFrom(String ledger, long size, int limit) {
        LogView.Anchors held = view.anchors().get(ledger);
        return held == null
                ? List.of()
                : anchors.of(ledger)
                        .map(records -> records.from(size, held.count(), limit))
                        .orElse(List.of());
    }

    /** The smallest anchor of at least this size on one ledger. */
    public Optional<HeldAnchor> anchorAt(String ledger, long atLeast) {
        return anchorsFrom(ledger, atLeast, 1).stream().findFirst().map(b -> StoredJson.read(b, HeldAnchor.class));
    }

    private byte[] archivedTile(long index, Hash above) {
        return archive.orElseThrow().tile(origin, index, above);
    }

    private byte[] archivedBundle(long index) {
        return archive.orElseThrow().bundle(origin, index, tree.above(index));
    }

    public long uploaded() {
        return uploaded;
    }

    void uploaded(long leaves) {
        uploaded = leaves;
    }

    /** Leaves that are in the archive only, from the next commit on at the latest. */
    public long freed() {
        return freed;
    }

    /** Whether all hashes of a tile are in the folder: otherwise a store elsewhere is asked. */
    public boolean isHere(int level, long tile) {
        return tree.isHere(level, tile * TreeFile.WIDTH);
    }

    /** Prepares to free, with the next commit, the parts below {@code limit} that are archived; whether there are any. */
    boolean prepareToFree(long limit) {
        long archived = Math.min(limit, uploaded);
        long next = Math.max(entries.freeable(archived), tree.freeable(archived));
        if (next <= freed) {
            return false;
        }
        entries.prepareToFree(next);
        freed = next;
        return true;
    }

    @Override
    public void close() {
        entries.close();
        tree.close();
        checkpoints.close();
        anchors.close();
        faults.close();
    }

    /** What became of a record from the topics. */
    public enum Applied {
        /** It is part of the log now, or was already. */
        DONE,
        /** It needs entries or a checkpoint that have not been read yet; nothing was changed. */
        WAITS,
        /** It contradicts what is held: a fault was recorded and nothing else was changed. */
        REFUSED
    }
}
