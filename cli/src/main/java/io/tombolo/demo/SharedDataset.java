package io.tombolo.demo;

import io.tombolo.publish.Publication;
import io.tombolo.schemas.DatasetId;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.zip.GZIPInputStream;

/** The real data that the demo's three organisations share; its rows come with the program. */
@SuppressWarnings("ImmutableEnumChecker") // a record of strings and a List.of: immutable, though no annotation says so
enum SharedDataset {
    FLIGHTS(
            "carriers.example/flights",
            "flights",
            27_004,
            List.of("year", "month", "day", "carrier", "flight", "origin"),
            2),
    WEATHER("weather.example/weather", "weather", 26_115, List.of("origin", "time_hour"), 1),
    AIRCRAFT("registry.example/aircraft", "aircraft", 3_322, List.of("tailnum"), 1);

    private final DatasetId id;
    private final String file;
    private final long rows;
    private final List<String> key;
    private final int partitions;

    SharedDataset(String id, String file, long rows, List<String> key, int partitions) {
        this.id = DatasetId.parse(id);
        this.file = file;
        this.rows = rows;
        this.key = key;
        this.partitions = partitions;
    }

    DatasetId id() {
        return id;
    }

    /** How many rows the file has. */
    long rows() {
        return rows;
    }

    int partitions() {
        return partitions;
    }

    static long allRows() {
        long sum = 0;
        for (SharedDataset dataset : values()) {
            sum += dataset.rows;
        }
        return sum;
    }

    /** Unpacks the file into a folder and says how it is to be shared. */
    Publication unpack(Path folder) {
        Path target = folder.resolve(file + ".csv");
        try (InputStream packed = SharedDataset.class.getResourceAsStream(file + ".csv.gz")) {
            if (packed == null) {
                throw new IllegalStateException("no " + file + ".csv.gz in the program");
            }
            try (InputStream plain = new GZIPInputStream(packed)) {
                Files.copy(plain, target);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("file " + target + " can't be written", e);
        }
        return Publication.csv(id, target, key, "infer", "NA,", partitions);
    }
}
