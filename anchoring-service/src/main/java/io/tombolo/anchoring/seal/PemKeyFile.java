package io.tombolo.anchoring.seal;

import io.tombolo.merkle.MalformedException;
import io.tombolo.merkle.note.Ed25519Keys;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.KeyPair;
import java.util.Set;

/** An Ed25519 key pair in one file, PKCS#8 in PEM. */
final class PemKeyFile {
    private PemKeyFile() {}

    static KeyPair read(Path file) throws IOException {
        try {
            return Ed25519Keys.fromPem(Files.readString(file, StandardCharsets.US_ASCII));
        } catch (MalformedException e) {
            throw new LogKeys.LogKeyException("log key " + file + ": " + e.getMessage(), e);
        }
    }

    static void write(Path file, KeyPair pair) throws IOException {
        replace(file, Ed25519Keys.toPem(pair));
    }

    /** Writes the pair unless there is one already: of several processes that begin together, the first one's stays. */
    static void writeFirst(Path file, KeyPair pair) throws IOException {
        Path draft = draft(file, Ed25519Keys.toPem(pair));
        try {
            // A link is made or refused in one step, where a move would replace what came in between.
            Files.createLink(file, draft);
        } catch (FileAlreadyExistsException e) {
            // Then it is read.
        } catch (UnsupportedOperationException e) {
            // No links on this file system.
            Files.move(draft, file);
        } finally {
            Files.deleteIfExists(draft);
        }
    }

    /** Written beside, for its owner's eyes only, forced to disk and then moved: a crash leaves a whole file, the old or the new. */
    static void replace(Path file, String text) throws IOException {
        Files.move(draft(file, text), file, StandardCopyOption.ATOMIC_MOVE);
    }

    private static Path draft(Path file, String text) throws IOException {
        Path dir = file.resolveSibling("");
        Files.createDirectories(dir);
        FileAttribute<?>[] owner =
                dir.getFileSystem().supportedFileAttributeViews().contains("posix")
                        ? new FileAttribute<?>[] {
                            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"))
                        }
                        : new FileAttribute<?>[0];
        Path draft = Files.createTempFile(dir, file.getFileName().toString(), ".new", owner);
        try (FileChannel out = FileChannel.open(draft, Set.of(StandardOpenOption.WRITE))) {
            out.write(ByteBuffer.wrap(text.getBytes(StandardCharsets.US_ASCII)));
            out.force(true);
        }
        return draft;
    }
}
