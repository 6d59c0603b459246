package io.tombolo.registry;

import io.tombolo.schemas.registry.Compatibility;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/** An embedded registry in a process of its own, so that it can be killed as a machine's failure kills it. */
final class RegistryProcess implements AutoCloseable {

    private static final String READY = "registry ready at ";

    private final Process process;
    private final URI uri;

    private RegistryProcess(Process process, URI uri) {
        this.process = process;
        this.uri = uri;
    }

    /** On this port, or a free one for 0. */
    static RegistryProcess start(String bootstrap, String topic, int port) throws IOException {
        Process process = new ProcessBuilder(
                        System.getProperty("java.home") + "/bin/java",
                        "-Xmx128m",
                        "-XX:+UseSerialGC",
                        "-XX:TieredStopAtLevel=1",
                        "-XX:+UnlockDiagnosticVMOptions",
                        "-XX:-BytecodeVerificationRemote",
                        "-cp",
                        System.getProperty("java.class.path"),
                        RegistryProcess.class.getName(),
                        bootstrap,
                        topic,
                        Integer.toString(port))
                .redirectErrorStream(true)
                .start();
        BufferedReader out =
                new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
        String line;
        while ((line = out.readLine()) != null) {
            System.out.println(line);
            if (line.startsWith(READY)) {
                Thread drain = new Thread(() -> out.lines().forEach(System.out::println), "registry-output");
                drain.setDaemon(true);
                drain.start();
                return new RegistryProcess(process, URI.create(line.substring(READY.length())));
            }
        }
        throw new IllegalStateException("the registry ended before it was ready");
    }

    URI uri() {
        return uri;
    }

    /** As kill -9 does it: no hook of the process runs. */
    void kill() {
        process.destroyForcibly().onExit().join();
    }

    @Override
    public void close() {
        kill();
    }

    /** Runs the registry until the process is killed. */
    public static void main(String[] args) throws InterruptedException {
        EmbeddedRegistry registry = EmbeddedRegistry.start(new EmbeddedRegistry.Config(
                "127.0.0.1",
                Integer.parseInt(args[2]),
                Map.of("bootstrap.servers", args[0]),
                args[1],
                Compatibility.NONE));
        System.out.println(READY + registry.uri());
        Thread.currentThread().join();
    }
}
