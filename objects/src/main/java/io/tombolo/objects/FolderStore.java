package io.tombolo.objects;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.Objects;
import java.util.Optional;

/** A file for each object, which may be on a file system that several machines share; it must know hard links. */
final class FolderStore implements ObjectStore {
    private static final String UNFINISHED = ".unfinished-";

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
    public void close() {
        // It holds nothing open.
    }

    @Override
    public String toString() {
        return root.toString();
    }
}
