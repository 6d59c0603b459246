package io.tombolo.debezium;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.jar.JarFile;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ConverterJarTest {

    @TempDir
    Path plugins;

    @Test
    void goesIntoTheFoldersOfDebeziumsPluginsOnlyAndHoldsAllThatTheyNeed() throws Exception {
        Path mariadb = Files.createDirectories(plugins.resolve("debezium-connector-mariadb"));
        Path other = Files.createDirectories(plugins.resolve("other"));
        Files.createFile(mariadb.resolve("debezium-connector-mariadb-3.5.0.Final.jar"));
        Files.createFile(other.resolve("other.jar"));

        assertThat(ConverterJar.installIn(plugins)).containsExactly(mariadb);
        assertThat(ConverterJar.installIn(plugins)).as("again").containsExactly(mariadb);
        assertThat(other.resolve(ConverterJar.NAME)).doesNotExist();
        try (JarFile jar = new JarFile(mariadb.resolve(ConverterJar.NAME).toFile());
                Stream<Path> compiled = Files.list(Path.of("target/classes/io/tombolo/debezium"))) {
            assertThat(jar.stream().map(entry -> entry.getName().replaceFirst(".*/", "")))
                    .containsExactlyInAnyOrderElementsOf(compiled.map(
                                    file -> file.getFileName().toString())
                            .filter(name -> !name.equals("package-info.class") && !name.startsWith("ConverterJar"))
                            .toList());
        }
    }

    @Test
    void findsNothingWhereThereIsNoFolder() throws Exception {
        assertThat(ConverterJar.installIn(plugins.resolve("missing"))).isEmpty();
    }
}
