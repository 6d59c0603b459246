package io.tombolo.house;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Predicate;
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
        assertThat(found(BLOCKS, page -> true, call -> !LONG.matcher(call).find()))
                .isEmpty();
    }

    @Test
    void eachWaitHasALimitOfMinutes() throws IOException {
        assertThat(found(
                        WAIT,
                        page -> page.text().contains("org.awaitility"),
                        wait -> !wait.contains("atMost(")
                                || SECONDS.matcher(wait).find()))
                .isEmpty();
    }

    /** Calls that are too short, in tests. */
    private static List<String> found(Pattern calls, Predicate<DocPage> in, Predicate<String> tooShort)
            throws IOException {
        try (Stream<Path> files = Files.walk(DocPage.ROOT)) {
            return files.filter(file ->
                            file.toString().matches(".*/src/test/.*[.]java") && !file.endsWith("WaitsTest.java"))
                    .map(DocPage::read)
                    .filter(in)
                    .flatMap(page -> calls.matcher(page.text())
                            .results()
                            .map(found -> found.group())
                            .filter(tooShort)
                            .map(call -> page.name() + ": "
                                    + call.lines().findFirst().orElse("")))
                    .toList();
        }
    }
}
