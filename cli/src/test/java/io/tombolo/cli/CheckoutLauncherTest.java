package io.tombolo.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.tombolo.house.DocPage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The script {@code tombolo} in a checkout whose Maven and JVM are scripts: one builds when it is allowed to, the other runs until its input ends. */
final class CheckoutLauncherTest {
    private static final Duration PATIENCE = Duration.ofMinutes(5);

    @TempDir
    Path home = Path.of("unset");

    private final List<Process> started = new ArrayList<>();

    @BeforeEach
    void makeACheckout() throws IOException {
        Files.copy(DocPage.ROOT.resolve("tombolo"), home.resolve("tombolo"));
        Files.writeString(home.resolve("pom.xml"), "<modules>\n<module>cli</module>\n</modules>\n");
        Path jdk = Files.createDirectories(home.resolve("jdk"));
        Files.createDirectories(jdk.resolve("lib"));
        Files.writeString(jdk.resolve("lib/modules"), "");
        Files.writeString(jdk.resolve("release"), "JAVA_VERSION=\"17.0.1\"\nJAVA_RUNTIME_VERSION=\"17.0.1+1\"\n");
        script("jdk/bin/java", "echo RUNNING\nread -r line || true\necho ENDED");
        script(
                "bin/mvn",
                "echo built >>builds",
                "until [[ -f go-on ]]; do sleep 0.1; done",
                "mkdir -p cli/target/app",
                "touch cli/target/app/tombolo-1.jar cli/target/app/picocli-1.jar");
    }

    @AfterEach
    void endWhatRuns() {
        started.forEach(process -> process.descendants().forEach(ProcessHandle::destroyForcibly));
        started.forEach(Process::destroyForcibly);
    }

    @Test
    void whatWaitsForABuildRunsAfterItBesideTheOthers() throws Exception {
        Path first = start("first");
        await().atMost(PATIENCE).until(() -> Files.exists(home.resolve("builds")));
        List<Path> waiting = List.of(start("second"), start("third"), start("fourth"));
        for (Path output : waiting) {
            await().atMost(PATIENCE)
                    .until(() -> Files.readString(output)
                            .contains("Another command builds Tombolo in this checkout: waiting for it. Its log is "));
        }
        Files.createFile(home.resolve("go-on"));

        for (Path output : List.of(first, waiting.get(0), waiting.get(1), waiting.get(2))) {
            await(output.toString())
                    .atMost(PATIENCE)
                    .until(() -> Files.readString(output).contains("RUNNING"));
        }
        assertThat(Files.readAllLines(home.resolve("builds"))).hasSize(1);
        for (Process process : started) {
            assertThat(process.isAlive()).isTrue();
            process.getOutputStream().close();
            assertThat(process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
            assertThat(process.exitValue()).isZero();
        }
    }

    private Path start(String name) throws IOException {
        Path output = Files.createFile(home.resolve(name + ".txt"));
        ProcessBuilder builder = new ProcessBuilder(
                        "bash", home.resolve("tombolo").toString(), "witness")
                .directory(home.toFile())
                .redirectErrorStream(true)
                .redirectOutput(output.toFile());
        builder.environment().put("JAVA_HOME", home.resolve("jdk").toString());
        builder.environment().merge("PATH", home.resolve("bin").toString(), (old, bin) -> bin + ":" + old);
        builder.environment().put("TOMBOLO_JAVA_OPTS", "");
        started.add(builder.start());
        return output;
    }

    private void script(String name, String... lines) throws IOException {
        Path file = home.resolve(name);
        Files.createDirectories(file.getParent());
        Files.writeString(file, "#!/usr/bin/env bash\nset -eu\n" + String.join("\n", lines) + "\n");
        assertThat(file.toFile().setExecutable(true)).isTrue();
    }
}
