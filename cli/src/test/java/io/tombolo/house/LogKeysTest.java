package io.tombolo.house;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The keys of log lines are those of {@code docs/logs.md}, so that one thing has one name in all parts. */
final class LogKeysTest {
    private static final Pattern ROW = Pattern.compile("(?m)^\\| `([a-zA-Z]+)` \\|");
    private static final Pattern KEY = Pattern.compile("addKeyValue\\(\\s*\"([^\"]+)\"");
    private static final Pattern ANY = Pattern.compile("addKeyValue\\(");

    @Test
    void thePageHasEveryKeyAndNoOther() throws IOException {
        String page = Files.readString(DocPage.ROOT.resolve("docs/logs.md"));
        Set<String> listed = new TreeSet<>();
        ROW.matcher(page.substring(page.indexOf("## Keys"))).results().forEach(row -> listed.add(row.group(1)));
        Set<String> used = new TreeSet<>();
        try (Stream<Path> files = Files.walk(DocPage.ROOT)) {
            for (Path file : files.filter(file -> file.toString().matches(".*/src/main/java/.*[.]java"))
                    .filter(file -> !file.startsWith(DocPage.ROOT.resolve("examples")))
                    .toList()) {
                String source = Files.readString(file);
                assertThat(KEY.matcher(source).results().count())
                        .as("keys of %s are literals", file)
                        .isEqualTo(ANY.matcher(source).results().count());
                KEY.matcher(source).results().forEach(key -> used.add(key.group(1)));
            }
        }

        assertThat(listed).isEqualTo(used);
    }
}
