package io.tombolo.cli.bench;

import java.io.File;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** {@code wrk} with one thread, a process of its own. */
final class WrkLoad implements HttpLoad {
    /** Asks for the paths of a file, the first argument, and prints what it counted in one line. */
    private static final String SCRIPT = """
            local requests, count, next = {}, 0, 0
            function init(args)
              for path in io.lines(args[1]) do
                count = count + 1
                requests[count] = "GET " .. path .. " HTTP/1.1\\r\\nHost: " .. args[2] .. "\\r\\n\\r\\n"
              end
            end
            function request()
              next = next % count + 1
              return requests[next]
            end
            function done(summary, latency)
              -- What wrk calls a timeout is an answer that took more than 2 s: it is in the latencies.
              local e = summary.errors
              io.write(string.format("COUNTED %d %d %d %d %d\\n", summary.requests, summary.duration,
                latency:percentile(50), latency:percentile(99), e.connect + e.read + e.write + e.status))
            end
            """;

    private final String program;

    private WrkLoad(String program) {
        this.program = program;
    }

    static Optional<HttpLoad> find() {
        return Arrays.stream(System.getenv().getOrDefault("PATH", "").split(File.pathSeparator))
                .map(folder -> Path.of(folder, "wrk"))
                .filter(Files::isExecutable)
                .findFirst()
                .map(found -> new WrkLoad(found.toString()));
    }

    @Override
    public String name() {
        return "wrk, one thread";
    }

    @Override
    public Measured run(URI server, List<String> paths, Duration time) throws IOException, InterruptedException {
        Path script = Files.createTempFile("tombolo-bench", ".lua");
        Path list = Files.createTempFile("tombolo-bench", ".paths");
        try {
            Files.writeString(script, SCRIPT);
            Files.write(list, paths);
            Process wrk = new ProcessBuilder(
                            program,
                            "-t1",
                            "-c" + CONNECTIONS,
                            "-d" + Math.max(1, time.toSeconds()) + "s",
                            "-s",
                            script.toString(),
                            server.toString(),
                            "--",
                            list.toString(),
                            server.getAuthority())
                    .redirectErrorStream(true)
                    .start();
            String output = new String(wrk.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            int status = wrk.waitFor();
            long[] counted = output.lines()
                    .filter(line -> line.startsWith("COUNTED "))
                    .flatMapToLong(
                            line -> Arrays.stream(line.split(" ")).skip(1).mapToLong(Long::parseLong))
                    .toArray();
            if (status != 0 || counted.length != 5 || counted[4] > 0) {
                throw new IllegalStateException("wrk ended with exit code " + status + ": " + output);
            }
            return new Measured(counted[0] * 1e6 / counted[1], counted[2] / 1e3, counted[3] / 1e3, counted[0], 0);
        } finally {
            Files.delete(script);
            Files.delete(list);
        }
    }
}
