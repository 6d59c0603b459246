package io.tombolo.dsp;

import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Every exchange in a file of its own, which is replaced as a whole: what was answered or sent is on disk before. The folder belongs to
 * one process at a time.
 */
final class ExchangeFiles implements AutoCloseable {
    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final String ENDING = ".json";

    private final Path folder;
    private final int most;
    private final FileChannel lock;
    private final Map<String, Exchange> exchanges = new ConcurrentHashMap<>();

    private ExchangeFiles(Path folder, int most, FileChannel lock) {
        this.folder = folder;
        this.most = most;
        this.lock = lock;
    }

    /**
     * Takes the folder, which is made when missing, and reads all of it.
     *
     * @param most exchanges that are kept; beyond, the oldest that ended are forgotten
     * @throws DataspaceException naming what can't be read, or that the folder is in use
     */
    static ExchangeFiles open(Path folder, int most) {
        @Nullable FileChannel lock = null;
        try {
            Files.createDirectories(folder);
            if (folder.getFileSystem().supportedFileAttributeViews().contains("posix")) {
                // Credentials are in them.
                Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwx------"));
            }
            lock = lock(folder);
            ExchangeFiles files = new ExchangeFiles(folder, most, lock);
            files.readAll();
            return files;
        } catch (IOException | DataspaceException e) {
            close(lock);
            throw e instanceof DataspaceException known
                    ? known
                    : new DataspaceException("folder " + folder + " can't be used (" + e + ")", e);
        }
    }

    private static FileChannel lock(Path folder) throws IOException {
        FileChannel channel =
                FileChannel.open(folder.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        try {
            @Nullable FileLock lock = channel.tryLock();
            if (lock != null) {
                return channel;
            }
        } catch (OverlappingFileLockException e) {
            // By this same JVM.
        }
        channel.close();
        throw new DataspaceException("folder " + folder + " is in use by another connector: stop that one first");
    }

    private void readAll() throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            for (Path file :
                    files.filter(one -> one.toString().endsWith(ENDING)).toList()) {
                try {
                    Exchange exchange = JSON.readValue(Files.readAllBytes(file), Exchange.class);
                    exchanges.put(exchange.pid(), exchange);
                } catch (IOException e) {
                    throw new DataspaceException("file " + file + " is not an exchange (" + e.getMessage() + ")", e);
                }
            }
        }
    }

    Optional<Exchange> find(String pid) {
        return Optional.ofNullable(exchanges.get(pid));
    }

    List<Exchange> all() {
        return List.copyOf(exchanges.values());
    }

    long open(String participant) {
        return exchanges.values().stream()
                .filter(one -> one.participant().equals(participant) && one.isOpen())
                .count();
    }

    /** Whether one more can be kept; makes room if it has to. */
    synchronized boolean hasRoom() {
        if (exchanges.size() < most) {
            return true;
        }
        Optional<Exchange> oldest = exchanges.values().stream()
                .filter(one -> !one.isOpen())
                .min(Comparator.comparingLong(Exchange::changed));
        oldest.ifPresent(this::remove);
        return oldest.isPresent();
    }

    private void remove(Exchange exchange) {
        try {
            Files.deleteIfExists(file(exchange));
            exchanges.remove(exchange.pid());
        } catch (IOException e) {
            throw failed(exchange, e);
        }
    }

    /**
     * Is on disk when it returns.
     *
     * @throws DataspaceException when it can't be: then it did not happen
     */
    void put(Exchange exchange) {
        Path file = file(exchange);
        Path draft = file.resolveSibling(file.getFileName() + ".new");
        try {
            try (FileChannel out = FileChannel.open(
                    draft, StandardOpenOption.CREATE, StandardOpenOption.TRUNCATE_EXISTING, StandardOpenOption.WRITE)) {
                ByteBuffer bytes = ByteBuffer.wrap(JSON.writeValueAsBytes(exchange));
                while (bytes.hasRemaining()) {
                    out.write(bytes);
                }
                out.force(true);
            }
            Files.move(draft, file, StandardCopyOption.ATOMIC_MOVE);
            try (FileChannel names = FileChannel.open(folder, StandardOpenOption.READ)) {
                names.force(true);
            }
            exchanges.put(exchange.pid(), exchange);
        } catch (IOException e) {
            throw failed(exchange, e);
        }
    }

    private DataspaceException failed(Exchange exchange, IOException e) {
        return new DataspaceException("exchange " + exchange.pid() + " can't be written to " + folder, e);
    }

    /** Its identifier is this connector's own, a UUID. */
    private Path file(Exchange exchange) {
        return folder.resolve(exchange.pid() + ENDING);
    }

    private static void close(@Nullable FileChannel lock) {
        try {
            if (lock != null) {
                lock.close();
            }
        } catch (IOException e) {
            // The lock ends with the process at the latest.
        }
    }

    @Override
    public void close() {
        close(lock);
    }
}
