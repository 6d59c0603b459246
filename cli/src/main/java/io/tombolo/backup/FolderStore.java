package io.tombolo.backup;

import io.tombolo.cli.shell.CommandException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** A folder that only its owner may read, since private keys are in it. */
final class FolderStore implements BackupStore {
    /** A folder that has it is one of backups. */
    private static final String MARKER = "tombolo.backups";

    private static final Set<PosixFilePermission> OWNER = PosixFilePermissions.fromString("rwx------");

    private final Path root;
    private final @Nullable FileChannel lock;

    private FolderStore(Path root, @Nullable FileChannel lock) {
        this.root = root;
        this.lock = lock;
    }

    /**
     * Opens the folder to write to it, and makes it when missing; one process at a time.
     *
     * @throws CommandException when it is something else, others may read it, or another process writes to it
     */
    static FolderStore toWrite(Path folder) throws IOException {
        Path root = folder.toAbsolutePath().normalize();
        if (!Files.exists(root)) {
            Files.createDirectories(root, isPosix(root) ? mode("rwx------") : new FileAttribute<?>[0]);
        }
        Path marker = root.resolve(MARKER);
        try (Stream<Path> content = Files.list(root)) {
            if (!Files.exists(marker) && content.findAny().isPresent()) {
                throw new CommandException(
                        "--to " + folder + ": is not empty and holds no backups: give a new or an empty folder");
            }
        }
        if (isPosix(root) && !OWNER.containsAll(Files.getPosixFilePermissions(root))) {
            throw new CommandException("--to " + folder + ": others may use it ("
                    + PosixFilePermissions.toString(Files.getPosixFilePermissions(root))
                    + "), and a backup holds private keys: chmod 700 " + folder);
        }
        FileChannel channel = FileChannel.open(marker, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        @Nullable FileLock held = channel.tryLock();
        if (held == null) {
            channel.close();
            throw new CommandException("--to " + folder + ": another backup is being written there");
        }
        return new FolderStore(root, channel);
    }

    /**
     * Opens the folder to read from it.
     *
     * @throws CommandException when it holds no backups
     */
    static FolderStore toRead(String option, Path folder) {
        if (!Files.exists(folder.resolve(MARKER))) {
            throw new CommandException(
                    option + " " + folder + ": holds no backups; give the folder that tombolo backup --to wrote");
        }
        return new FolderStore(folder.toAbsolutePath().normalize(), null);
    }

    @Override
    public List<String> names(String prefix) throws IOException {
        Path folder = root.resolve(prefix);
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        try (Stream<Path> all = Files.walk(folder)) {
            return all.filter(Files::isRegularFile)
                    .map(file -> root.relativize(file).toString().replace('\\', '/'))
                    .filter(name -> !name.endsWith(".new"))
                    .sorted()
                    .toList();
        }
    }

    @Override
    public boolean has(String name) {
        return Files.isRegularFile(root.resolve(name));
    }

    @Override
    public void put(String name, InputStream content) throws IOException {
        Path file = root.resolve(name);
        Path folder = file.resolveSibling("");
        boolean posix = isPosix(root);
        Files.createDirectories(folder, posix ? mode("rwx------") : new FileAttribute<?>[0]);
        Path draft = file.resolveSibling(file.getFileName() + ".new");
        Files.deleteIfExists(draft);
        Files.createFile(draft, posix ? mode("rw-------") : new FileAttribute<?>[0]);
        try (FileChannel out = FileChannel.open(draft, StandardOpenOption.WRITE)) {
            content.transferTo(Channels.newOutputStream(out));
            out.force(true);
        }
        Files.move(draft, file, StandardCopyOption.ATOMIC_MOVE);
    }

    @Override
    public InputStream get(String name) throws IOException {
        return Files.newInputStream(root.resolve(name));
    }

    @Override
    public void delete(String name) throws IOException {
        Files.deleteIfExists(root.resolve(name));
    }

    private static FileAttribute<?>[] mode(String mode) {
        return new FileAttribute<?>[] {PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(mode))};
    }

    static boolean isPosix(Path any) {
        return any.getFileSystem().supportedFileAttributeViews().contains("posix");
    }

    @Override
    public void close() {
        try {
            if (lock != null) {
                lock.close();
            }
        } catch (IOException e) {
            // It ends with the process at the latest.
        }
    }
}
