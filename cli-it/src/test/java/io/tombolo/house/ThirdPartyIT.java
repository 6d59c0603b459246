package io.tombolo.house;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;

/**
 * That docs/third-party.md lists what the program is distributed with. {@code -Dtombolo.third-party.write=true} writes it again, from
 * the bill of materials that the build has made.
 */
class ThirdPartyIT {
    private static final Path ROOT = Path.of(System.getProperty("tombolo.root", ".."));
    private static final Path LIST = ROOT.resolve("docs/third-party.md");
    private static final Path APP = ROOT.resolve("cli/target/app");

    private static final String HEAD = """
            # Third-party libraries

            What the distribution (`cli/target/app`, and the [archives, package and images](install.md) made of it) contains beside Tombolo's own modules. Generated from the bill of
            materials (`cli/target/sbom.json`, CycloneDX); `mvn -pl cli-it -am verify -Dit.test=ThirdPartyIT -Dtombolo.third-party.write=true` writes
            it again, and every build compares it.

            | library | version | licence |
            |---|---|---|
            """;

    private static final String PLUGIN = """

            ## Debezium's connector

            `plugins/debezium-connector-postgres` is Debezium's own archive, unchanged except for one jar of Tombolo's, with a class path of its own. Debezium is licensed
            under Apache-2.0; the licences of the libraries in it are in `LICENSE-3rd-PARTIES.txt` beside them.

            | file |
            |---|
            """;

    @Test
    void isListedWithItsVersionAndLicence() throws IOException {
        Path sbom = ROOT.resolve("cli/target/sbom.json");
        assumeThat(sbom).as("made by a build that is online and without -Pfast").exists();
        Map<String, String> lines = new TreeMap<>();
        List<String> jars = new ArrayList<>();
        for (JsonNode one : new ObjectMapper().readTree(sbom.toFile()).path("components")) {
            String file = one.path("name").asText() + "-" + one.path("version").asText();
            jars.add(file);
            if (!one.path("group").asText().equals("io.tombolo") && isDistributed(file)) {
                String name =
                        one.path("group").asText() + ":" + one.path("name").asText();
                lines.put(name, "| `" + name + "` | " + one.path("version").asText() + " | " + licences(one) + " |\n");
            }
        }
        String list = HEAD + String.join("", lines.values()) + PLUGIN + String.join("", plugin());

        if (Boolean.getBoolean("tombolo.third-party.write")) {
            Files.writeString(LIST, list);
        }

        assertThat(LIST).hasContent(list);
        assertThat(lines.values()).noneMatch(line -> line.contains("|  |"));
        try (Stream<Path> files = Files.list(APP)) {
            assertThat(files.map(file -> file.getFileName().toString()).filter(name -> name.endsWith(".jar")))
                    .as("jars that the bill of materials names")
                    .allMatch(
                            name -> name.startsWith("tombolo-") || jars.stream().anyMatch(name::startsWith));
        }
    }

    private static boolean isDistributed(String file) throws IOException {
        try (Stream<Path> files = Files.list(APP)) {
            return files.anyMatch(one -> one.getFileName().toString().startsWith(file));
        }
    }

    private static String licences(JsonNode component) {
        List<String> names = StreamSupport.stream(component.path("licenses").spliterator(), false)
                .map(one -> one.has("expression")
                        ? one.path("expression").asText()
                        : one.path("license")
                                .path("id")
                                .asText(one.path("license").path("name").asText()))
                .toList();
        return String.join(", ", names);
    }

    private static List<String> plugin() throws IOException {
        try (Stream<Path> files = Files.list(APP.resolve("plugins/debezium-connector-postgres"))) {
            return files.map(file -> file.getFileName().toString())
                    .filter(name -> name.endsWith(".jar"))
                    .filter(name -> !name.startsWith("tombolo-"))
                    .sorted()
                    .map(name -> "| `" + name + "` |\n")
                    .toList();
        }
    }
}
