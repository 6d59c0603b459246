package io.tombolo.page;

import static org.assertj.core.api.Assertions.assertThat;

import io.tombolo.verifier.Esbuild;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Both languages have the same words, and what is not translated is found. */
class WordsIT {
    /** Lists what is wrong with each text: a name in one language alone, a text without a Chinese character, the English text again. */
    private static final String COMPARE = """
            const { en, zh } = words;
            const shown = text => typeof text === "function" ? text(...Array.from({ length: text.length }, (_, i) => "7" + i)) : text;
            const wrong = [];
            for (const name of new Set([...Object.keys(en), ...Object.keys(zh)])) {
              const [one, other] = [en[name], zh[name]];
              if (one === undefined || other === undefined) { wrong.push(name + ": in one language alone"); continue; }
              if (typeof one !== typeof other || one.length !== undefined && typeof one === "function" && one.length !== other.length) wrong.push(name + ": takes other values");
              const [a, b] = [shown(one), shown(other)];
              if (a === "" || b === "") wrong.push(name + ": empty");
              if (/\\p{Script=Han}/u.test(a)) wrong.push(name + ": Chinese in English");
              if (!/\\p{Script=Han}/u.test(b) && !SAME.includes(a)) wrong.push(name + ": not Chinese: " + b);
              for (const value of a.match(/7\\d/g) ?? []) if (!b.includes(value)) wrong.push(name + ": leaves out a value");
            }
            return wrong;
            """;

    @TempDir
    Path dir;

    @Test
    void everyTextIsInBothLanguages() throws IOException {
        Path sources = BundleTest.MODULE.resolve("src/main/ts");
        List<Path> all;
        try (Stream<Path> files = Files.walk(sources)) {
            all = files.filter(file -> file.getFileName().toString().endsWith("words.ts"))
                    .sorted()
                    .toList();
        }
        assertThat(all).hasSizeGreaterThanOrEqualTo(8);
        Esbuild esbuild = Esbuild.in(dir);
        try (Browser browser = Browser.start()) {
            browser.open("about:blank");
            for (Path words : all) {
                Path script = dir.resolve("words.js");
                esbuild.bundle(words, "--format=iife", "--global-name=area", "--outfile=" + script);

                List<?> wrong = (List<?>) browser.run(
                        Files.readString(script) + ";const words = area.words; const SAME = ['Tombolo'];" + COMPARE);

                assertThat(wrong).as(sources.relativize(words).toString()).isEmpty();
            }
        }
    }
}
