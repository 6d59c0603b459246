package io.tombolo.cli.verify;

import io.tombolo.cli.shell.CommandException;
import io.tombolo.cli.shell.Input;
import io.tombolo.consumer.audit.AuditStateFile;
import io.tombolo.merkle.MalformedException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.Objects;
import java.util.Optional;

/** An audit's state on disk, always whole, and the key that authenticates it. */
final class AuditStore {
    private final Path file;
    private final Path keyFile;

    AuditStore(Path file, Path keyFile) {
        this.file = file.toAbsolutePath();
        this.keyFile = keyFile.toAbsolutePath();
    }

    /** What an earlier run left; empty if there is no such file. */
    Optional<AuditStateFile.SavedAudit> load() {
        if (!Files.exists(file, LinkOption.NOFOLLOW_LINKS)) {
            mustBeWritable(Objects.requireNonNull(file.getParent(), "only a root has no parent, and that is there"));
            return Optional.empty();
        }
        byte[] state = Input.read(file, AuditStateFile.MAX_BYTES);
        try {
            return Optional.of(AuditStateFile.read(state, key(false)));
        } catch (MalformedException e) {
            throw new CommandException(
                    "--state " + file + ": " + e.getMessage() + ". Delete it to start over, or name another file", e);
        }
    }

    boolean isThere() {
        return Files.isRegularFile(file);
    }

    /** Writes it beside the old one and puts it in its place. */
    void save(AuditStateFile.SavedAudit state) {
        Path draft = file.resolveSibling(file.getFileName() + ".draft");
        try {
            try (FileChannel out = FileChannel.open(
                    draft, StandardOpenOption.CREATE, StandardOpenOption.WRITE, StandardOpenOption.TRUNCATE_EXISTING)) {
                ByteBuffer bytes = ByteBuffer.wrap(AuditStateFile.write(state, key(true)));
                while (bytes.hasRemaining()) {
                    out.write(bytes);
                }
                out.force(true);
            }
            Files.move(draft, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw new CommandException("--state " + file + ": can't be written: " + e.getMessage(), e);
        }
    }

    /** The audit is at its end: the next one starts over. */
    void delete() {
        try {
            Files.deleteIfExists(file);
        } catch (IOException e) {
            throw new CommandException("--state " + file + ": can't be deleted: " + e.getMessage(), e);
        }
    }

    @Override
    public String toString() {
        return file.toString();
    }

    private void mustBeWritable(Path folder) {
        if (!Files.isDirectory(folder) || !Files.isWritable(folder)) {
            throw new CommandException("--state " + file + ": its folder "
                    + (Files.isDirectory(folder) ? "can't be written" : "is not there"));
        }
    }

    private byte[] key(boolean make) {
        try {
            if (make && !Files.exists(keyFile, LinkOption.NOFOLLOW_LINKS)) {
                makeKey();
            }
            byte[] key = Input.read(keyFile, AuditStateFile.KEY_LENGTH);
            if (key.length != AuditStateFile.KEY_LENGTH) {
                throw new CommandException(
                        "--state-key " + keyFile + ": " + key.length + " bytes, must be " + AuditStateFile.KEY_LENGTH);
            }
            return key;
        } catch (IOException e) {
            throw new CommandException("--state-key " + keyFile + ": can't be made: " + e.getMessage(), e);
        }
    }

    private void makeKey() throws IOException {
        Path folder = keyFile.getParent();
        Files.createDirectories(folder);
        FileAttribute<?>[] ownersOnly = Files.getFileStore(folder).supportsFileAttributeView("posix")
                ? new FileAttribute<?>[] {
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"))
                }
                : new FileAttribute<?>[0];
        Path draft = Files.createTempFile(folder, "audit", ".draft", ownersOnly);
        byte[] key = new byte[AuditStateFile.KEY_LENGTH];
        new SecureRandom().nextBytes(key);
        try {
            Files.write(draft, key);
            // Unlike a move, a link does not replace the key that another audit made in between.
            Files.createLink(keyFile, draft);
        } catch (FileAlreadyExistsException e) {
            // That one is read.
        } catch (UnsupportedOperationException e) {
            // No links on this file system.
            Files.move(draft, keyFile);
        } finally {
            Files.deleteIfExists(draft);
        }
    }
}
