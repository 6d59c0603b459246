package io.tombolo.witness;

import io.tombolo.merkle.Hash;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.HexFormat;

/**
 * A small text in a file that is replaced as a whole: the old text or the new one, whenever the process or the machine ends. Its first
 * line has the SHA-256 of the rest, so that a file that was cut off or changed is found.
 */
record CheckedFile(Path file) {
    private static final String FORMAT = "tombolo witness 1 sha256 ";

    /** The file's content is not what was written. */
    static final class DamagedException extends IOException {
        private static final long serialVersionUID = 1L;

        DamagedException(Path file) {
            super(file + " is damaged: its first line is not '" + FORMAT + "' with the hash of the rest");
        }
    }

    String read() throws IOException {
        byte[] bytes = Files.readAllBytes(file);
        int start = Math.min(firstLine(new byte[0]).length, bytes.length);
        byte[] content = Arrays.copyOfRange(bytes, start, bytes.length);
        if (!Arrays.equals(firstLine(content), Arrays.copyOf(bytes, start))) {
            throw new DamagedException(file);
        }
        return new String(content, StandardCharsets.UTF_8);
    }

    /** Is on disk when it returns, with the folder's entry. What it throws leaves the old text, or the new one. */
    void replace(String text) throws IOException {
        byte[] content = text.getBytes(StandardCharsets.UTF_8);
        byte[] line = firstLine(content);
        Path draft = file.resolveSibling(file.getFileName() + ".new");
        try (FileChannel out = FileChannel.open(
                draft, StandardOpenOption.CREATE, StandardOpenOption.TRUNCATE_EXISTING, StandardOpenOption.WRITE)) {
            ByteBuffer all = ByteBuffer.allocate(line.length + content.length)
                    .put(line)
                    .put(content)
                    .flip();
            while (all.hasRemaining()) {
                out.write(all);
            }
            out.force(true);
        }
        Files.move(draft, file, StandardCopyOption.ATOMIC_MOVE);
        try (FileChannel folder = FileChannel.open(file.toAbsolutePath().getParent(), StandardOpenOption.READ)) {
            folder.force(true);
        }
    }

    private static byte[] firstLine(byte[] content) {
        String hash = HexFormat.of().formatHex(Hash.sha256().digest(content));
        return (FORMAT + hash + "\n").getBytes(StandardCharsets.US_ASCII);
    }
}
