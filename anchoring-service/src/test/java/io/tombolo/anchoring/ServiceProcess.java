package io.tombolo.anchoring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.tombolo.kafka.ClassArchive;
import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;

/** A {@link KilledService} as its operator sees it: a process that can be started, and be stopped in every way there is. */
final class ServiceProcess implements AutoCloseable {
    private final String name;
    private final Process process;
    private final Path log;
    private final List<String> said = new CopyOnWriteArrayList<>();

    private ServiceProcess(String name, Process process, Path log) {
        this.name = name;
        this.process = process;
        this.log = log;
        Thread reader = new Thread(this::read, "output of " + name);
        reader.setDaemon(true);
        reader.start();
    }

    /**
     * Makes the process; it begins with {@link #begin()}.
     *
     * @param folder its own folder within the site's
     * @param steps where a thread of it is to wait, as {@code STEP:how manieth}
     */
    static ServiceProcess prepare(Site site, String instance, String folder, String... steps) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx256m",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1"));
        ClassArchive archive = archive();
        command.addAll(archive.options());
        command.addAll(List.of(
                "-cp",
                archive.classPath(),
                KilledService.class.getName(),
                site.dir.toString(),
                site.cluster.bootstrapServers(),
                site.ledger.endpoint(),
                instance,
                folder));
        command.addAll(Arrays.asList(steps));
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        return new ServiceProcess(instance + " in " + folder, process, site.dir.resolve("service-" + folder + ".log"));
    }

    private static ClassArchive archive() throws IOException {
        return new ClassArchive("service-classes").withTestsJar();
    }

    /** Lets later processes start from the classes that this one has loaded. */
    void archiveClasses() throws IOException, InterruptedException {
        archive().write(process);
    }

    /** Makes it and lets it begin at once. */
    static ServiceProcess start(Site site, String instance, String... steps) throws IOException {
        ServiceProcess service = prepare(site, instance, instance, steps);
        service.begin();
        return service;
    }

    private void read() {
        try (BufferedReader output =
                        new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
                BufferedWriter copy =
                        Files.newBufferedWriter(log, StandardOpenOption.CREATE, StandardOpenOption.APPEND)) {
            for (String line = output.readLine(); line != null; line = output.readLine()) {
                said.add(line);
                copy.append(line).append('\n');
            }
        } catch (IOException e) {
            said.add("output ended: " + e.getMessage());
        }
    }

    /** Lets it start its service. */
    void begin() {
        send();
    }

    /** Lets the threads continue that wait at a step. */
    void goOn() {
        send();
    }

    private void send() {
        try {
            process.getOutputStream().write("\n".getBytes(StandardCharsets.UTF_8));
            process.getOutputStream().flush();
        } catch (IOException e) {
            throw new UncheckedIOException(name + " is gone", e);
        }
    }

    /** Waits for a line of its output. */
    void awaitLine(String line) {
        await(name + " says " + line)
                .atMost(Duration.ofMinutes(5))
                .pollInterval(Duration.ofMillis(10))
                .until(() -> said.contains(line) || !process.isAlive());
        assertThat(said).as("output of " + name).contains(line);
    }

    /** SIGSTOP: the process is still, and nobody is notified. */
    void freeze() throws IOException, InterruptedException {
        signal("-STOP");
    }

    /** SIGCONT: it continues as if no time had passed. */
    void thaw() throws IOException, InterruptedException {
        signal("-CONT");
    }

    private void signal(String signal) throws IOException, InterruptedException {
        int exit = new ProcessBuilder("kill", signal, Long.toString(process.pid()))
                .inheritIO()
                .start()
                .waitFor();
        assertThat(exit).as("kill " + signal + " of " + name).isZero();
    }

    /** kill -9. */
    void kill() throws InterruptedException {
        process.destroyForcibly();
        assertThat(process.waitFor(5, TimeUnit.MINUTES)).isTrue();
    }

    /** SIGTERM, as an upgrade does it; the process says goodbye to its groups. */
    void end() throws InterruptedException {
        process.destroy();
        assertThat(process.waitFor(5, TimeUnit.MINUTES)).as(name + " ended").isTrue();
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }
}
