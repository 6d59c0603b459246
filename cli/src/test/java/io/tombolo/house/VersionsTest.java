package io.tombolo.house;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** What has no parent states the version itself: that it is the parent's, and that the bill of materials names every module. */
class VersionsTest {
    private static final Path ROOT = Path.of(System.getProperty("tombolo.root", ".."));
    private static final Pattern MODULE = Pattern.compile("<module>([^<]+)</module>");

    @Test
    void areTheParents() throws IOException {
        String version = first("(?s)<artifactId>tombolo-parent</artifactId>\\s*<version>([^<]+)<", pom("."));

        assertThat(first("(?s)<artifactId>tombolo-bom</artifactId>\\s*<version>([^<]+)<", pom("bom")))
                .isEqualTo(version);
        assertThat(first("(?s)<artifactId>examples</artifactId>\\s*<version>([^<]+)<", pom("examples")))
                .isEqualTo(version);
        for (String example : List.of("verify-evidence", "verifying-consumer", "spring-boot-listener")) {
            assertThat(first("<tombolo.version>([^<]+)<", pom("examples/" + example)))
                    .as(example)
                    .isEqualTo(version);
        }
    }

    @Test
    void theBillOfMaterialsNamesEveryModule() throws IOException {
        String bom = pom("bom");
        String modules = first("(?s)<modules>(.*?)</modules>", pom("."));

        for (String module :
                MODULE.matcher(modules).results().map(found -> found.group(1)).toList()) {
            if (!List.of(
                            "bom",
                            "cli-it",
                            "connectors-it",
                            "server-it",
                            "page-browser",
                            "distribution",
                            "examples",
                            "skipped-tests")
                    .contains(module)) {
                String artifact = first("(?s)</parent>\\s*<artifactId>([^<]+)<", pom(module));
                assertThat(bom)
                        .contains("<artifactId>" + artifact + "</artifactId><version>${project.version}</version>");
            }
        }
    }

    private static String pom(String folder) throws IOException {
        return Files.readString(ROOT.resolve(folder).resolve("pom.xml"));
    }

    private static String first(String pattern, String text) {
        return Pattern.compile(pattern)
                .matcher(text)
                .results()
                .map(found -> found.group(1))
                .findFirst()
                .orElseThrow(() -> new AssertionError("no " + pattern));
    }
}
