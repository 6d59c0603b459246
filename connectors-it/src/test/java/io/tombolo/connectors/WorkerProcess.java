package io.tombolo.connectors;

import io.tombolo.connect.EmbeddedConnect;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** A Connect worker in a process of its own, so that it can be killed as a machine's failure kills it. */
public final class WorkerProcess implements AutoCloseable {

    private static final String READY = "worker ready at ";

    private final Process process;
    private final URI uri;

    private WorkerProcess(Process process, URI uri) {
        this.process = process;
        this.uri = uri;
    }

    public static WorkerProcess start(Path dir, String bootstrap, URI registry) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx512m",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-XX:+UnlockDiagnosticVMOptions",
                "-XX:-BytecodeVerificationRemote",
                "-cp",
                System.getProperty("java.class.path"),
                WorkerProcess.class.getName(),
                dir.toString(),
                bootstrap,
                registry.toString()));
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        BufferedReader out =
                new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
        String line;
        while ((line = out.readLine()) != null) {
            if (line.startsWith(READY)) {
                Thread drain = new Thread(() -> out.lines().forEach(System.out::println), "worker-output");
                drain.setDaemon(true);
                drain.start();
                return new WorkerProcess(process, URI.create(line.substring(READY.length())));
            }
            System.out.println(line);
        }
        throw new IllegalStateException("the worker ended before it was ready");
    }

    public ConnectRest rest() {
        return new ConnectRest(uri);
    }

    public void kill() {
        process.destroyForcibly().onExit().join();
    }

    @Override
    public void close() {
        kill();
    }

    /** Runs the worker until the process is killed. */
    public static void main(String[] args) throws InterruptedException {
        EmbeddedConnect connect = EmbeddedConnect.start(
                new EmbeddedConnect.Config(Path.of(args[0]), "127.0.0.1", 0, args[1], URI.create(args[2]), Map.of()));
        System.out.println(READY + connect.uri());
        Thread.currentThread().join();
    }
}
