package io.tombolo.verifier;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.InputStream;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.stream.Stream;

/** esbuild, run directly: it bundles TypeScript to files that are committed, which each build makes again and compares. */
public final class Esbuild {
    private static final String PACKED = "META-INF/resources/_static/linux-x64/0.25.10/bin/esbuild";

    private static final List<String> ALWAYS = List.of(
            "--bundle",
            "--minify",
            "--target=es2022",
            "--charset=utf8",
            "--legal-comments=none",
            "--log-level=warning");

    private final Path program;

    private Esbuild(Path program) {
        this.program = program;
    }

    /** The program, unpacked into a folder; a test is skipped with the reason where there is none for its platform. */
    public static Esbuild in(Path folder) throws IOException {
        URL packed = Esbuild.class.getClassLoader().getResource(PACKED);
        assumeTrue(packed != null, "no esbuild for this platform on Maven Central: bundles are not made again");
        Path program = folder.resolve("esbuild");
        try (InputStream in = packed.openStream()) {
            Files.copy(in, program, StandardCopyOption.REPLACE_EXISTING);
        }
        assertThat(program.toFile().setExecutable(true)).isTrue();
        return new Esbuild(program);
    }

    /** Bundles; a warning is a failure. */
    public void bundle(Object... arguments) {
        Programs.Ended ended = Programs.run(
                program, Stream.concat(ALWAYS.stream(), Stream.of(arguments)).toArray());
        assertThat(ended.code()).as(ended.said()).isZero();
        assertThat(ended.said()).isEmpty();
    }

    /**
     * A file that was made is the committed one, byte for byte; with {@code -Dbundle.write=true} it is made the committed one.
     *
     * @param module the name of the module whose test is run, for the command that writes
     */
    public static void isCommitted(Path made, Path committed, String module) throws IOException {
        if (Boolean.getBoolean("bundle.write")) {
            Files.createDirectories(committed.getParent());
            Files.copy(made, committed, StandardCopyOption.REPLACE_EXISTING);
        }
        assertThat(committed).as(hint(module)).exists();
        assertThat(Files.mismatch(made, committed)).as(hint(module)).isEqualTo(-1);
    }

    private static String hint(String module) {
        return "sources were changed: mvn -pl " + module + " -am -Dtest=BundleTest -Dbundle.write=true "
                + "-Dsurefire.failIfNoSpecifiedTests=false test";
    }
}
