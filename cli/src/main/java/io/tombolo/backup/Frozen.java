package io.tombolo.backup;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.tombolo.cli.shell.CommandException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * A process that does nothing for a moment, so that its files are those of one instant. A shell stops it (SIGSTOP) and continues it
 * when this process closes the shell's input, or ends in whatever way.
 */
final class Frozen implements AutoCloseable {
    private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(10);
    private static final String STOP_UNTIL_INPUT_ENDS =
            "trap '' INT TERM HUP; kill -STOP \"$0\" || exit 1; echo stopped; read -r any; kill -CONT \"$0\"";

    private final Process shell;

    private Frozen(Process shell) {
        this.shell = shell;
    }

    /**
     * Stops it; no thread of it runs when this returns.
     *
     * @param holds a file that the process has open: proves that it is the one that is meant
     * @throws CommandException when that can't be done here
     */
    static Frozen stop(long pid, Path holds) throws IOException, InterruptedException {
        String server = "the server on this folder (process " + pid + ")";
        if (pid == ProcessHandle.current().pid()) {
            throw new CommandException(server + " is this process: a backup takes a process of its own");
        }
        if (!isHolder(pid, holds)) {
            throw new CommandException(
                    server + " can't be paused from here: run the command on Linux, on the server's machine (in its"
                            + " container) and as its user, or stop the server first");
        }
        Process shell = new ProcessBuilder("sh", "-c", STOP_UNTIL_INPUT_ENDS, Long.toString(pid))
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        Frozen frozen = new Frozen(shell);
        try {
            if (shell.getInputStream().read() < 0) {
                throw new CommandException(server + " can't be paused: run the command as its user");
            }
            long start = System.nanoTime();
            while (!isStopped(pid)) {
                if (System.nanoTime() - start > PATIENCE_NANOS) {
                    throw new CommandException(server + " did not stop in 10 s; it continues, and nothing was copied");
                }
                TimeUnit.MILLISECONDS.sleep(1);
            }
            return frozen;
        } catch (RuntimeException | IOException | InterruptedException e) {
            frozen.close();
            throw e;
        }
    }

    private static boolean isHolder(long pid, Path file) {
        try (Stream<Path> open = Files.list(Path.of("/proc", Long.toString(pid), "fd"))) {
            for (Path one : open.toList()) {
                if (isSame(one, file)) {
                    return true;
                }
            }
            return false;
        } catch (IOException e) {
            return false;
        }
    }

    private static boolean isSame(Path one, Path file) {
        try {
            return Files.isSameFile(one, file);
        } catch (IOException e) {
            // Closed meanwhile, or not a file.
            return false;
        }
    }

    /** Whether all of its threads are stopped: a signal reaches each of them when it leaves the kernel. */
    private static boolean isStopped(long pid) throws IOException {
        try (Stream<Path> threads = Files.list(Path.of("/proc", Long.toString(pid), "task"))) {
            for (Path thread : threads.toList()) {
                List<String> lines = Files.readAllLines(thread.resolve("status"), US_ASCII);
                if (lines.stream().noneMatch(line -> line.startsWith("State:\tT") || line.startsWith("State:\tt"))) {
                    return false;
                }
            }
            return true;
        }
    }

    /** The files of its folder, which nobody writes to. */
    Cut cut(Path folder) throws IOException {
        return Cut.of(folder);
    }

    /** It runs on. */
    @Override
    public void close() {
        try {
            shell.getOutputStream().close();
            shell.waitFor();
        } catch (IOException e) {
            // The shell is gone already.
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
