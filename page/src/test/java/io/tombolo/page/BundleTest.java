package io.tombolo.page;

import static org.assertj.core.api.Assertions.assertThat;

import io.tombolo.merkle.Hash;
import io.tombolo.verifier.Esbuild;
import io.tombolo.verifier.Programs;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The committed page is what its sources are bundled to, small, and takes no text for markup. */
class BundleTest {
    static final Path MODULE = Programs.ROOT.resolve("page");
    private static final Path SOURCES = MODULE.resolve("src/main/ts");
    private static final Path RESOURCES = MODULE.resolve("src/main/resources/io/tombolo/page");
    private static final Path SERVED = RESOURCES.resolve("served");

    /** Of all files of the served page, compressed, in bytes. */
    private static final int LIMIT = 250_000;

    private static final String LICENCES =
            "/*! Tombolo - Apache-2.0; with preact 11.2.0, uPlot 1.6.32, @noble/ciphers, @noble/curves and @noble/hashes 2.4.0 - MIT;"
                    + " jsQR 1.4.0 - Apache-2.0; their notices are in LICENSES.txt */";

    @TempDir
    Path dir;

    @Test
    void isWhatItsSourcesAreBundledTo() throws IOException {
        Esbuild esbuild = Esbuild.in(dir);
        Path made = Files.createDirectory(dir.resolve("served"));
        bundle(esbuild, made, "esm", "shell/main.tsx", "verify/engine/worker.ts", "shell/page.css");
        List<String> kept = Stream.concat(names(made).stream(), Stream.of("icon.svg", "index.html"))
                .sorted()
                .toList();
        for (String name : List.of("icon.svg", "index.html")) {
            Files.copy(SERVED.resolve(name), made.resolve(name));
        }
        esbuild.bundle(
                SOURCES.resolve("shell/offline.ts"),
                "--format=iife",
                "--outdir=" + made,
                "--define:VERSION=\"" + version(made, kept) + "\"",
                "--define:FILES=" + paths(kept));
        Files.write(made.resolve("files.txt"), names(made));
        Path single = Files.createDirectory(dir.resolve("single"));
        bundle(esbuild, single, "iife", "shell/single.tsx", "verify/engine/worker.ts");

        are(made, SERVED);
        are(single, RESOURCES.resolve("single"));
    }

    private void bundle(Esbuild esbuild, Path folder, String format, String... entries) {
        esbuild.bundle(Stream.concat(
                        Stream.of(entries).map(SOURCES::resolve),
                        Stream.of(
                                "--format=" + format,
                                format.equals("esm") ? "--splitting" : "--splitting=false",
                                "--outdir=" + folder,
                                "--entry-names=[name]",
                                "--chunk-names=[name]-[hash]",
                                "--banner:js=" + LICENCES))
                .toArray());
    }

    private static String paths(List<String> names) {
        return names.stream()
                .map(name -> name.equals("index.html") ? "\"/\"" : "\"/page/" + name + "\"")
                .collect(Collectors.joining(",", "[", "]"));
    }

    private static String version(Path folder, List<String> names) throws IOException {
        MessageDigest digest = Hash.sha256();
        for (String name : names) {
            digest.update(name.getBytes(StandardCharsets.UTF_8));
            digest.update(Files.readAllBytes(folder.resolve(name)));
        }
        return HexFormat.of().formatHex(digest.digest(), 0, 8);
    }

    private static void are(Path made, Path committed) throws IOException {
        if (Boolean.getBoolean("bundle.write") && Files.isDirectory(committed)) {
            for (String name : names(committed)) {
                if (!Files.exists(made.resolve(name))) {
                    Files.delete(committed.resolve(name));
                }
            }
        }
        for (String name : names(made)) {
            Esbuild.isCommitted(made.resolve(name), committed.resolve(name), "page");
        }
        assertThat(names(committed)).isEqualTo(names(made));
    }

    private static List<String> names(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(file -> file.getFileName().toString()).sorted().toList();
        }
    }

    @Test
    void isSmall() throws IOException {
        int all = 0;
        for (String name : names(SERVED)) {
            all += compressed(Files.readAllBytes(SERVED.resolve(name)));
        }
        int single = compressed(SinglePage.html(Optional.empty(), Optional.empty()));

        System.out.printf("served page: %,d bytes compressed, single file: %,d%n", all, single);
        assertThat(all).isLessThanOrEqualTo(LIMIT);
        assertThat(single).isLessThanOrEqualTo(LIMIT);
    }

    private static int compressed(byte[] bytes) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(out)) {
            gzip.write(bytes);
        }
        return out.size();
    }

    @Test
    void noSourceMakesMarkupOfText() throws IOException {
        Pattern dangerous = Pattern.compile(
                "innerHTML|outerHTML|insertAdjacentHTML|document\\.write|\\beval\\(|new Function|srcdoc|javascript:");

        for (Path source : sources()) {
            assertThat(dangerous.matcher(Files.readString(source)).results().map(MatchResult::group))
                    .as(source.toString())
                    .isEmpty();
        }
    }

    /** What a component shows comes from its words, in both languages. */
    @Test
    void noComponentHasTextOfItsOwn() throws IOException {
        Pattern between = Pattern.compile("(?<![=-])>([^<>{}=;()]*\\p{L}{2}[^<>{}=;()]*)</");
        Pattern attribute =
                Pattern.compile("\\b(?:aria-label|title|placeholder|alt|label|caption|empty)=\"([^\"]*\\p{L}[^\"]*)\"");
        Set<String> names = Set.of("English", "中文", "SHA-256", "null");

        for (Path source : sources()) {
            if (source.toString().endsWith(".tsx")) {
                String text = Files.readString(source);
                Set<String> literal = new TreeSet<>();
                between.matcher(text)
                        .results()
                        .forEach(one -> literal.add(one.group(1).strip()));
                attribute
                        .matcher(text)
                        .results()
                        .forEach(one -> literal.add(one.group(1).strip()));
                literal.removeAll(names);
                assertThat(literal).as(source.toString()).isEmpty();
            }
        }
    }

    @Test
    void everySourceIsShortEnoughToRead() throws IOException {
        for (Path source : sources()) {
            assertThat(Files.readAllLines(source)).as(source.toString()).hasSizeLessThanOrEqualTo(400);
        }
    }

    private static List<Path> sources() throws IOException {
        try (Stream<Path> files = Files.walk(SOURCES)) {
            List<Path> found = files.filter(Files::isRegularFile).toList();
            assertThat(found).hasSizeGreaterThan(20);
            return found;
        }
    }

    @Test
    void statesTheLicencesOfWhatIsInIt() throws IOException {
        String all = Files.readString(RESOURCES.resolve("LICENSES.txt"));
        assertThat(all)
                .contains(Files.readString(Programs.ROOT.resolve("verifier-ts/LICENSE-noble.txt"))
                        .strip());
        assertThat(new String(SinglePage.html(Optional.empty(), Optional.empty()), StandardCharsets.UTF_8))
                .contains(all);
        for (String library : List.of("preact", "jsqr", "uplot")) {
            Path licence = MODULE.resolve("vendor/" + library + "/LICENSE");
            assertThat(licence).exists();
            if (!library.equals("jsqr")) {
                assertThat(all).contains(Files.readString(licence).strip());
            }
        }
        for (Path script : List.of(
                SERVED.resolve("main.js"),
                RESOURCES.resolve("single/single.js"),
                RESOURCES.resolve("single/worker.js"))) {
            assertThat(Files.readString(script)).startsWith(LICENCES);
        }
    }
}
