package io.tombolo.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** Debezium's connector for MariaDB, which a user unpacks into the data folder of {@code tombolo up}. */
final class MariaDbPlugin {
    private MariaDbPlugin() {}

    /** Unpacks it into a data folder, before the server's first start or after it. */
    static void into(Path data) throws IOException {
        copy(Path.of("target", "mariadb-plugin"), data.resolve("connect").resolve("plugins"));
    }

    private static void copy(Path from, Path to) throws IOException {
        List<Path> all;
        try (Stream<Path> files = Files.walk(from)) {
            all = files.toList();
        }
        for (Path file : all) {
            Path target = to.resolve(from.relativize(file).toString());
            if (Files.isDirectory(file)) {
                Files.createDirectories(target);
            } else {
                Files.copy(file, target);
            }
        }
    }
}
