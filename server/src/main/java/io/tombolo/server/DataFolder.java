package io.tombolo.server;

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
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The folder that one {@code tombolo up} keeps everything in. Holding it locks it: the lock is the operating system's, so it ends
 * with the process, however that ends.
 */
public final class DataFolder implements AutoCloseable {
    /** The layout below; a folder of any other is refused and left as it is. */
    public static final String FORMAT = "1";

    /** Holds the format; a folder without it is not a data folder. */
    public static final String MARKER = "tombolo.format";

    /** Holds the process that has the folder, and its lock. */
    public static final String LOCK = "tombolo.lock";

    private static final String CONNECT = "connect";
    private static final String PLUGINS = "plugins";

    private final Path root;
    private final FileChannel lockChannel;

    private DataFolder(Path root, FileChannel lockChannel) {
        this.root = root;
        this.lockChannel = lockChannel;
    }

    /**
     * Opens a folder, or makes it.
     *
     * @throws ServerException if it can't be written, is in use, or holds something else
     */
    public static DataFolder open(Path folder) {
        Path root = folder.toAbsolutePath().normalize();
        return openUnlessUsed(root)
                .orElseThrow(() -> new ServerException("data folder " + root
                        + " is in use by another tombolo up: stop that one, or choose another folder with --data DIR"));
    }

    /**
     * As {@link #open}; empty when another process, or another part of this one, has the folder.
     *
     * @throws ServerException if it can't be written, or holds something else
     */
    public static Optional<DataFolder> openUnlessUsed(Path folder) {
        Path root = folder.toAbsolutePath().normalize();
        try {
            Files.createDirectories(root);
        } catch (IOException e) {
            throw new ServerException(
                    "data folder " + root + " can't be made (" + reason(e) + "): choose another with --data DIR", e);
        }
        if (!Files.isWritable(root)) {
            throw new ServerException("data folder " + root
                    + " can't be written: give this user the right to, or choose another with --data DIR");
        }
        checkFormat(root);
        @Nullable FileChannel channel = lock(root);
        if (channel == null) {
            return Optional.empty();
        }
        try {
            mark(root.resolve(MARKER));
            DataFolder opened = new DataFolder(root, channel);
            opened.withdrawEndpoints();
            return Optional.of(opened);
        } catch (IOException e) {
            close(channel);
            throw new ServerException("data folder " + root + " can't be written (" + reason(e) + ")", e);
        }
    }

    /**
     * The process that has a folder.
     *
     * @throws ServerException when the folder does not say
     */
    public static long user(Path root) {
        Path file = root.resolve(LOCK);
        try {
            return Long.parseLong(
                    Files.readString(file, StandardCharsets.US_ASCII).strip());
        } catch (IOException | NumberFormatException e) {
            throw new ServerException(
                    "file " + file
                            + " does not name the process that uses the folder, as versions before 0.1.0 left it:"
                            + " restart the server, or stop it",
                    e);
        }
    }

    /** Whether a restore into a folder was begun and not ended: nothing starts on it. */
    public static boolean isHalfRestored(Path root) {
        return RestoredFolder.isUnfinished(root);
    }

    /** A restore into an empty folder begins, of the backup of that name. */
    public static void beginRestore(Path root, String backup) throws IOException {
        RestoredFolder.begin(root, backup);
    }

    /** All files of the backup are there. */
    public static void endRestore(Path root, String backup) throws IOException {
        RestoredFolder.finish(root, backup);
    }

    private static void checkFormat(Path root) {
        Path marker = root.resolve(MARKER);
        if (RestoredFolder.isUnfinished(root)) {
            throw new ServerException("data folder " + root
                    + " was not restored to its end: give the same tombolo restore again, which begins it again");
        }
        try {
            if (Files.exists(marker)) {
                String found = Files.readString(marker, StandardCharsets.UTF_8).strip();
                if (!found.equals(FORMAT) && !found.isEmpty()) {
                    throw new ServerException("data folder " + root + " has format " + found + ", this version reads "
                            + FORMAT + ": use the version of Tombolo that made it"
                            + Versions.last(root)
                                    .map(version -> " (" + version + ")")
                                    .orElse("")
                            + ", or another folder with --data DIR");
                }
                return;
            }
            Optional<Path> other = other(root, LOCK, CONNECT);
            if (other.isEmpty() && Files.isDirectory(root.resolve(CONNECT))) {
                // Connectors that an operator unpacks before the first start.
                other = other(root.resolve(CONNECT), PLUGINS);
            }
            if (other.isPresent()) {
                throw new ServerException("data folder " + root + " is not empty and not Tombolo's (it holds "
                        + root.relativize(other.get()) + "): choose an empty or a new one with --data DIR; of a new one"
                        + " only " + Path.of(CONNECT, PLUGINS) + " may be there already");
            }
        } catch (IOException e) {
            throw new ServerException("data folder " + root + " can't be read (" + reason(e) + ")", e);
        }
    }

