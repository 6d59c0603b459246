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

    /** As {@code process.waitFor(2, TimeUnit.MINUTES)}: what ends sooner is a reason to look, and nothing that a test may rest on. */
    private static final Pattern BLOCKS = Pattern.compile(
            "\\b(waitFor|get|await|poll|take|awaitTermination|tryAcquire|offer)\\([0-9_]+L?, TimeUnit\\.(SECONDS|MINUTES)\\)");

    private static final Pattern LONG = Pattern.compile("\\(([5-9]|[1-9][0-9]+), TimeUnit\\.MINUTES");

    @Test
    void eachCallThatBlocksHasALimitOfMinutes() throws IOException {
        try (Stream<Path> files = Files.walk(DocPage.ROOT)) {
            List<String> tooShort = files.filter(file ->
                            file.toString().matches(".*/src/test/.*[.]java") && !file.endsWith("WaitsTest.java"))
                    .map(DocPage::read)
                    .flatMap(page -> BLOCKS.matcher(page.text())
                            .results()
                            .map(found -> found.group())
                            .filter(call -> !LONG.matcher(call).find())
                            .map(call -> page.name() + ": " + call))
                    .toList();

            assertThat(tooShort).isEmpty();
        }
    }

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
