package io.tombolo.provenance.search;

import io.tombolo.merkle.Hash;
import io.tombolo.merkle.TreeHasher;
import io.tombolo.provenance.store.HeadList;
import io.tombolo.provenance.store.HeldAnchor;
import io.tombolo.provenance.store.HeldCheckpoint;
import io.tombolo.provenance.store.LogView;
import io.tombolo.provenance.store.StoredLog;
import io.tombolo.schemas.commit.Entry;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** What is indexed of one log: its leaves' hashes and commitments, its roots, its anchors' transactions, and its records' keys. */
final class LogIndex implements AutoCloseable {
    private final Path folder;
    private final BooleanSupplier stopped;
    private final HashRuns leaves;
    private final HashRuns roots;
    private final Map<String, HashRuns> anchors = new ConcurrentHashMap<>();
    final HashRuns keys;
    private @Nullable LogView seen;

    /** @param keyed the name of the secret that keys are hidden by */
    LogIndex(Path folder, String keyed, BooleanSupplier stopped) {
        this.folder = folder;
        this.stopped = stopped;
        this.leaves = HashRuns.open(folder, "leaves", stopped);
        this.roots = HashRuns.open(folder, "roots", stopped);
        forgetKeysBut(keyed);
        this.keys = HashRuns.open(folder, "keys-" + keyed, stopped);
    }

    /** What an earlier secret hid can't be searched any more. */
    private void forgetKeysBut(String keyed) {
        if (!Files.isDirectory(folder)) {
            return;
        }
        try (DirectoryStream<Path> files = Files.newDirectoryStream(folder, "keys-*")) {
            for (Path file : files) {
                if (!String.valueOf(file.getFileName()).startsWith("keys-" + keyed + "-")) {
                    Files.delete(file);
                }
            }
        } catch (IOException broken) {
            throw new UncheckedIOException(folder.toString(), broken);
        }
    }

    /**
     * Takes from the log what is new, at most so many leaves.
     *
     * @return leaves that it took
     */
    @SuppressWarnings("ReferenceEquality") // a commit makes another view
    long takeFrom(StoredLog log, long most) {
        LogView view = log.view();
        if (view == seen) {
            return 0;
        }
        long first = leaves.next();
        long end = Math.min(view.size(), first + most);
        TreeHasher hasher = TreeHasher.sha256();
        for (long leaf = first; leaf < end; leaf++) {
            byte[] entry = log.entry(leaf);
            leaves.room(2);
            leaves.add(hasher.leaf(entry).toBytes(), leaf * 2);
            leaves.add(Entry.decode(entry).commitment().toBytes(), leaf * 2 + 1);
            leaves.covered(leaf + 1);
        }
        HeadList<HeldCheckpoint> heads = log.sealed();
        for (long place = roots.next(); place < heads.count(); place++) {
            roots.room(1);
            roots.add(heads.at(place).root().toBytes(), place);
            roots.covered(place + 1);
        }
        view.anchors().keySet().forEach(ledger -> log.anchored(ledger).ifPresent(held -> take(ledger, held)));
        if (end >= view.size()) {
            seen = view;
        }
        return Math.max(0, end - first);
    }

    private void take(String ledger, HeadList<HeldAnchor> held) {
        HashRuns runs = anchors(ledger);
        for (long place = runs.next(); place < held.count(); place++) {
            runs.room(1);
            runs.add(transaction(held.at(place).transactionId()), place);
            runs.covered(place + 1);
        }
    }

    private HashRuns anchors(String ledger) {
        return anchors.computeIfAbsent(
                ledger,
                name -> HashRuns.open(
                        folder, "anchors-" + HexFormat.of().formatHex(name.getBytes(StandardCharsets.UTF_8)), stopped));
    }

    private static byte[] transaction(String id) {
        return Hash.sha256().digest(id.getBytes(StandardCharsets.UTF_8));
    }

    long leavesTo() {
        return leaves.next();
    }

    /** Leaves that may have this hash or commitment, twice the index, and one more for a commitment. */
    List<Long> leaves(Hash hash, int limit) {
        return leaves.find(hash.toBytes(), Long.MAX_VALUE, limit);
    }

    /** Places of sealed heads that may have this root. */
    List<Long> roots(Hash hash, int limit) {
        return roots.find(hash.toBytes(), Long.MAX_VALUE, limit);
    }

    /** Places of anchors on a ledger that may be of this transaction. */
    List<Long> anchors(String ledger, String transaction, int limit) {
        return anchors(ledger).find(transaction(transaction), Long.MAX_VALUE, limit);
    }

    private Stream<HashRuns> all() {
        return Stream.concat(Stream.of(leaves, roots, keys), anchors.values().stream());
    }

    long buffered() {
        return all().mapToLong(HashRuns::buffered).sum();
    }

    void flush() {
        all().forEach(HashRuns::flush);
    }

    @Override
    public void close() {
        all().forEach(HashRuns::close);
    }
}
