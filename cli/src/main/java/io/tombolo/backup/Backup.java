package io.tombolo.backup;

import io.tombolo.cli.shell.CommandException;
import io.tombolo.merkle.Hash;
import io.tombolo.objects.ObjectStore;
import io.tombolo.objects.ObjectStoreException;
import io.tombolo.server.DataFolder;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.time.Clock;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Takes a backup of a data folder, and removes older ones. */
final class Backup {
    static final String VERSION = version();
    private static final String OBJECTS = "objects";

    private final Path data;
    private final ObjectStore store;
    private final Clock clock;

    Backup(Path data, ObjectStore store, Clock clock) {
        this.data = data;
        this.store = store;
        this.clock = clock;
    }

    /**
     * What was done.
     *
     * @param added bytes that no earlier backup had
     */
    record Taken(String name, Manifest manifest, long added) {}

    /** Of a running server, which is paused while the list of its files is made; or of one that does not run, and can't start meanwhile. */
    Taken take() throws IOException, InterruptedException {
        Optional<DataFolder> free = DataFolder.openUnlessUsed(data);
        try {
            if (free.isPresent()) {
                try (Cut cut = Cut.of(data)) {
                    return write(cut, -1);
                }
            }
            long begin = System.nanoTime();
            Cut cut;
            try (Frozen server = Frozen.stop(DataFolder.user(data), data.resolve(DataFolder.LOCK))) {
                cut = server.cut(data);
            }
            long paused = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - begin);
            try (cut) {
                return write(cut, paused);
            }
        } finally {
            free.ifPresent(DataFolder::close);
        }
    }

    private Taken write(Cut cut, long pausedMs) throws IOException {
        refuseAnothersPlace(cut);
        String now = clock.instant().truncatedTo(ChronoUnit.MILLIS).toString();
        Set<String> there = new HashSet<>(store.names(OBJECTS));
        long added = 0;
        List<Manifest.Kept> files = new ArrayList<>();
        for (Cut.Part part : cut.parts()) {
            Manifest.Kept kept = new Manifest.Kept(part.path(), part.size(), hash(part), part.mode());
            if (there.add(kept.object())) {
                put(part, kept);
                added += part.size();
            }
            files.add(kept);
        }
        Manifest manifest =
                new Manifest(Manifest.FORMAT, VERSION, DataFolder.FORMAT, now, pausedMs, cut.hasKafka(), files);
        byte[] json = manifest.toJson();
        String object = manifest.object(json);
        store.write(object, json.length, () -> new ByteArrayInputStream(json));
        return new Taken(Manifest.name(object), manifest, added);
    }

    private void put(Cut.Part part, Manifest.Kept kept) {
        MessageDigest digest = Hash.sha256();
        try {
            store.write(kept.object(), part.size(), () -> {
                // Opened again: what was sent last counts.
                digest.reset();
                return new DigestInputStream(part.open(), digest);
            });
        } catch (ObjectStoreException e) {
            throw new ObjectStoreException("file " + part.path() + ": " + e.getMessage(), e);
        }
        if (!HexFormat.of().formatHex(digest.digest()).equals(kept.sha256())) {
            store.delete(kept.object());
            throw changed(part);
        }
    }

    /** Backups of two servers in one place would remove each other, and the newest would be of one or the other. */
    private void refuseAnothersPlace(Cut cut) throws IOException {
        List<String> all = Manifest.all(store);
        Optional<Cut.Part> here = cut.parts().stream()
                .filter(part -> part.path().equals(Cut.IDENTITY))
                .findFirst();
        if (all.isEmpty() || here.isEmpty()) {
            return;
        }
        Optional<Manifest.Kept> there;
        try {
            there = Manifest.read(store, all.get(all.size() - 1)).files().stream()
                    .filter(file -> file.path().equals(Cut.IDENTITY))
                    .findFirst();
        } catch (CommandException damaged) {
            // --list and --verify report it; a new backup is what is needed now.
            return;
        }
        if (there.isEmpty()) {
            return;
        }
        try (InputStream mine = here.get().open();
                InputStream found = store.open(there.get().object()).orElseGet(InputStream::nullInputStream)) {
            String cluster = cluster(mine);
            String other = cluster(found);
            if (!other.isEmpty() && !other.equals(cluster)) {
                throw new CommandException("the newest backup there is of another server (Kafka cluster " + other
                        + ", this one is " + cluster + "): give each server a place of its own");
            }
        }
    }

    private static String cluster(InputStream metaProperties) throws IOException {
        Properties properties = new Properties();
        properties.load(metaProperties);
        return properties.getProperty("cluster.id", "");
    }

    private static String hash(Cut.Part part) throws IOException {
        MessageDigest digest = Hash.sha256();
        try (InputStream content = new DigestInputStream(part.open(), digest)) {
            if (content.transferTo(OutputStream.nullOutputStream()) != part.size()) {
                throw changed(part);
            }
        }
        return HexFormat.of().formatHex(digest.digest());
    }

    private static CommandException changed(Cut.Part part) {
        return new CommandException(
                "file " + part.path()
                        + " changed while it was copied, which none of a data folder does: no backup was made; try again, or stop the server first");
    }

    /** Removes all backups but the newest, and what no backup needs any more; returns how many. */
    int keep(int newest) throws IOException {
        List<String> all = Manifest.all(store);
        List<String> old = all.subList(0, Math.max(0, all.size() - newest));
        for (String one : old) {
            store.delete(one);
        }
        Set<String> needed = new HashSet<>();
        for (String one : all.subList(old.size(), all.size())) {
            Manifest.read(store, one).files().forEach(file -> needed.add(file.object()));
        }
        for (String object : store.names(OBJECTS)) {
            if (Manifest.Kept.OBJECT.matcher(object).matches() && !needed.contains(object)) {
                store.delete(object);
            }
        }
        return old.size();
    }

    /** The data folder, if it is one. */
    static Path folder(Path data) {
        Path root = data.toAbsolutePath().normalize();
        if (!Files.exists(root.resolve("tombolo.format"))) {
            throw new CommandException(
                    "--data " + data + ": is not the data folder of a tombolo up (it has no tombolo.format)");
        }
        return root;
    }

    private static String version() {
        @Nullable String version = Backup.class.getPackage().getImplementationVersion();
        return version == null ? "(development)" : version;
    }
}
