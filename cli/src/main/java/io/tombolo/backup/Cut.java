package io.tombolo.backup;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileVisitOption;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The files of a data folder at one moment, in which nothing writes to them. Small ones are read at once; of large ones, which only grow
 * (Kafka's segments, the embedded ledger's blocks) or never change, the length is noted, and they are held open, so that what is deleted
 * later can still be read.
 */
final class Cut implements AutoCloseable {
    /** Locked by who takes a backup of the folder. */
    static final String LOCK = "tombolo.backup";

    /** Names the Kafka cluster, which stays the same wherever the folder is. */
    static final String IDENTITY = "kafka/meta.properties";

    private static final long SMALL = 1 << 20;

    /** Derived from the topics and made again when missing, or about this one process only. */
    private static final Set<String> LEFT_OUT = Set.of(
            "logs",
            "streams",
            "read-side",
            "endpoints.json",
            "endpoints.json.new",
            "tombolo.lock",
            "tombolo.new",
            LOCK);

    /** Indexes are mapped into the broker's memory and rebuilt from their segments when missing; locks are the process's. */
    private static final Pattern REBUILT = Pattern.compile(
            "kafka/(.*\\.(index|timeindex|txnindex|deleted)|.*/?\\.lock|node\\.lock)|ledgers?/(.*/)?lock");

    private static final String PLUGINS = "connect/plugins/";

    private final List<Part> parts = new ArrayList<>();

    private Cut() {}

    /** One file, whose content stays as it was. */
    record Part(String path, long size, String mode, Content content) {
        InputStream open() {
            return content.open(size);
        }
    }

    private sealed interface Content extends AutoCloseable {
        InputStream open(long size);

        @Override
        void close() throws IOException;
    }

    @SuppressWarnings("ArrayRecordComponent") // nobody compares it
    private record InMemory(byte[] bytes) implements Content {
        @Override
        public InputStream open(long size) {
            return new ByteArrayInputStream(bytes);
        }

        @Override
        public void close() {}
    }

    private record HeldOpen(FileChannel channel) implements Content {
        @Override
        public InputStream open(long size) {
            return new Beginning(channel, size);
        }

        @Override
        public void close() throws IOException {
            channel.close();
        }
    }

    static Cut of(Path root) throws IOException {
        Cut cut = new Cut();
        try (Stream<Path> all = Files.walk(root, FileVisitOption.FOLLOW_LINKS)) {
            for (Path file : all.filter(Files::isRegularFile).toList()) {
                String path = root.relativize(file).toString().replace('\\', '/');
                if (!LEFT_OUT.contains(path.split("/", 2)[0])
                        && !REBUILT.matcher(path).matches()) {
                    cut.parts.add(part(file, path));
                }
            }
            return cut;
        } catch (IOException | RuntimeException e) {
            cut.close();
            throw e;
        }
    }

    private static Part part(Path file, String path) throws IOException {
        String mode = isPosix(file) ? PosixFilePermissions.toString(Files.getPosixFilePermissions(file)) : "";
        if (!path.startsWith(PLUGINS) && Files.size(file) <= SMALL) {
            byte[] bytes = Files.readAllBytes(file);
            return new Part(path, bytes.length, mode, new InMemory(bytes));
        }
        FileChannel channel = FileChannel.open(file, StandardOpenOption.READ);
        return new Part(path, channel.size(), mode, new HeldOpen(channel));
    }

    static boolean isPosix(Path any) {
        return any.getFileSystem().supportedFileAttributeViews().contains("posix");
    }

    List<Part> parts() {
        return List.copyOf(parts);
    }

    /** Whether Kafka's topics are here, and not in a cluster elsewhere. */
    boolean hasKafka() {
        return parts.stream().anyMatch(part -> part.path().equals(IDENTITY));
    }

    @Override
    public void close() throws IOException {
        for (Part part : parts) {
            part.content().close();
        }
    }

    /** So many bytes of a file, from its start. */
    private static final class Beginning extends InputStream {
        private final FileChannel channel;
        private final long end;
        private long at;

        Beginning(FileChannel channel, long end) {
            this.channel = channel;
            this.end = end;
        }

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
        }

        @Override
        public int read(byte[] into, int offset, int length) throws IOException {
            if (at >= end) {
                return -1;
            }
            int wanted = (int) Math.min(length, end - at);
            int count = channel.read(ByteBuffer.wrap(into, offset, wanted), at);
            at += Math.max(0, count);
            return count;
        }
    }
}
