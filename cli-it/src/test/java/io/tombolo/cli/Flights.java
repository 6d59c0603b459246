package io.tombolo.cli;

import io.tombolo.demo.Demo;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.GZIPInputStream;

/** The demonstration's flights, 27,004 rows, as the file that the documentation names. */
final class Flights {
    private Flights() {}

    static Path in(Path folder) throws IOException {
        Path file = folder.resolve("flights.csv");
        try (InputStream packed = Demo.class.getResourceAsStream("flights.csv.gz");
                GZIPInputStream plain = new GZIPInputStream(packed)) {
            Files.copy(plain, file);
        }
        return file;
    }
}
