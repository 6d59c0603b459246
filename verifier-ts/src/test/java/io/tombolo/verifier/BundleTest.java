package io.tombolo.verifier;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The committed modules are what their sources are bundled to, and they are small and ask nobody. */
class BundleTest {
    /** In bytes, minified: the main module, which every user of the split verifier loads. */
    private static final int MAIN_LIMIT = 120_000;

    /** The second module. It may only fall. */
    private static final int MORE_LIMIT = 70_000;

    /** Both in one. It may only fall. */
    private static final int WHOLE_LIMIT = 176_000;

    /** The shared part of both modules, and the second one. */
    private static final Pattern OWN_IMPORT =
            Pattern.compile("\\bimport(\\{[^}]*\\}from)?\\s*\"\\./chunk\\.js\"|\\bimport\\(\"\\./more\\.js\"\\)");

    private static final String LICENCES =
            "/*! tombolo-verify - Apache-2.0; with @noble/ciphers, @noble/curves and @noble/hashes 2.4.0 - MIT License (c) 2022 Paul Miller, (c) 2016 Thomas Pornin */";

    @TempDir
    Path dir;

    @Test
    void isWhatItsSourcesAreBundledTo() throws IOException {
        Esbuild esbuild = Esbuild.in(dir);
        bundle(esbuild, "--outfile=" + dir.resolve("tombolo-verify.js"));
        Path split = Files.createDirectory(dir.resolve("split"));
        bundle(esbuild, "--splitting", "--outdir=" + split, "--entry-names=tombolo-verify", "--chunk-names=[name]");

        assertThat(names(split)).containsExactly("chunk.js", "more.js", "tombolo-verify.js");
        Esbuild.isCommitted(dir.resolve("tombolo-verify.js"), Programs.WHOLE, "verifier-ts");
        for (String name : names(split)) {
            Esbuild.isCommitted(split.resolve(name), Programs.SPLIT.resolve(name), "verifier-ts");
        }
        assertThat(names(Programs.SPLIT)).isEqualTo(names(split));
    }

    private static List<String> names(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(file -> file.getFileName().toString()).sorted().toList();
        }
    }

    private static void bundle(Esbuild esbuild, String... where) {
        esbuild.bundle(Stream.concat(
                        Stream.of(
                                Programs.MODULE.resolve("src/main/ts/index.ts"),
                                "--format=esm",
                                "--banner:js=" + LICENCES),
                        Stream.of(where))
                .toArray());
    }

    @Test
    void isSmall() throws IOException {
        assertThat(Files.size(Programs.MAIN) + Files.size(Programs.SPLIT.resolve("chunk.js")))
                .isLessThanOrEqualTo(MAIN_LIMIT);
        assertThat(Files.size(Programs.SPLIT.resolve("more.js"))).isLessThanOrEqualTo(MORE_LIMIT);
        assertThat(Files.size(Programs.WHOLE)).isLessThanOrEqualTo(WHOLE_LIMIT);
    }

    @Test
    void asksNoNetworkAndRunsNoText() throws IOException {
        Pattern reaches = Pattern.compile(
                "\\b(fetch|XMLHttpRequest|WebSocket|EventSource|sendBeacon|importScripts|eval|Function)\\s*\\(|\\bimport\\b|https?://");

        for (Path file : files()) {
            String text = Files.readString(file);
            String own = file.equals(Programs.WHOLE)
                    ? text
                    : OWN_IMPORT.matcher(text).replaceAll("");
            assertThat(reaches.matcher(own).results().map(MatchResult::group))
                    .as(file.toString())
                    .isEmpty();
        }
    }

    private static List<Path> files() throws IOException {
        return Stream.concat(
                        Stream.of(Programs.WHOLE),
                        names(Programs.SPLIT).stream().map(Programs.SPLIT::resolve))
                .toList();
    }

    @Test
    void statesTheLicenceOfWhatIsInIt() throws IOException {
        Path vendor = Programs.MODULE.resolve("vendor/@noble");

        for (String library : List.of("ciphers", "curves", "hashes")) {
            assertThat(Files.readAllLines(Programs.MODULE.resolve("LICENSE-noble.txt")))
                    .containsAll(Files.readAllLines(vendor.resolve(library).resolve("LICENSE")));
        }
        for (Path file : files()) {
            assertThat(Files.readString(file).lines().findFirst())
                    .as(file.toString())
                    .contains(LICENCES);
        }
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
