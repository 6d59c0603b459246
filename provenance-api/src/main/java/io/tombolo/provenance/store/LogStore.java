package io.tombolo.provenance.store;

import io.tombolo.schemas.DatasetId;
import io.tombolo.schemas.Origin;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Clock;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentNavigableMap;
import java.util.concurrent.ConcurrentSkipListMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * All logs of one folder, and the cursor that says how far the topics are applied to them. One thread applies and commits; any
 * thread reads. What is applied is seen by readers, and survives, from the next {@link #commit} on.
 */
public final class LogStore implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(LogStore.class);

    /** Partition and generation of an origin at most. */
    private static final int GREATEST = 999_999_999;

    private final Path folder;
    private final Clock clock;
    private final FileChannel lockFile;
    private final String cluster;
    private final ExpandedTiles cache = new ExpandedTiles();
    private final ConcurrentNavigableMap<Origin, StoredLog> logs = new ConcurrentSkipListMap<>();
    private final Set<StoredLog> touched = new LinkedHashSet<>();
    private Map<String, Long> topics = Map.of();

    private LogStore(Path folder, String cluster, Clock clock, FileChannel lockFile) {
        this.folder = folder;
        this.cluster = cluster;
        this.clock = clock;
        this.lockFile = lockFile;
    }

    /**
     * Opens the folder at its last commit. What is damaged or of another version is deleted and built again from the topics: it
     * holds copies only.
     *
     * @throws IllegalArgumentException when the folder belongs to another Kafka cluster, or it is open already, here or in another process
     */
    public static LogStore open(Path folder, String cluster, Clock clock) {
        try {
            Files.createDirectories(folder);
            FileChannel lockFile =
                    FileChannel.open(folder.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
            if (!locked(lockFile)) {
                lockFile.close();
                throw new IllegalArgumentException(folder + ": it is open already, here or in another process");
            }
            LogStore store = new LogStore(folder, cluster, clock, lockFile);
            try {
                store.load();
            } catch (DamagedStoreException damaged) {
                LOG.atWarn()
                        .addKeyValue("folder", folder)
                        .addKeyValue("reason", damaged.getMessage())
                        .log("The read side's files are damaged: rebuilding them from the topics");
                store.closeLogs();
                Files.deleteIfExists(folder.resolve("cursor.json"));
                Folders.delete(folder.resolve("logs"));
            } catch (RuntimeException refused) {
                store.close();
                throw refused;
            }
            return store;
        } catch (IOException broken) {
            throw new UncheckedIOException(folder.toString(), broken);
        }
    }

    private static boolean locked(FileChannel file) throws IOException {
        try {
            return file.tryLock() != null;
        } catch (OverlappingFileLockException byThisProcess) {
            return false;
        }
    }

    private void load() {
        Optional<Cursor> cursor = Cursor.read(folder.resolve("cursor.json"));
        if (cursor.isEmpty()) {
            return;
        }
        if (!cursor.get().cluster().equals(cluster)) {
            throw new IllegalArgumentException("%s belongs to Kafka cluster %s, this is cluster %s: use another folder"
                    .formatted(folder, cursor.get().cluster(), cluster));
        }
        cursor.get().logs().forEach((name, mark) -> {
            Origin origin = Origin.parse(name)
                    .orElseThrow(() -> new DamagedStoreException("cursor names the log \"" + name + "\""));
            logs.put(origin, StoredLog.open(origin, folderOf(origin), mark, cache));
        });
        topics = cursor.get().topics();
    }

    /** Next offset to read, by {@code topic-partition}; empty for a new folder. */
    public Map<String, Long> cursor() {
        return topics;
    }

    public Collection<StoredLog> logs() {
        return Collections.unmodifiableCollection(logs.values());
    }

    /** The logs of one dataset, by partition and generation; none for a dataset that is not known. */
    public List<StoredLog> logs(DatasetId dataset) {
        Origin last = new Origin(dataset, GREATEST, GREATEST);
        return List.copyOf(
                logs.subMap(new Origin(dataset, 0, 1), true, last, true).values());
    }

    public Optional<StoredLog> log(Origin origin) {
        return Optional.ofNullable(logs.get(origin));
    }

    /** Takes one bundle of {@code tombolo.log}. */
    public StoredLog.Applied applyBundle(Origin origin, long index, byte[] bundle) {
        return touch(origin).applyBundle(index, bundle, clock.millis());
    }

    /** Takes one head of {@code tombolo.checkpoints}, its note already checked. */
    public StoredLog.Applied applyCheckpoint(Origin origin, HeldCheckpoint head) {
        return touch(origin).applyCheckpoint(head, clock.millis());
    }

    /** Takes one anchor of {@code tombolo.anchors}, its note already checked. */
    public StoredLog.Applied applyAnchor(Origin origin, HeldAnchor anchor) {
        return touch(origin).applyAnchor(anchor, clock.millis());
    }

    /** Records a fault that was found before the store was asked. */
    public StoredLog.Applied refuse(Origin origin, LogView.Fault.Kind kind, long size, String message, String note) {
        return touch(origin).refuse(kind, size, message, note, clock.millis());
    }

    private StoredLog touch(Origin origin) {
        StoredLog log = logs.computeIfAbsent(origin, o -> StoredLog.open(o, folderOf(o), StoredLog.EMPTY, cache));
        touched.add(log);
        return log;
    }

    /** Puts all that was applied on disk, then the cursor, then shows it to readers. */
    public void commit(Map<String, Long> nextOffsets) {
        touched.forEach(StoredLog::force);
        Map<String, Cursor.LogMark> marks = new HashMap<>();
        logs.forEach((origin, log) -> marks.put(origin.toString(), log.mark()));
        new Cursor(Cursor.VERSION, cluster, nextOffsets, marks).write(folder.resolve("cursor.json"));
        topics = Map.copyOf(nextOffsets);
        touched.forEach(StoredLog::publish);
        touched.clear();
    }

    private Path folderOf(Origin origin) {
        return folder.resolve("logs").resolve(origin.toString().replace('/', '+'));
    }

    private void closeLogs() {
        logs.values().forEach(StoredLog::close);
        logs.clear();
    }

    @Override
    public void close() {
        closeLogs();
        try {
            lockFile.close();
        } catch (IOException broken) {
            throw new UncheckedIOException(folder.toString(), broken);
        }
    }
}
