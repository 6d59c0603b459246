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
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The committed module is what its sources are bundled to, and it is small and asks nobody. */
class BundleTest {
    private static final String ESBUILD = "META-INF/resources/_static/linux-x64/0.25.10/bin/esbuild";

    /** In bytes, minified; 44,000 of them are noble's. It may only fall. */
    private static final int LIMIT = 146_000;

    private static final String LICENCES =
            "/*! tombolo-verify - Apache-2.0; with @noble/curves and @noble/hashes 2.4.0 - MIT License (c) 2022 Paul Miller */";

    @TempDir
    Path dir;

    @Test
    void isWhatItsSourcesAreBundledTo() throws IOException {
        Path made = bundled();
        if (Boolean.getBoolean("bundle.write")) {
            Files.copy(made, Programs.BUNDLE, StandardCopyOption.REPLACE_EXISTING);
        }

        assertThat(Files.mismatch(made, Programs.BUNDLE))
                .as("sources were changed: mvn -pl verifier-ts -am -Dtest=BundleTest -Dbundle.write=true "
                        + "-Dsurefire.failIfNoSpecifiedTests=false test")
                .isEqualTo(-1);
    }

    private Path bundled() throws IOException {
        URL packed = BundleTest.class.getClassLoader().getResource(ESBUILD);
        assumeTrue(packed != null, "no esbuild for this platform on Maven Central: the module is not made again");
        Path esbuild = dir.resolve("esbuild");
        try (InputStream in = packed.openStream()) {
            Files.copy(in, esbuild);
        }
        assertThat(esbuild.toFile().setExecutable(true)).isTrue();
        Path made = dir.resolve("tombolo-verify.js");
        Programs.Ended ended = Programs.run(
                esbuild,
                Programs.MODULE.resolve("src/main/ts/index.ts"),
                "--bundle",
                "--minify",
                "--format=esm",
                "--target=es2022",
                "--charset=utf8",
                "--legal-comments=none",
                "--banner:js=" + LICENCES,
                "--log-level=warning",
                "--outfile=" + made);
        assertThat(ended.code()).as(ended.said()).isZero();
        assertThat(ended.said()).isEmpty();
        return made;
    }

    @Test
    void isSmall() throws IOException {
        assertThat(Files.size(Programs.BUNDLE)).isLessThanOrEqualTo(LIMIT);
    }

    @Test
    void asksNoNetworkAndRunsNoText() throws IOException {
        Pattern reaches = Pattern.compile(
                "\\b(fetch|XMLHttpRequest|WebSocket|EventSource|sendBeacon|importScripts|eval|Function)\\s*\\(|\\bimport\\b|https?://");

        assertThat(reaches.matcher(Files.readString(Programs.BUNDLE)).results().map(MatchResult::group))
                .isEmpty();
    }

    @Test
    void statesTheLicenceOfWhatIsInIt() throws IOException {
        Path vendor = Programs.MODULE.resolve("vendor/@noble");

        for (String library : List.of("curves", "hashes")) {
            assertThat(vendor.resolve(library).resolve("LICENSE"))
                    .hasSameTextualContentAs(Programs.MODULE.resolve("LICENSE-noble.txt"));
        }
        assertThat(Files.readString(Programs.BUNDLE).lines().findFirst()).contains(LICENCES);
    }

    @Test
    void everySourceIsShortEnoughToRead() throws IOException {
        try (Stream<Path> sources = Files.list(Programs.MODULE.resolve("src/main/ts"))) {
            for (Path source : sources.toList()) {
                assertThat(Files.readAllLines(source)).as(source.toString()).hasSizeLessThanOrEqualTo(400);
            }
        }
    }
}
