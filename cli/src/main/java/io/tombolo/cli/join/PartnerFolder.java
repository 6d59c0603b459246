package io.tombolo.cli.join;

import io.tombolo.cli.shell.CommandException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A partner's folder for one owner. Each file appears whole, so that what is there says how far joining came. */
final class PartnerFolder {
    private final Path root;

    PartnerFolder(Path root) {
        this.root = root;
    }

    Path file(String name) {
        return root.resolve(name);
    }

    Optional<String> read(String name) {
        try {
            return Files.exists(file(name)) ? Optional.of(Files.readString(file(name))) : Optional.empty();
        } catch (IOException e) {
            throw new CommandException("file " + file(name) + " can't be read (" + e + ")", e);
        }
    }

    void write(String name, String text) {
        write(name, text.getBytes(StandardCharsets.UTF_8), "rw-r--r--");
    }

    void program(String name, String text) {
        write(name, text.getBytes(StandardCharsets.UTF_8), "rwxr-xr-x");
    }

    /** For its owner's eyes only. */
    void secret(String name, byte[] bytes) {
        write(name, bytes, "rw-------");
    }

    private void write(String name, byte[] bytes, String permissions) {
        Path file = file(name);
        Path draft = file(name + ".new");
        try {
            Files.createDirectories(root.toAbsolutePath());
            Files.deleteIfExists(draft);
            Files.createFile(draft, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
            try (FileChannel out = FileChannel.open(draft, Set.of(StandardOpenOption.WRITE))) {
                ByteBuffer left = ByteBuffer.wrap(bytes);
                while (left.hasRemaining()) {
                    out.write(left);
                }
                out.force(true);
            }
            Files.setPosixFilePermissions(draft, PosixFilePermissions.fromString(permissions));
            Files.move(draft, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw new CommandException("file " + file + " can't be written (" + e + ")", e);
        }
    }

    /** Held until it is closed, or the process ends. */
    FileChannel lock() {
        Path file = file("join.lock");
        try {
            Files.createDirectories(root.toAbsolutePath());
            FileChannel channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
            if (tryLock(channel) == null) {
                channel.close();
                throw new CommandException("folder " + root + ": another tombolo join works in it");
            }
            return channel;
        } catch (IOException e) {
            throw new CommandException("folder " + root + " can't be written (" + e + ")", e);
        }
    }

    private static @Nullable FileLock tryLock(FileChannel channel) throws IOException {
        try {
            return channel.tryLock();
        } catch (OverlappingFileLockException e) {
            return null;
        }
    }

    @Override
    public String toString() {
        return root.toString();
    }
}
