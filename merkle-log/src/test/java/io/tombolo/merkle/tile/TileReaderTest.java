package io.tombolo.merkle.tile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tombolo.merkle.Oracle;
import io.tombolo.merkle.TreeHead;
import io.tombolo.merkle.proof.ProofCheck;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class TileReaderTest {
    private final Map<TilePath, byte[]> tiles = new HashMap<>();
    private final TileSource source = path -> Optional.ofNullable(tiles.get(path));

    @Test
    void provesEveryLeafFromTiles() {
        for (int size : new int[] {1, 2, 255, 256, 257, 511, 512, 700}) {
            TreeHead head = write(size);
            TileReader reader = new TileReader(source, head);

            for (int i = 0; i < size; i++) {
                assertThat(reader.inclusionProof(i).verify(Oracle.leaf(Oracle.entry(i)), head))
                        .isEqualTo(new ProofCheck.Holds());
                assertThat(reader.entry(i)).isEqualTo(Oracle.entry(i));
                assertThat(reader.consistencyProof(i).verify(reader.headAt(i), head))
                        .isEqualTo(new ProofCheck.Holds());
            }
        }
    }

    @Test
    void readsEntriesInTheirOrderAndEachBundleOnce() {
        TreeHead head = write(700);
        List<TilePath> fetched = new ArrayList<>();
        TileReader reader = new TileReader(
                path -> {
                    fetched.add(path);
                    return source.read(path);
                },
                head);
        List<byte[]> entries = new ArrayList<>();

        reader.forEachEntry(200, 600, entries::add);

        assertThat(entries).hasSize(400);
        for (int i = 0; i < 400; i++) {
            assertThat(entries.get(i)).isEqualTo(Oracle.entry(200 + i));
        }
        assertThat(fetched.stream().filter(path -> path.kind() == TilePath.Kind.ENTRIES))
                .hasSize(3);
        assertThatThrownBy(() -> reader.forEachEntry(0, 701, entries::add))
                .hasMessage("entries [0, 701) of a log of 700 leaves");
    }

    @Test
    void goesOnWritingWhereItStopped() {
        TreeHead whole = write(70_000);
        Map<TilePath, byte[]> expected = Map.copyOf(tiles);
        TreeHead half = write(33_333);

        TileWriter resumed = TileWriter.resume(tiles::put, source, half);
        for (int i = 33_333; i < 70_000; i++) {
            resumed.append(Oracle.entry(i), 0, Oracle.entry(i).length);
        }
        resumed.writePartials();

        assertThat(resumed.head()).isEqualTo(whole);
        assertThat(tiles).containsAllEntriesOf(expected);
        assertThat(expected.keySet().stream().filter(path -> path.kind() == TilePath.Kind.HASHES && path.full()))
                .hasSize(274);
        assertThat(expected)
                .containsKeys(
                        TilePath.parse("tile/0/273.p/112"),
                        TilePath.parse("tile/1/001.p/17"),
                        TilePath.parse("tile/2/000.p/1"));
    }

    @Test
    void refusesATileWithOneByteChanged() {
        TreeHead head = write(700);
        for (TilePath path : Map.copyOf(tiles).keySet()) {
            byte[] honest = tiles.get(path);
            byte[] changed = honest.clone();
            changed[changed.length / 2] ^= 1;
            tiles.put(path, changed);
            TileReader reader = new TileReader(source, head);

            assertThatThrownBy(() -> {
                        for (int i = 0; i < 700; i++) {
                            reader.entry(i);
                        }
                    })
                    .isInstanceOf(TileException.class);
            tiles.put(path, honest);
        }
    }

    private TreeHead write(int size) {
        tiles.clear();
        TileWriter writer = TileWriter.empty(tiles::put);
        for (int i = 0; i < size; i++) {
            writer.append(Oracle.entry(i), 0, Oracle.entry(i).length);
        }
        writer.writePartials();
        return writer.head();
    }
}
