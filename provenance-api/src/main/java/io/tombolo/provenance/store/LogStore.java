package io.tombolo.provenance.store;

import io.tombolo.config.ConfigFile;
import io.tombolo.config.ConfigFile.ConfigException;
import io.tombolo.objects.ObjectStore;
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
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ConcurrentNavigableMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.TimeUnit;
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

    private static final long FREE_EVERY_MILLIS = 60_000;

    private final Path folder;
    private final Clock clock;
    private final FileChannel lockFile;
    private final String cluster;
    private final Objects objects;
    private final Optional<ObjectArchive> archive;
    private final StoredLog.Shared shared;
    private final ConcurrentNavigableMap<Origin, StoredLog> logs = new ConcurrentSkipListMap<>();
    private final Set<StoredLog> touched = new LinkedHashSet<>();
    /** What other threads found, for the one that writes. */
    private final Queue<Runnable> found = new ConcurrentLinkedQueue<>();

    private Optional<ObjectUploads> uploads = Optional.empty();
    private long freeAgain;
    private Map<String, Long> topics = Map.of();

    private LogStore(Path folder, String cluster, Clock clock, FileChannel lockFile, Objects objects) {
        this.objects = objects;
        this.archive = objects.store().isBlank()
                ? Optional.empty()
                : Optional.of(new ObjectArchive(ObjectStore.at(objects.store())));
        this.shared = new StoredLog.Shared(
                new ExpandedTiles(), archive, objects.frees() ? objects.freeAtOnce() : StoredLog.NEVER);
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
        return open(folder, cluster, clock, Objects.NONE);
    }

    /**
     * As {@link #open(Path, String, Clock)}, with an object store, which need not answer now.
     *
     * @throws IllegalArgumentException also when the object store is not one, or leaves are in an object store and none is named
     */
    public static LogStore open(Path folder, String cluster, Clock clock, Objects objects) {
        try {
            Files.createDirectories(folder);
            FileChannel lockFile =
                    FileChannel.open(folder.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
            if (!locked(lockFile)) {
                lockFile.close();
                throw new IllegalArgumentException(folder + ": it is open already, here or in another process");
            }
            LogStore store;
            try {
                store = new LogStore(folder, cluster, clock, lockFile, objects);
            } catch (RuntimeException refused) {
                lockFile.close();
                throw refused;
            }
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
            store.archive.ifPresent(store::upload);
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
            logs.put(origin, StoredLog.open(origin, folderOf(origin), mark, shared));
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
        StoredLog log = logs.computeIfAbsent(origin, o -> StoredLog.open(o, folderOf(o), StoredLog.EMPTY, shared));
        touched.add(log);
        return log;
    }

    private void upload(ObjectArchive to) {
        uploads = Optional.of(new ObjectUploads(
                to,
                this::logs,
                (origin, leaf, message) -> found.add(() -> {
                    StoredLog.Applied unused = refuse(origin, LogView.Fault.Kind.ENTRY_CHANGED, leaf, message, "");
                })));
    }

    /** Whether leaves may be elsewhere than in the folder. */
    public boolean hasArchive() {
        return archive.isPresent();
    }

    /** How it is with the object store. */
    public ObjectState objects() {
        return uploads.map(ObjectUploads::state).orElse(ObjectState.NONE);
    }

    /** Takes what other threads found and, once a minute, frees what is old; whether there is anything to commit. */
    public boolean housekeeping() {
        for (Runnable next = found.poll(); next != null; next = found.poll()) {
            next.run();
        }
        if (objects.frees() && clock.millis() >= freeAgain) {
            freeAgain = clock.millis() + FREE_EVERY_MILLIS;
            logs.values().stream()
                    .filter(log -> log.prepareToFree(objects.old(log, clock)))
                    .forEach(touched::add);
        }
        return !touched.isEmpty();
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
        uploads.ifPresent(ObjectUploads::close);
        closeLogs();
        archive.ifPresent(ObjectArchive::close);
        try {
            lockFile.close();
        } catch (IOException broken) {
            throw new UncheckedIOException(folder.toString(), broken);
        }
    }

    /**
     * Where full tiles and bundles are kept beside the folder, and for how long they stay in it.
     *
     * @param store a folder or {@code s3://BUCKET/PREFIX}, empty for none
     * @param keepDays a part leaves the folder when it is stored and all of it was anchored more than so many days ago; -1 for never
     * @param freeAtOnce leaves of a part at least, a multiple of 256
     */
    public record Objects(String store, int keepDays, int freeAtOnce) {
        /** No object store: all is in the folder. */
        public static final Objects NONE = new Objects("", -1, 1 << 20);

        public Objects {
            ConfigFile.check("objects.keepDays", keepDays, -1, 36_500);
            ConfigFile.check("objects.freeAtOnce", freeAtOnce, TreeFile.WIDTH, 1 << 30);
            if (freeAtOnce % TreeFile.WIDTH != 0) {
                throw new ConfigException("objects.freeAtOnce: " + freeAtOnce + ", must be a multiple of 256");
            }
            if (store.isBlank() && keepDays >= 0) {
                throw new ConfigException("objects.keepDays: " + keepDays
                        + " without objects.store: what leaves the folder must be elsewhere");
            }
        }

        boolean frees() {
            return keepDays >= 0;
        }

        /** Leaves below this size of a log are old enough to leave its folder. */
        long old(StoredLog log, Clock clock) {
            long before = clock.millis() - TimeUnit.DAYS.toMillis(keepDays);
            return log.view().anchors().keySet().stream()
                    .flatMap(ledger -> log.anchored(ledger).stream())
                    .mapToLong(heads -> {
                        long later = heads.since(before);
                        return later == 0 ? 0 : heads.size(later - 1);
                    })
                    .max()
                    .orElse(0);
        }
    }

    /**
     * How it is with the object store.
     *
     * @param store where it is, empty for none
     * @param stored objects that were put, or found there, since the start
     * @param read objects that were read since the start
     * @param failures requests that failed since the start
     * @param contradicted logs of which the store has other bytes
     * @param trouble why the store can't be used now, empty when it can
     */
    public record ObjectState(String store, long stored, long read, long failures, int contradicted, String trouble) {
        static final ObjectState NONE = new ObjectState("", 0, 0, 0, 0, "");
    }
}
