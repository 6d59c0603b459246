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
    void replacesAnotherVersionAsAWholeFile() throws Exception {
        Path folder = Files.createDirectories(plugins.resolve("debezium-connector-mariadb"));
        Files.createFile(folder.resolve("debezium-connector-mariadb-3.5.0.Final.jar"));
        Path jar = Files.writeString(folder.resolve(ConverterJar.NAME), "an older version");
        // As a server does that has the jar open.
        Path read = Files.createLink(plugins.resolve("read"), jar);

        assertThat(ConverterJar.installIn(plugins)).containsExactly(folder);

        assertThat(read).hasContent("an older version");
        try (JarFile whole = new JarFile(jar.toFile());
                Stream<Path> files = Files.list(folder)) {
            assertThat(whole.stream()).isNotEmpty();
            assertThat(files).as("nothing else is left").hasSize(2);
        }
    }

    @Test
    void findsNothingWhereThereIsNoFolder() throws Exception {
        assertThat(ConverterJar.installIn(plugins.resolve("missing"))).isEmpty();
    }
}
