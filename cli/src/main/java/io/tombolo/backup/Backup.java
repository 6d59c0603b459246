package io.tombolo.backup;

import io.tombolo.cli.shell.CommandException;
import io.tombolo.merkle.Hash;
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
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Takes a backup of a data folder, and removes older ones. */
final class Backup {
    static final String VERSION = version();
    private static final String OBJECTS = "objects";

    private final Path data;
    private final BackupStore store;
    private final Clock clock;

    Backup(Path data, BackupStore store, Clock clock) {
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
        String now = clock.instant().truncatedTo(ChronoUnit.MILLIS).toString();
        long added = 0;
        List<Manifest.Kept> files = new ArrayList<>();
        for (Cut.Part part : cut.parts()) {
            Manifest.Kept kept = new Manifest.Kept(part.path(), part.size(), hash(part), part.mode());
            if (!store.has(kept.object())) {
                MessageDigest digest = Hash.sha256();
                try (InputStream content = new DigestInputStream(part.open(), digest)) {
                    store.put(kept.object(), content);
                }
                if (!HexFormat.of().formatHex(digest.digest()).equals(kept.sha256())) {
                    store.delete(kept.object());
                    throw changed(part);
                }
                added += part.size();
            }
            files.add(kept);
        }
        Manifest manifest =
                new Manifest(Manifest.FORMAT, VERSION, DataFolder.FORMAT, now, pausedMs, cut.hasKafka(), files);
        byte[] json = manifest.toJson();
        String object = manifest.object(json);
        store.put(object, new ByteArrayInputStream(json));
        return new Taken(Manifest.name(object), manifest, added);
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
        List<String> all = store.names(Manifest.FOLDER);
        List<String> old = all.subList(0, Math.max(0, all.size() - newest));
        for (String one : old) {
            store.delete(one);
        }
        Set<String> needed = new HashSet<>();
        for (String one : all.subList(old.size(), all.size())) {
            Manifest.read(store, one).files().forEach(file -> needed.add(file.object()));
        }
        for (String object : store.names(OBJECTS)) {
            if (!needed.contains(object)) {
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
