package io.tombolo.house;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** No test's outcome depends on how fast the machine is: Awaitility's own limit is ten seconds, so each wait has a longer one. */
final class WaitsTest {
    private static final Pattern WAIT =
            Pattern.compile("\\bawait\\([^;]*?\\)\\s*\\.(?:(?!\\.until).)*", Pattern.DOTALL);

    private static final Pattern SECONDS = Pattern.compile("atMost\\((Duration\\.of(Seconds|Millis)|[0-9]+, )");

    @Test
    void eachWaitHasALimitOfMinutes() throws IOException {
        try (Stream<Path> files = Files.walk(DocPage.ROOT)) {
            List<String> tooShort = files.filter(file ->
                            file.toString().matches(".*/src/test/.*[.]java") && !file.endsWith("WaitsTest.java"))
                    .map(DocPage::read)
                    .filter(page -> page.text().contains("org.awaitility"))
                    .flatMap(page -> WAIT.matcher(page.text())
                            .results()
                            .map(found -> found.group())
                            .filter(wait -> !wait.contains("atMost(")
                                    || SECONDS.matcher(wait).find())
                            .map(wait -> page.name() + ": "
                                    + wait.lines().findFirst().orElse("")))
                    .toList();

            assertThat(tooShort).isEmpty();
        }
    }
}
