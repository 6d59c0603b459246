package io.tombolo.objects;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Stream;

/** A file for each object, which may be on a file system that several machines share; it must know hard links. */
final class FolderStore implements ObjectStore {
    private static final String UNFINISHED = ".unfinished-";

    private static final Set<PosixFilePermission> OWNER = PosixFilePermissions.fromString("rwx------");
    private static final FileAttribute<?> FOR_OWNER =
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));

    private final Path root;

    FolderStore(Path root) {
        this.root = root.toAbsolutePath().normalize();
    }

    @Override
    public Put put(String name, byte[] bytes) {
        Path file = root.resolve(ObjectName.checked(name));
        Path folder = Objects.requireNonNull(file.getParent());
        try {
            Files.createDirectories(folder);
            Path unfinished = Files.createTempFile(folder, UNFINISHED, "");
            try {
                write(unfinished, bytes);
                // Unlike a move, a link never replaces what is there.
                Files.createLink(file, unfinished);
                force(folder);
                return Put.STORED;
            } catch (FileAlreadyExistsException taken) {
                return Arrays.equals(Files.readAllBytes(file), bytes) ? Put.SAME : Put.OTHER;
            } finally {
                Files.deleteIfExists(unfinished);
            }
        } catch (IOException | UnsupportedOperationException broken) {
            throw new ObjectStoreException("%s in %s can't be written: %s".formatted(name, root, broken), broken);
        }
    }

    private static void write(Path file, byte[] bytes) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
            ByteBuffer rest = ByteBuffer.wrap(bytes);
            while (rest.hasRemaining()) {
                channel.write(rest);
            }
            channel.force(true);
        }
    }

    private static void force(Path folder) throws IOException {
        try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
            channel.force(true);
        }
    }

    @Override
    public Optional<byte[]> get(String name) {
        try {
            return Optional.of(Files.readAllBytes(root.resolve(ObjectName.checked(name))));
        } catch (NoSuchFileException none) {
            return Optional.empty();
        } catch (IOException broken) {
            throw new ObjectStoreException("%s in %s can't be read: %s".formatted(name, root, broken), broken);
        }
    }

    @Override
    public List<String> names(String folder) {
        Path top = root.resolve(ObjectName.checked(folder));
        if (!Files.isDirectory(top)) {
            return List.of();
        }
        try (Stream<Path> all = Files.walk(top)) {
            return all.filter(Files::isRegularFile)
                    .filter(file -> !String.valueOf(file.getFileName()).startsWith(UNFINISHED))
                    .map(file -> root.relativize(file).toString().replace('\\', '/'))
                    .sorted()
                    .toList();
        } catch (IOException | UncheckedIOException broken) {
            throw new ObjectStoreException("%s/ in %s can't be listed: %s".formatted(folder, root, broken), broken);
        }
    }

    /** Needs no hard links. What a process that was killed left of an object is replaced by the next that writes it. */
    @Override
    public void write(String name, long size, Supplier<InputStream> content) {
        Path file = root.resolve(ObjectName.checked(name));
        Path folder = Objects.requireNonNull(file.getParent());
        Path unfinished = folder.resolve(UNFINISHED + file.getFileName());
        try {
            Files.createDirectories(folder);
            Files.deleteIfExists(unfinished);
            Files.createFile(unfinished, isPosix() ? new FileAttribute<?>[] {FOR_OWNER} : new FileAttribute<?>[0]);
            try (InputStream from = content.get();
                    FileChannel to = FileChannel.open(unfinished, StandardOpenOption.WRITE)) {
                from.transferTo(Channels.newOutputStream(to));
                to.force(true);
            }
            Files.move(unfinished, file, StandardCopyOption.ATOMIC_MOVE);
            if (isPosix()) {
                force(folder);
            }
        } catch (IOException broken) {
            throw new ObjectStoreException("%s in %s can't be written: %s".formatted(name, root, broken), broken);
        }
    }

    @Override
    public Optional<InputStream> open(String name) {
        try {
            return Optional.of(Files.newInputStream(root.resolve(ObjectName.checked(name))));
        } catch (NoSuchFileException none) {
            return Optional.empty();
        } catch (IOException broken) {
            throw new ObjectStoreException("%s in %s can't be read: %s".formatted(name, root, broken), broken);
        }
    }

    @Override
    public void delete(String name) {
        try {
            Files.deleteIfExists(root.resolve(ObjectName.checked(name)));
        } catch (IOException broken) {
            throw new ObjectStoreException("%s in %s can't be deleted: %s".formatted(name, root, broken), broken);
        }
    }

    @Override
    public Optional<String> openTo(String name) {
        try {
            if (!isPosix() || OWNER.containsAll(Files.getPosixFilePermissions(root))) {
                return Optional.empty();
            }
            return Optional.of(
                    "others may use it (" + PosixFilePermissions.toString(Files.getPosixFilePermissions(root)) + ")");
        } catch (IOException broken) {
            throw new ObjectStoreException("the rights to %s can't be read: %s".formatted(root, broken), broken);
        }
    }

    private boolean isPosix() {
        return root.getFileSystem().supportedFileAttributeViews().contains("posix");
    }

    @Override
    public void close() {
        // It holds nothing open.
    }

    @Override
    public String toString() {
        return root.toString();
    }
}
