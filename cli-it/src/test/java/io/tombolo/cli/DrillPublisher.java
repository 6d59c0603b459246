package io.tombolo.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.LongStream;

/** Publishes one file after the other to four partitions, each until the command says that it is shared. */
final class DrillPublisher implements AutoCloseable {
    private static final int ROWS = 2_000;

    private final Path dir;
    private final String api;
    private final CompletableFuture<Long> published = new CompletableFuture<>();
    private volatile boolean stopped;
    private volatile boolean abandoned;

    private DrillPublisher(Path dir, String api) {
        this.dir = dir;
        this.api = api;
    }

    static DrillPublisher start(Path dir, String api) {
        DrillPublisher publisher = new DrillPublisher(dir, api);
        Thread thread = new Thread(publisher::run, "publisher");
        thread.setDaemon(true);
        thread.start();
        return publisher;
    }

    private void run() {
        try {
            long rows = 0;
            while (!stopped) {
                Path file = file(rows);
                while (!publish(file)) {
                    if (abandoned) {
                        return;
                    }
                    TimeUnit.MILLISECONDS.sleep(200);
                }
                rows += ROWS;
            }
            published.complete(rows);
        } catch (RuntimeException | IOException | InterruptedException e) {
            published.completeExceptionally(e);
        }
    }

    private Path file(long from) throws IOException {
        String rows = LongStream.range(from, from + ROWS)
                .mapToObj(id -> id + ",row " + id + "\n")
                .collect(Collectors.joining("", "id,name\n", ""));
        return Files.writeString(dir.resolve("rows-" + from + ".csv"), rows);
    }

    private boolean publish(Path file) {
        Shell.Said said = Shell.run(
                "publish",
                "--server",
                api,
                "--organisation",
                "acme.example",
                "--dataset",
                "files",
                "--partitions",
                "4",
                "--key",
                "id",
                file.toString());
        return said.exitCode() == 0;
    }

    /** Ends after the file at hand; how many rows were shared. */
    long finish() {
        stopped = true;
        return published.orTimeout(3, TimeUnit.MINUTES).join();
    }

    @Override
    public void close() {
        stopped = true;
        abandoned = true;
    }
}
