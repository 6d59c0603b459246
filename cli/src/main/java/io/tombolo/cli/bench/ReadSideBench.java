package io.tombolo.cli.bench;

import com.sun.management.OperatingSystemMXBean;
import io.tombolo.cli.shell.CommandException;
import io.tombolo.consumer.readside.ProvenanceClient;
import io.tombolo.http.BoundedHttp;
import io.tombolo.http.HttpLimits;
import io.tombolo.http.server.ApiRequest;
import io.tombolo.http.server.ApiResponse;
import io.tombolo.http.server.Problem;
import io.tombolo.http.server.WebServer;
import io.tombolo.merkle.tile.TilePath;
import io.tombolo.server.Tombolo;
import java.io.IOException;
import java.lang.management.BufferPoolMXBean;
import java.lang.management.ManagementFactory;
import java.net.URI;
import java.net.http.HttpRequest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.ToDoubleFunction;

/** Measures the read side of a running node: a log that its own parts made, asked for over HTTP by a client on the same processors. */
final class ReadSideBench {
    private static final String ORGANISATION = "bench.example";
    private static final long PATIENCE_NANOS = TimeUnit.MINUTES.toNanos(10);
    private static final int PATHS = 50_000;
    private static final int SLOW = 1_000;

    private final URI readSide;
    private final int rounds;
    private final Duration turn;
    private final HttpLoad load = HttpLoad.installed();
    private final Consumer<String> progress;
    private final Random random = new Random(7);

    ReadSideBench(URI readSide, int rounds, Duration turn, Consumer<String> progress) {
        this.readSide = readSide;
        this.rounds = rounds;
        this.turn = turn;
        this.progress = progress;
    }

    /**
     * One case's medians.
     *
     * @param serverCpuMicros this process's CPU time for an answer, without the client's
     */
    record Case(String name, double perSecond, double p50Millis, double p99Millis, double serverCpuMicros) {}

    /**
     * Beside readers that take a kilobyte a second.
     *
     * @param memoryBytes what heap and direct buffers grew by while they were connected
     * @param threads as many more
     * @param proofs while they read
     * @param ended connections that the server ended
     */
    record Slow(int readers, long memoryBytes, int threads, Case proofs, long ended) {}

    /** @param proofBytes of one proof file */
    record Result(String client, int proofBytes, List<Case> cases, Slow slow) {}

    /** Publishes so many events and waits until the read side has all of them anchored; returns the log's origin. */
    static String makeLog(Tombolo node, long leaves) throws InterruptedException {
        String dataset = BenchEvents.newDataset();
        try (BenchEvents events =
                BenchEvents.to(node, ORGANISATION + "." + dataset, Map.of("linger.ms", 50, "batch.size", 1 << 20))) {
            for (long i = 0; i < leaves; i++) {
                events.send();
            }
        }
        ProvenanceClient client =
                new ProvenanceClient(URI.create(node.endpoints().api()));
        long deadline = System.nanoTime() + PATIENCE_NANOS;
        while (client.datasets().stream()
                .noneMatch(one -> one.dataset().equals(ORGANISATION + "/" + dataset) && one.anchored() == leaves)) {
            if (System.nanoTime() > deadline) {
                throw new CommandException(leaves + " events are not anchored after 10 minutes: " + client.datasets());
            }
            TimeUnit.MILLISECONDS.sleep(50);
        }
        return ORGANISATION + "/" + dataset + "/0";
    }

