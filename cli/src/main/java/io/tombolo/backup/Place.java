package io.tombolo.backup;

import io.tombolo.cli.shell.CommandException;
import io.tombolo.objects.ObjectStore;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Where backups are: a folder that only its owner may use, or a bucket that nobody reads without credentials. Private keys are in it. */
final class Place implements AutoCloseable {
    /** A place that has it is one of backups. */
    private static final String MARKER = "tombolo.backups";

    private final ObjectStore store;
    private final @Nullable FileChannel lock;

    private Place(ObjectStore store, @Nullable FileChannel lock) {
        this.store = store;
        this.lock = lock;
    }

    /**
     * Opens it to write to it, and makes a folder that is missing; for one process at a time.
     *
     * @param data what is to be saved: of a bucket, only processes that save the same exclude each other
     * @throws CommandException when it is something else, others may read it, or another process writes to it
     */
    static Place toWrite(String to, Path data) throws IOException {
        ObjectStore store = opened("--to", to);
        try {
            boolean folder = isFolder(to);
            if (folder) {
                prepare(to);
                refuseOthers(store, to, ": chmod 700 " + to);
            }
            FileChannel lock = lock(to, folder ? Path.of(to).resolve(MARKER) : data.resolve(Cut.LOCK));
            try {
                if (!folder) {
                    store.write(MARKER, 0, () -> new ByteArrayInputStream(new byte[0]));
                    refuseOthers(store, to, ": block all public access to the bucket");
                }
                return new Place(store, lock);
            } catch (RuntimeException e) {
                lock.close();
                throw e;
            }
        } catch (IOException | RuntimeException e) {
            store.close();
            throw e;
        }
    }

    /**
     * Opens it to read from it.
     *
     * @throws CommandException when it holds no backups
     */
    static Place toRead(String option, String at) throws IOException {
        ObjectStore store = opened(option, at);
        boolean known;
        try (@Nullable InputStream marker = store.open(MARKER).orElse(null)) {
            known = marker != null;
        } catch (IOException | RuntimeException e) {
            store.close();
            throw e;
        }
        if (!known) {
            store.close();
            throw new CommandException(option + " " + at + ": holds no backups; give the "
                    + (isFolder(at) ? "folder" : "bucket and prefix") + " that tombolo backup --to wrote");
        }
        return new Place(store, null);
    }

    static boolean isFolder(String at) {
        return !at.contains("://");
    }

    private static ObjectStore opened(String option, String at) {
        try {
            return ObjectStore.patient(at);
        } catch (IllegalArgumentException e) {
            throw new CommandException(option + " " + e.getMessage(), e);
        }
    }

    private static void prepare(String to) throws IOException {
        Path root = Path.of(to);
        if (!Files.exists(root)) {
            Files.createDirectories(
                    root,
                    Cut.isPosix(root)
                            ? new FileAttribute<?>[] {
                                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"))
                            }
                            : new FileAttribute<?>[0]);
        }
        try (Stream<Path> content = Files.list(root)) {
            if (!Files.exists(root.resolve(MARKER)) && content.findAny().isPresent()) {
                throw new CommandException(
                        "--to " + to + ": is not empty and holds no backups: give a new or an empty folder");
            }
        }
    }

    private static void refuseOthers(ObjectStore store, String to, String remedy) {
        store.openTo(MARKER).ifPresent(how -> {
            throw new CommandException("--to " + to + ": " + how + ", and a backup holds private keys" + remedy);
        });
    }

    private static FileChannel lock(String to, Path file) throws IOException {
        FileChannel channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        if (channel.tryLock() == null) {
            channel.close();
            throw new CommandException("--to " + to + ": another backup is being written there");
        }
        return channel;
    }

    ObjectStore store() {
        return store;
    }

    @Override
    public void close() {
        store.close();
        try {
            if (lock != null) {
                lock.close();
            }
        } catch (IOException e) {
            // It ends with the process at the latest.
        }
    }
}
