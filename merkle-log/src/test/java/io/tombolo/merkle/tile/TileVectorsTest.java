package io.tombolo.merkle.tile;

import static io.tombolo.merkle.Vectors.bytes;
import static io.tombolo.merkle.Vectors.hash;
import static io.tombolo.merkle.Vectors.number;
import static io.tombolo.merkle.Vectors.text;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import io.tombolo.merkle.MalformedException;
import io.tombolo.merkle.Oracle;
import io.tombolo.merkle.TreeHead;
import io.tombolo.merkle.Vectors;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

class TileVectorsTest {

    @TestFactory
    Stream<DynamicTest> paths() {
        return Vectors.of("tile-paths.json", c -> {
            if (text(c, "expected").equals("MALFORMED")) {
                assertThatThrownBy(() -> TilePath.parse(text(c, "path"))).isInstanceOf(MalformedException.class);
                return;
            }

            TilePath path = TilePath.parse(text(c, "path"));

            assertThat(path)
                    .isEqualTo(new TilePath(
                            TilePath.Kind.valueOf(text(c, "kind")), (int) number(c, "level"), number(c, "index"), (int)
                                    number(c, "width")));
            assertThat(path.path()).isEqualTo(text(c, "path"));
        });
    }

    @TestFactory
    Stream<DynamicTest> entryBundles() {
        return Vectors.of("entry-bundles.json", c -> {
            byte[] bytes = bytes(c, "bundle");
            int width = (int) number(c, "width");
            if (text(c, "expected").equals("MALFORMED")) {
                assertThatThrownBy(() -> EntryBundle.decode(bytes, width)).isInstanceOf(MalformedException.class);
                return;
            }

            EntryBundle bundle = EntryBundle.decode(bytes, width);

            assertThat(bundle.bytes()).isEqualTo(bytes);
            assertThat(EntryBundle.of(Stream.iterate(0, i -> i < width, i -> i + 1)
                                    .map(bundle::entry)
                                    .toList())
                            .bytes())
                    .isEqualTo(bytes);
        });
    }

    @TestFactory
    Stream<DynamicTest> hostileTiles() {
        return Vectors.of("hostile-tiles.json", c -> {
            Map<String, byte[]> files = new HashMap<>();
            TileWriter writer = TileWriter.empty((path, bytes) -> files.put(path.path(), bytes));
            for (long i = 0; i < number(c, "size"); i++) {
                writer.append(Oracle.entry(i), 0, Oracle.entry(i).length);
            }
            writer.writePartials();
            c.required("changes").forEach(change -> change(files, change));
            TileReader reader = new TileReader(
                    path -> Optional.ofNullable(files.get(path.path())),
                    new TreeHead(number(c, "size"), hash(c, "root")));

            assertThat(read(reader, number(c, "leaf"))).isEqualTo(text(c, "expected"));
        });
    }

    private static String read(TileReader reader, long leaf) {
        try {
            assertThat(reader.entry(leaf)).isEqualTo(Oracle.entry(leaf));
            return "VALID";
        } catch (TileException e) {
            return e.reason().name();
        }
    }

    private static void change(Map<String, byte[]> files, JsonNode change) {
        String path = text(change, "path");
        byte[] bytes = files.get(path);
        if (change.has("remove")) {
            files.remove(path);
        } else if (change.has("length")) {
            files.put(path, Arrays.copyOf(bytes, (int) number(change, "length")));
        } else {
            bytes[(int) number(change, "flip")] ^= 1;
        }
    }

    @Test
    void tilesOfALogOfSeventyThousandEntries() {
        JsonNode log = Vectors.cases("tiles.json").get(0);
        Map<String, String> written = new TreeMap<>();
        TileWriter writer = TileWriter.empty(
                (path, bytes) -> written.put(path.path(), HexFormat.of().formatHex(Oracle.sha256(bytes))));

        for (long i = 0; i < number(log, "size"); i++) {
            byte[] entry = Oracle.entry(i);
            writer.append(entry, 0, entry.length);
        }
        writer.writePartials();

        Map<String, String> expected = new TreeMap<>();
        log.required("files")
                .properties()
                .forEach(file -> expected.put(file.getKey(), file.getValue().asText()));
        assertThat(writer.head()).isEqualTo(new TreeHead(number(log, "size"), hash(log, "root")));
        assertThat(written).isEqualTo(expected);
    }
}