    Result measure(String origin, long leaves) throws IOException, InterruptedException {
        String log = "/log/" + origin + "/";
        List<String> proofs = random.longs(PATHS, 0, leaves)
                .mapToObj(leaf -> log + "proof?index=" + leaf)
                .toList();
        List<String> tiles = random.longs(PATHS, 0, leaves / 256)
                .mapToObj(tile -> log + TilePath.hashes(0, tile, TilePath.FULL).path())
                .toList();
        byte[] fixed = new BoundedHttp(new HttpLimits(Duration.ofMinutes(1), 1 << 20, 0))
                .send(HttpRequest.newBuilder(readSide.resolve(proofs.get(0))).build())
                .body();
        try (WebServer fixedBytes = WebServer.start(
                new WebServer.Settings("fixed bytes", "127.0.0.1", 0, WebServer.Limits.defaults(), Problem::document),
                always(ApiResponse.text(fixed)))) {
            Map<String, List<Case>> runs = new LinkedHashMap<>();
            for (int round = 0; round <= rounds; round++) {
                for (Case run : List.of(
                        run("proof files", readSide, proofs),
                        run("fixed bytes", fixedBytes.uri(), List.of("/fixed")),
                        run("tiles", readSide, tiles))) {
                    say(round == 0 ? "warm-up" : "round " + round + " of " + rounds, run);
                    if (round > 0) {
                        runs.computeIfAbsent(run.name(), name -> new ArrayList<>())
                                .add(run);
                    }
                }
            }
            List<Case> cases = runs.values().stream().map(ReadSideBench::median).toList();
            return new Result(load.name(), fixed.length, cases, beside(proofs, tiles.get(0)));
        }
    }

    /** The read side's own way to answer, without its work. */
    private static WebServer.Router always(ApiResponse answer) {
        return new WebServer.Router() {
            @Override
            public CompletionStage<ApiResponse> answer(ApiRequest request) {
                return CompletableFuture.completedFuture(answer);
            }

            @Override
            public boolean isQuick(String path) {
                return true;
            }
        };
    }

    private Case run(String name, URI server, List<String> paths) throws IOException, InterruptedException {
        long deadline = System.nanoTime() + PATIENCE_NANOS;
        long cpu = cpuNanos();
        HttpLoad.Measured run = load.run(server, paths, turn);
        // On a busy machine the first answer may take longer than the turn.
        while (run.answers() == 0) {
            if (System.nanoTime() > deadline) {
                throw new CommandException(name + ": no answer from " + server + " in 10 minutes");
            }
            cpu = cpuNanos();
            run = load.run(server, paths, turn);
        }
        double micros = (cpuNanos() - cpu - run.ownCpuNanos()) / 1e3 / run.answers();
        return new Case(name, run.perSecond(), run.p50Millis(), run.p99Millis(), micros);
    }

    private Slow beside(List<String> proofs, String tile) throws IOException, InterruptedException {
        int threads = ManagementFactory.getThreadMXBean().getThreadCount();
        long memory = memoryBytes();
        try (SlowReaders readers = new SlowReaders(readSide, tile, SLOW)) {
            // Until the system's own buffers are full of what they do not read.
            run("proof files while slow readers connect", readSide, proofs);
            Case beside = run("proof files beside slow readers", readSide, proofs);
            say(SLOW + " slow readers", beside);
            return new Slow(
                    SLOW,
                    memoryBytes() - memory,
                    // One is the readers' own.
                    ManagementFactory.getThreadMXBean().getThreadCount() - threads - 1,
                    beside,
                    readers.ended());
        }
    }

    private void say(String turnOf, Case run) {
        progress.accept(String.format(
                Locale.ROOT,
                "%s: %s, %,.0f a second, p50 %.2f ms, p99 %.2f ms, %.1f us of CPU each",
                turnOf,
                run.name(),
                run.perSecond(),
                run.p50Millis(),
                run.p99Millis(),
                run.serverCpuMicros()));
    }

    private static Case median(List<Case> runs) {
        return new Case(
                runs.get(0).name(),
                median(runs, Case::perSecond),
                median(runs, Case::p50Millis),
                median(runs, Case::p99Millis),
                median(runs, Case::serverCpuMicros));
    }

    private static double median(List<Case> runs, ToDoubleFunction<Case> value) {
        double[] sorted = runs.stream().mapToDouble(value).sorted().toArray();
        return sorted.length % 2 == 1
                ? sorted[sorted.length / 2]
                : (sorted[sorted.length / 2 - 1] + sorted[sorted.length / 2]) / 2;
    }

    private static long cpuNanos() {
        return ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class).getProcessCpuTime();
    }

    /** Heap in use after a collection, and direct buffers. */
    private static long memoryBytes() {
        System.gc();
        return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed()
                + ManagementFactory.getPlatformMXBeans(BufferPoolMXBean.class).stream()
                        .filter(pool -> pool.getName().equals("direct"))
                        .mapToLong(BufferPoolMXBean::getMemoryUsed)
                        .sum();
    }
}
