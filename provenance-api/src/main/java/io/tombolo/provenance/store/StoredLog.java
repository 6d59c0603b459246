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
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One log on disk. The thread that applies the topics writes; any thread reads through {@link #view()}, and sees only what a
 * commit has put on disk and a recomputed root confirms.
 */
public final class StoredLog implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(StoredLog.class);
    private static final int FAULTS_KEPT = 100;

    private final Origin origin;
    private final Path folder;
    private final ExpandedTiles cache;
    private final EntryFile entries;
    private final TreeFile tree;
    private final SizedRecords checkpoints;
    private final Map<String, SizedRecords> anchors = new TreeMap<>();
    private final AppendFile faultFile;
    private final List<LogView.Fault> faults = new ArrayList<>();
    private volatile Map<String, SizedRecords> readableAnchors = Map.of();
    private volatile RightEdge edge = new RightEdge(0);
    private volatile LogView view = new LogView(0, 0, null, 0, Map.of(), List.of());

    private StoredLog(Origin origin, Path folder, Cursor.LogMark mark, ExpandedTiles cache) {
        this.origin = origin;
        this.folder = folder;
        this.cache = cache;
        this.entries = EntryFile.open(folder, mark.entries());
        this.tree = TreeFile.open(folder, mark.size());
        this.checkpoints = SizedRecords.open(folder, "checkpoints", mark.checkpoints());
        mark.anchors().forEach((ledger, at) -> anchors.put(ledger, openAnchors(ledger, at)));
        this.faultFile = AppendFile.open(folder.resolve("faults"), mark.faults());
    }

    static final Cursor.LogMark EMPTY = new Cursor.LogMark(0, 0, SizedRecords.Mark.NONE, Map.of(), 0);

    static StoredLog open(Origin origin, Path folder, Cursor.LogMark mark, ExpandedTiles cache) {
        try {
            Files.createDirectories(folder);
        } catch (IOException broken) {
            throw new UncheckedIOException(folder.toString(), broken);
        }
        StoredLog log = new StoredLog(origin, folder, mark, cache);
        try {
            log.load();
        } catch (RuntimeException damaged) {
            log.close();
            throw damaged;
        }
        return log;
    }

    private void load() {
        readFaults();
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
        checkpoints.append(head.size(), bytes(head));
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
        SizedRecords onLedger =
                anchors.computeIfAbsent(anchor.ledger(), name -> openAnchors(name, SizedRecords.Mark.NONE));
        if (anchor.size() > onLedger.newestSize()) {
            onLedger.append(anchor.size(), bytes(anchor));
        }
        return Applied.DONE;
    }

    /** Records what cannot be true; the first hundred of a log are kept, and a repeated one once. */
    Applied refuse(LogView.Fault.Kind kind, long size, String message, String note, long now) {
        return refuse(kind, size, message, note, now, null);
    }

    private Applied refuse(
            LogView.Fault.Kind kind, long size, String message, String note, long now, @Nullable HeldAnchor anchor) {
        boolean known = faults.stream()
                .anyMatch(f -> f.kind() == kind && f.size() == size && f.note().equals(note));
        if (!known && faults.size() < FAULTS_KEPT) {
            LogView.Fault fault = new LogView.Fault(kind, size, message, note, now, anchor);
            faults.add(fault);
            LOG.atError()
                    .addKeyValue("origin", origin)
                    .addKeyValue("kind", kind)
                    .addKeyValue("reason", message)
                    .log("A log contradicts itself: what came is not served");
            faultFile.append((StoredJson.write(fault) + "\n").getBytes(StandardCharsets.UTF_8));
        }
        return Applied.REFUSED;
    }

    private static String contradiction(long size, Hash held, Hash claimed) {
        return "at size %d the entries give root %s, the head says %s".formatted(size, held.base64(), claimed.base64());
    }

    void force() {
        entries.force();
        tree.force();
        checkpoints.force();
        anchors.values().forEach(SizedRecords::force);
        faultFile.force();
    }

    Cursor.LogMark mark() {
        Map<String, SizedRecords.Mark> marks = new HashMap<>();
        anchors.forEach((ledger, records) -> marks.put(ledger, records.mark()));
        return new Cursor.LogMark(entries.count(), tree.size(), checkpoints.mark(), marks, faultFile.length());
    }

    /** Shows readers what has been committed. */
    void publish() {
        Map<String, LogView.Anchors> newest = new TreeMap<>();
        anchors.forEach((ledger, records) -> {
            if (records.count() > 0) {
                newest.put(
                        ledger,
                        new LogView.Anchors(
                                records.count(), StoredJson.read(records.at(records.count() - 1), HeldAnchor.class)));
            }
        });
        long held = checkpoints.count();
        HeldCheckpoint head = held == 0 ? null : StoredJson.read(checkpoints.at(held - 1), HeldCheckpoint.class);
        readableAnchors = Map.copyOf(anchors);
        edge = new RightEdge(tree.size());
        view = new LogView(tree.size(), entries.count(), head, held, newest, faults);
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
        SizedRecords records = readableAnchors.get(ledger);
        LogView.Anchors held = view.anchors().get(ledger);
        return records == null || held == null
                ? Optional.empty()
                : Optional.of(new HeadList<>(records, held.count(), HeldAnchor.class, "anchored_at"));
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
        SizedRecords records = readableAnchors.get(ledger);
        LogView.Anchors held = view.anchors().get(ledger);
        return records == null || held == null ? List.of() : records.from(size, held.count(), limit);
    }

    /** The smallest anchor of at least this size on one ledger. */
    public Optional<HeldAnchor> anchorAt(String ledger, long atLeast) {
        return anchorsFrom(ledger, atLeast, 1).stream().findFirst().map(b -> StoredJson.read(b, HeldAnchor.class));
    }

    private SizedRecords openAnchors(String ledger, SizedRecords.Mark mark) {
        return SizedRecords.open(folder, "anchors-" + fileName(ledger), mark);
    }

    /** A ledger's name comes from outside: hex can't leave the folder. */
    private static String fileName(String ledger) {
        return HexFormat.of().formatHex(ledger.getBytes(StandardCharsets.UTF_8));
    }

    private void readFaults() {
        String lines = new String(faultFile.read(0, (int) faultFile.length()), StandardCharsets.UTF_8);
        lines.lines()
                .forEach(line ->
                        faults.add(StoredJson.read(line.getBytes(StandardCharsets.UTF_8), LogView.Fault.class)));
    }

    private static byte[] bytes(Object value) {
        return StoredJson.write(value).getBytes(StandardCharsets.UTF_8);
    }

    @Override
    public void close() {
        entries.close();
        tree.close();
        checkpoints.close();
        anchors.values().forEach(SizedRecords::close);
        faultFile.close();
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
