package io.tombolo.provenance.store;

import io.tombolo.merkle.Hash;
import io.tombolo.merkle.TreeHasher;
import io.tombolo.merkle.tile.TilePath;
import io.tombolo.objects.ObjectStore;
import io.tombolo.objects.ObjectStoreException;
import io.tombolo.schemas.Origin;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;

/**
 * Full tiles and bundles of all logs in an object store, by {@code <origin>/<path of C2SP tlog-tiles>}. Nothing that comes back is
 * trusted: its hashes must give the one in the tile above, which stays in the folder. For any thread.
 */
final class ObjectArchive implements AutoCloseable {
    /** 8 to 13 kB each. */
    private static final int REMEMBERED = 1024;
    /** So that a slow store holds no more of the threads that answer. */
    private static final int READS_AT_ONCE = 8;

    private static final long PATIENCE_SECONDS = 5;
    private static final int BUNDLE = TilePath.FULL * EntryFile.FRAMED;

    private static final String LOOKED_AT = "tombolo-objects";

    private final ObjectStore objects;
    private final Semaphore reads = new Semaphore(READS_AT_ONCE);
    private final LongAdder read = new LongAdder();
    private final LongAdder failed = new LongAdder();
    private final Map<String, byte[]> remembered = new LinkedHashMap<>(16, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<String, byte[]> eldest) {
            return size() > REMEMBERED;
        }
    };

    ObjectArchive(ObjectStore objects) {
        this.objects = objects;
    }

    ObjectStore.Put put(Origin origin, TilePath path, byte[] bytes) {
        try {
            return objects.put(name(origin, path), bytes);
        } catch (ObjectStoreException failure) {
            failed.increment();
            throw failure;
        }
    }

    /** Whether the store answers: no object has this name, or it is a small one. */
    void look() {
        try {
            objects.get(LOOKED_AT);
        } catch (ObjectStoreException failure) {
            failed.increment();
            throw failure;
        }
    }

    String name(Origin origin, TilePath path) {
        return origin + "/" + path.path();
    }

    /** The 256 hashes of a full tile of leaves. */
    byte[] tile(Origin origin, long index, Hash above) {
        return verified(name(origin, TilePath.hashes(0, index, TilePath.FULL)), TilePath.FULL * Hash.LENGTH, above);
    }

    /** The 256 framed entries of a full bundle. */
    byte[] bundle(Origin origin, long index, Hash above) {
        return verified(name(origin, TilePath.entries(index, TilePath.FULL)), BUNDLE, above);
    }

    private byte[] verified(String name, int length, Hash above) {
        synchronized (remembered) {
            byte[] known = remembered.get(name);
            if (known != null) {
                return known;
            }
        }
        byte[] bytes = fetched(name);
        if (bytes.length != length || !root(bytes).equals(above)) {
            failed.increment();
            throw new ObjectStoreException("%s in %s was changed: its %d bytes do not give the hash %s of the tree"
                    .formatted(name, objects, bytes.length, above.base64()));
        }
        synchronized (remembered) {
            remembered.put(name, bytes);
        }
        return bytes;
    }

    private byte[] fetched(String name) {
        try {
            if (!reads.tryAcquire(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
                throw new ObjectStoreException("%s in %s: %d objects are being read already, limit %d"
                        .formatted(name, objects, READS_AT_ONCE, READS_AT_ONCE));
            }
            try {
                byte[] bytes = objects.get(name)
                        .orElseThrow(() -> new ObjectStoreException("%s is missing in %s".formatted(name, objects)));
                read.increment();
                return bytes;
            } finally {
                reads.release();
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new ObjectStoreException("%s in %s: interrupted".formatted(name, objects), interrupted);
        } catch (ObjectStoreException failure) {
            failed.increment();
            throw failure;
        }
    }

    private static Hash root(byte[] bytes) {
        TreeHasher hasher = TreeHasher.sha256();
        byte[] hashes = bytes.clone();
        if (bytes.length == BUNDLE) {
            for (int i = 0; i < TilePath.FULL; i++) {
                hasher.leafInto(bytes, i * EntryFile.FRAMED + Short.BYTES, EntryFile.ENTRY, hashes, i * Hash.LENGTH);
            }
        }
        for (int width = TilePath.FULL; width > 1; width /= 2) {
            for (int i = 0; i < width; i += 2) {
                hasher.nodeInto(hashes, i * Hash.LENGTH, hashes, i / 2 * Hash.LENGTH);
            }
        }
        return Hash.of(hashes, 0);
    }

    long reads() {
        return read.sum();
    }

    long failures() {
        return failed.sum();
    }

    @Override
    public void close() {
        objects.close();
    }

    @Override
    public String toString() {
        return objects.toString();
    }
}
