package io.tombolo.push;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Map;

/** A push endpoint in a process of its own, so that it can be killed in the middle of a transaction. */
final class PushProcess implements AutoCloseable {

    private static final String READY = "push listens at ";

    private final Process process;
    private final URI uri;

    private PushProcess(Process process, URI uri) {
        this.process = process;
        this.uri = uri;
    }

    static PushProcess start(int port, String bootstrap, URI registry, Path keys) throws IOException {
        Process process = new ProcessBuilder(List.of(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx256m",
                        "-XX:+UseSerialGC",
                        "-XX:TieredStopAtLevel=1",
                        "-XX:+UnlockDiagnosticVMOptions",
                        "-XX:-BytecodeVerificationRemote",
                        "-cp",
                        System.getProperty("java.class.path"),
                        PushProcess.class.getName(),
                        String.valueOf(port),
                        bootstrap,
                        registry.toString(),
                        keys.toString()))
                .redirectErrorStream(true)
                .start();
        BufferedReader out =
                new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
        String line;
        while ((line = out.readLine()) != null) {
            if (line.startsWith(READY)) {
                Thread drain = new Thread(() -> out.lines().forEach(System.out::println), "push-output");
                drain.setDaemon(true);
                drain.start();
                return new PushProcess(process, URI.create(line.substring(READY.length())));
            }
            System.out.println(line);
        }
        throw new IllegalStateException("the endpoint ended before it listened");
    }

    URI uri() {
        return uri;
    }

    void kill() {
        process.destroyForcibly().onExit().join();
    }

    @Override
    public void close() {
        kill();
    }

    /** Listens until the process is killed. */
    public static void main(String[] args) throws InterruptedException {
        PushServer server = PushServer.start(
                new PushServer.Config(
                        "127.0.0.1",
                        Integer.parseInt(args[0]),
                        Map.of("bootstrap.servers", args[1]),
                        URI.create(args[2]),
                        Path.of(args[3]),
                        PushServer.Config.PushLimits.defaults()),
                Clock.systemUTC());
        System.out.println(READY + server.uri());
        Thread.currentThread().join();
    }
}
