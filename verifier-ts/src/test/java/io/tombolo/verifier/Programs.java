package io.tombolo.verifier;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Programs that not every machine has, and this module's files. */
public final class Programs {
    /** The repository. */
    public static final Path ROOT =
            Path.of(System.getProperty("tombolo.root", "..")).toAbsolutePath();
    /** The golden files. */
    public static final Path VECTORS = ROOT.resolve("schemas/vectors");

    static final Path MODULE = ROOT.resolve("verifier-ts");
    static final Path SCRIPTS = MODULE.resolve("src/test/js");

    /** The whole verifier in one minified module, for a page that is a single file. */
    static final Path WHOLE = MODULE.resolve("src/main/resources/io/tombolo/verifier/tombolo-verify.js");

    /** The verifier in a main module of two files, and a second one that is loaded when it is needed. */
    static final Path SPLIT = WHOLE.resolveSibling("split");

    static final Path MAIN = SPLIT.resolve("tombolo-verify.js");

    private Programs() {}

    /** What a program ended with. */
    public record Ended(int code, String said) {}

    /** The first of these on the path; a test that needs one is skipped with the reason when there is none. */
    public static Path require(String why, String... names) {
        Optional<Path> found = Stream.of(names)
                .flatMap(name -> Stream.of(System.getenv("PATH").split(File.pathSeparator))
                        .map(folder -> Path.of(folder, name)))
                .filter(Files::isExecutable)
                .findFirst();
        assumeTrue(found.isPresent(), () -> "no " + names[0] + " on the PATH: " + why);
        return found.orElseThrow();
    }

    /** Node, 20 or newer; a test is skipped with the reason where there is none. */
    public static Path node() {
        Path node = require("the TypeScript verifier is not tried in Node", "node");
        int version = Integer.parseInt(
                run(node, "-p", "process.versions.node.split('.')[0]").said().strip());
        assumeTrue(version >= 20, () -> "Node " + version + ", must be 20 or newer");
        return node;
    }

    /** Runs it to its end; its errors are among what it reports. */
    public static Ended run(Path program, Object... arguments) {
        Stream<String> all =
                Stream.concat(Stream.of(program), Stream.of(arguments)).map(Object::toString);
        try {
            Process process =
                    new ProcessBuilder(all.toList()).redirectErrorStream(true).start();
            String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            return new Ended(process.waitFor(), said);
        } catch (IOException | InterruptedException e) {
            throw new IllegalStateException(program + " can't be run", e);
        }
    }

    /** The lines that a program wrote that must end well. */
    public static List<String> lines(Path program, Object... arguments) {
        Ended ended = run(program, arguments);
        assertThat(ended.code()).as(ended.said()).isZero();
        return ended.said().lines().toList();
    }
}