    private static Optional<Path> other(Path folder, String... known) throws IOException {
        try (Stream<Path> content = Files.list(folder)) {
            return content.filter(
                            path -> !List.of(known).contains(path.getFileName().toString()))
                    .findFirst();
        }
    }

    /** Written once: a process that is killed while it writes leaves the file empty, which the next one makes good. */
    static void mark(Path marker) throws IOException {
        if (!Files.exists(marker) || Files.size(marker) == 0) {
            Files.writeString(marker, FORMAT + "\n", StandardCharsets.UTF_8);
        }
    }

    /** Null when somebody has it. */
    private static @Nullable FileChannel lock(Path root) {
        Path file = root.resolve(LOCK);
        @Nullable FileChannel channel = null;
        try {
            channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
            @Nullable FileLock lock = channel.tryLock();
            if (lock != null) {
                byte[] process = (ProcessHandle.current().pid() + "\n").getBytes(StandardCharsets.US_ASCII);
                channel.truncate(0).write(ByteBuffer.wrap(process), 0);
                return channel;
            }
        } catch (OverlappingFileLockException e) {
            // Held by this very process: the answer is the same.
        } catch (IOException e) {
            close(channel);
            throw new ServerException("data folder " + root + " can't be locked (" + reason(e) + ")", e);
        }
        close(channel);
        return null;
    }

    private static void close(@Nullable FileChannel channel) {
        if (channel == null) {
            return;
        }
        try {
            channel.close();
        } catch (IOException e) {
            throw new ServerException("the lock of a data folder can't be released (" + reason(e) + ")", e);
        }
    }

    private static String reason(IOException e) {
        return e.getClass().getSimpleName().replace("Exception", "") + ": " + e.getMessage();
    }

    public Path root() {
        return root;
    }

    /** A sub-folder by name, made when missing. */
    public Path sub(String name) {
        try {
            return Files.createDirectories(root.resolve(name));
        } catch (IOException e) {
            throw new ServerException("folder " + root.resolve(name) + " can't be made (" + reason(e) + ")", e);
        }
    }

    /** A server begins to start in it: removes what a first start made that was never ready. */
    void begin() {
        try {
            FirstStart.begin(root, Set.of(MARKER, LOCK));
        } catch (IOException e) {
            throw new ServerException(
                    "data folder " + root + " can't be cleaned of a first start that failed (" + reason(e)
                            + "): remove it, or choose another with --data DIR",
                    e);
        }
    }

    /** All parts run: what is in the folder stays from now on. */
    void ready() {
        try {
            FirstStart.ready(root);
            Versions.note(root);
        } catch (IOException e) {
            throw new ServerException("data folder " + root + " can't be written (" + reason(e) + ")", e);
        }
    }

    /** Says to other programs, in {@code endpoints.json}, that all parts are ready, and where; the file appears whole. */
    public void publishEndpoints(Endpoints endpoints) {
        Path draft = root.resolve("endpoints.json.new");
        try {
            Files.writeString(draft, endpoints.toJson() + "\n", StandardCharsets.UTF_8);
            Files.move(draft, endpointsFile(), StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw new ServerException("file " + endpointsFile() + " can't be written (" + reason(e) + ")", e);
        }
    }

    private void withdrawEndpoints() {
        try {
            Files.deleteIfExists(endpointsFile());
        } catch (IOException e) {
            throw new ServerException("file " + endpointsFile() + " can't be removed (" + reason(e) + ")", e);
        }
    }

    private Path endpointsFile() {
        return root.resolve("endpoints.json");
    }

    /** Withdraws the endpoints and gives the folder free. */
    @Override
    public void close() {
        withdrawEndpoints();
        close(lockChannel);
    }
}
