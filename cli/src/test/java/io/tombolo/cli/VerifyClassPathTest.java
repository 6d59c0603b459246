package io.tombolo.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.tombolo.cli.shell.ExitCode;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** That {@code ./tombolo verify} and {@code explain} say the same with the few jars that the script gives them as with all. */
class VerifyClassPathTest {
    private static final Path SAMPLES =
            Path.of("..", "verification", "src", "test", "resources", "io", "tombolo", "verification", "before");
    private static final Pattern NAMES = Pattern.compile("for name in ([a-z0-9 -]+); do");

    @TempDir
    Path dir;

    @Test
    void fewJarsGiveTheSameVerdicts() throws Exception {
        Path good = SAMPLES.resolve("evidence-one.json");
        Path altered = Files.writeString(
                dir.resolve("altered.json"), Files.readString(good).replaceFirst("\"index\" *: *3", "\"index\":2"));
        Path broken = Files.writeString(dir.resolve("broken.json"), "{");
        String policy = SAMPLES.resolve("policy.json").toString();
        Path certificate = dir.resolve("certificate.pdf");
        assertThat(Shell.run("certificate", good.toString(), "--policy", policy, "-o", certificate.toString())
                        .exitCode())
                .isZero();
        for (Path file : List.of(good, certificate)) {
            same("verify", file.toString());
            same("verify", file.toString(), "--policy", policy, "--checks");
            same("explain", file.toString(), "--policy", policy);
        }
        for (Path file :
                List.of(SAMPLES.resolve("evidence-key.json"), SAMPLES.resolve("evidence-run.json"), altered, broken)) {
            same("verify", file.toString(), "--policy", policy, "--json");
        }
    }

    private void same(String... arguments) throws Exception {
        Shell.Said all = Shell.run(arguments);

        Shell.Said few = java(few(name -> true), List.of(arguments));

        assertThat(few).as("%s", List.of(arguments)).isEqualTo(all);
    }

    @Test
    void aClassThatIsMissingIsNoVerdict() throws Exception {
        Shell.Said said = java(
                few(name -> !name.equals("avro")),
                List.of("verify", SAMPLES.resolve("evidence-one.json").toString()));

        assertThat(said.exitCode()).isEqualTo(ExitCode.CLASS_MISSING);
        assertThat(said.err()).contains("org/apache/avro").contains("is not on the class path");
    }

    /** The script's list, of this JVM's class path: jars, or the folders that the build compiles into. */
    private static String few(Predicate<String> taken) throws IOException {
        Matcher names = NAMES.matcher(Files.readString(Path.of("..", "tombolo")));
        assertThat(names.find()).isTrue();
        List<String> entries = new ArrayList<>();
        for (String name : names.group(1).split(" ", -1)) {
            String folder = name.equals("tombolo") ? "cli" : name;
            Pattern entry = Pattern.compile(
                    ".*/" + name + "-[0-9][^/]*\\.jar|.*/" + folder + "/target/(classes|[^/]*[0-9][^/]*\\.jar)");
            List<String> found = Stream.of(System.getProperty("java.class.path").split(File.pathSeparator, -1))
                    .filter(one -> entry.matcher(one).matches() && !one.endsWith("-tests.jar"))
                    .toList();
            assertThat(found).as(name).isNotEmpty();
            if (taken.test(name)) {
                entries.addAll(found);
            }
        }
        return String.join(File.pathSeparator, entries);
    }

    private Shell.Said java(String classPath, List<String> arguments) throws IOException, InterruptedException {
        Path out = dir.resolve("out");
        Path err = dir.resolve("err");
        List<String> command = Stream.concat(
                        Stream.of(
                                Path.of(System.getProperty("java.home"), "bin", "java")
                                        .toString(),
                                "-XX:TieredStopAtLevel=1",
                                "-Dfile.encoding=UTF-8",
                                "-cp",
                                classPath,
                                "io.tombolo.cli.Main"),
                        arguments.stream())
                .collect(Collectors.toList());
        int status = new ProcessBuilder(command)
                .redirectOutput(out.toFile())
                .redirectError(err.toFile())
                .start()
                .waitFor();
        return new Shell.Said(
                status, Files.readString(out, StandardCharsets.UTF_8), Files.readString(err, StandardCharsets.UTF_8));
    }
}
