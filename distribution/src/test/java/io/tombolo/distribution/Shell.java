package io.tombolo.distribution;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** Commands of a user who has neither Maven nor a compiler. */
final class Shell {
    /** Longer than any command takes on a busy machine: only one that hangs is ended. */
    private static final int HANGS_MINUTES = 10;

    private final Path work;
    private final Map<String, String> variables;

    /** @param variables the whole environment beside PATH */
    Shell(Path work, Map<String, String> variables) {
        this.work = work;
        this.variables = variables;
    }

    /** What a command printed on both streams, and how it ended. */
    record Said(int exitCode, String text) {
        /** Fails with the text, unless it ended well. */
        Said good() {
            assertThat(exitCode).as(text).isZero();
            return this;
        }
    }

    Said run(String... command) throws IOException, InterruptedException {
        Path output = Files.createTempFile(work, "printed", ".txt");
        Process process = begin(output, command);
        if (!process.waitFor(HANGS_MINUTES, TimeUnit.MINUTES)) {
            process.descendants().forEach(ProcessHandle::destroyForcibly);
            process.destroyForcibly();
            throw new AssertionError(
                    String.join(" ", command) + " runs for " + HANGS_MINUTES + " min: " + Files.readString(output));
        }
        return new Said(process.exitValue(), new String(Files.readAllBytes(output), StandardCharsets.UTF_8));
    }

    Process begin(Path output, String... command) throws IOException {
        ProcessBuilder builder = new ProcessBuilder(command)
                .directory(work.toFile())
                .redirectErrorStream(true)
                .redirectInput(new File("/dev/null"))
                .redirectOutput(output.toFile());
        String path = path();
        builder.environment().clear();
        builder.environment().put("PATH", path);
        builder.environment().put("LC_ALL", "C.UTF-8");
        builder.environment().putAll(variables);
        return builder.start();
    }

    /** A folder with links to the system's commands, without Java and Maven; outside any temporary folder, whose deletion reports each link. */
    private static String path() throws IOException {
        Path bin = Built.ROOT.resolve(
                "distribution/target/commands/" + ProcessHandle.current().pid());
        if (!Files.exists(bin)) {
            Files.createDirectories(bin);
            for (String folder : List.of("/bin", "/usr/bin", "/sbin", "/usr/sbin")) {
                try (Stream<Path> commands = Files.list(Path.of(folder).toRealPath())) {
                    for (Path command : commands.toList()) {
                        Path link = bin.resolve(command.getFileName());
                        if (!command.getFileName().toString().matches("java.*|mvn.*|jar|jlink|jshell")
                                && !Files.exists(link, LinkOption.NOFOLLOW_LINKS)) {
                            Files.createSymbolicLink(link, command);
                        }
                    }
                }
            }
        }
        return bin.toString();
    }
}
