package io.tombolo.anchoring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;

/**
 * A file system in memory of a few megabytes, with a broker on it: a shell in a user and mount namespace of its own, as any user may
 * make one where the kernel allows it, so that no privilege is needed.
 */
final class SmallDisk implements AutoCloseable {
    private static final String SCRIPT = """
            mount -t tmpfs -o size="$2" small "$1" || exit 3
            echo MOUNTED
            while read -r order; do
              case "$order" in
                start) "$3" -Xmx256m -XX:+UseSerialGC -XX:TieredStopAtLevel=1 -XX:+UnlockDiagnosticVMOptions -XX:-BytecodeVerificationRemote -cp "$4" "$5" "$1/kafka" "$6" </dev/null 2>&1 &
                       broker=$! ;;
                fill) dd if=/dev/zero of="$1/filler" bs=4k 2>/dev/null; echo FULL ;;
                free) rm "$1/filler"; echo FREE ;;
                ended) wait "$broker"; echo "BROKER ENDED" ;;
              esac
            done
            kill -9 "$broker" 2>/dev/null
            """;

    private final Process shell;
    private final List<String> said = new CopyOnWriteArrayList<>();

    private SmallDisk(Process shell) {
        this.shell = shell;
        Thread reader = new Thread(this::read, "small disk");
        reader.setDaemon(true);
        reader.start();
    }

    /** Whether this machine lets a user mount in a namespace of their own. */
    static boolean isPossible(Path dir) throws InterruptedException {
        try {
            return new ProcessBuilder(
                                    "unshare",
                                    "--user",
                                    "--map-root-user",
                                    "--mount",
                                    "mount",
                                    "-t",
                                    "tmpfs",
                                    "-o",
                                    "size=1m",
                                    "small",
                                    dir.toString())
                            .redirectErrorStream(true)
                            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                            .start()
                            .waitFor()
                    == 0;
        } catch (IOException e) {
            return false;
        }
    }

    static SmallDisk mount(Path dir, int megabytes, int port) throws IOException {
        return new SmallDisk(new ProcessBuilder(
                        "unshare",
                        "--user",
                        "--map-root-user",
                        "--mount",
                        "sh",
                        "-c",
                        SCRIPT,
                        "sh",
                        dir.toString(),
                        megabytes + "m",
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        System.getProperty("java.class.path"),
                        BrokerProcess.class.getName(),
                        Integer.toString(port))
                .redirectErrorStream(true)
                .start());
    }

    private void read() {
        try (BufferedReader output =
                new BufferedReader(new InputStreamReader(shell.getInputStream(), StandardCharsets.UTF_8))) {
            for (String line = output.readLine(); line != null; line = output.readLine()) {
                said.add(line);
            }
        } catch (IOException e) {
            said.add("output ended: " + e.getMessage());
        }
    }

    /** Gives the shell an order and waits for its answer. */
    void order(String order, String answer) throws IOException {
        long before = said.stream().filter(answer::equals).count();
        shell.getOutputStream().write((order + "\n").getBytes(StandardCharsets.UTF_8));
        shell.getOutputStream().flush();
        await(order)
                .atMost(Duration.ofMinutes(5))
                .until(() -> said.stream().filter(answer::equals).count() > before || !shell.isAlive());
        assertThat(said).as("after " + order).contains(answer);
    }

    @Override
    public void close() throws IOException {
        // The shell ends its broker, and the file system goes with the shell.
        shell.getOutputStream().close();
        try {
            if (!shell.waitFor(5, TimeUnit.MINUTES)) {
                shell.destroyForcibly();
            }
        } catch (InterruptedException e) {
            shell.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }
}
