package io.tombolo.merkle.tile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tombolo.merkle.Hash;
import io.tombolo.merkle.Oracle;
import io.tombolo.merkle.TreeHead;
import io.tombolo.merkle.proof.ProofCheck;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A server that alters, cuts, swaps or withholds tiles. */
class HostileTileTest {
    private static final int SIZE = 300;

    private final Map<TilePath, byte[]> tiles = new HashMap<>();
    private TreeHead head = new TreeHead(0, Hash.of(Oracle.sha256()));

    @BeforeEach
    void writeALog() {
        head = write(SIZE);
    }

    @Test
    void refusesEveryTileAndBundleWithAnyByteChanged() {
        for (Map.Entry<TilePath, byte[]> file : List.copyOf(tiles.entrySet())) {
            byte[] honest = file.getValue();
            long leaf = file.getKey().index() * TilePath.FULL;
            for (int i = 0; i < honest.length; i++) {
                byte[] changed = honest.clone();
                changed[i] ^= (byte) (1 << i % 8);
                tiles.put(file.getKey(), changed);

                assertThatThrownBy(() -> reader().entry(Math.min(leaf, SIZE - 1)))
                        .as("%s, byte %d", file.getKey(), i)
                        .isInstanceOf(TileException.class);
            }
            tiles.put(file.getKey(), honest);
        }
    }

    @Test
    void refusesProofsFromAFullTileWithAnyByteChanged() {
        TilePath full = TilePath.hashes(0, 0, TilePath.FULL);
        byte[] honest = tiles.get(full);
        for (int i = 0; i < honest.length; i += 7) {
            byte[] changed = honest.clone();
            changed[i] ^= (byte) (1 << i % 8);
            tiles.put(full, changed);

            assertThatThrownBy(() -> reader().inclusionProof(100))
                    .as("byte %d", i)
                    .isInstanceOfSatisfying(
                            TileException.class,
                            e -> assertThat(e.reason()).isEqualTo(TileException.Reason.NOT_IN_TREE));
        }
    }

    @Test
    void refusesTruncatedAndPaddedTiles() {
        for (Map.Entry<TilePath, byte[]> file : List.copyOf(tiles.entrySet())) {
            byte[] honest = file.getValue();
            for (int length : new int[] {0, 1, 31, 32, honest.length - 32, honest.length - 1, honest.length + 1}) {
                if (length == honest.length || length < 0) {
                    continue;
                }
                tiles.put(file.getKey(), Arrays.copyOf(honest, length));

                assertReason(file.getKey(), TileException.Reason.MALFORMED);
            }
            tiles.put(file.getKey(), honest);
        }
    }

    @Test
    void refusesAPartialTileClaimedFull() {
        TilePath full = TilePath.hashes(0, 0, 256);
        byte[] honest = tiles.get(full);
        tiles.put(full, Arrays.copyOf(honest, 255 * Hash.LENGTH));

        assertReason(full, TileException.Reason.MALFORMED);
    }

    @Test
    void takesAFullTileWhereThePartialOneIsGone() {
        TreeHead old = head;
        write(600);
        tiles.keySet().removeIf(path -> !path.full() && tiles.containsKey(path.asFull()));
        assertThat(tiles).doesNotContainKey(TilePath.hashes(0, 1, 44));

        TileReader reader = new TileReader(path -> Optional.ofNullable(tiles.get(path)), old);

        assertThat(reader.entry(299)).isEqualTo(Oracle.entry(299));
        assertThat(reader.inclusionProof(299).verify(Oracle.leaf(Oracle.entry(299)), old))
                .isEqualTo(new ProofCheck.Holds());
    }

    @Test
    void saysWhichTileIsMissing() {
        for (Map.Entry<TilePath, byte[]> file : List.copyOf(tiles.entrySet())) {
            tiles.remove(file.getKey());

            assertReason(file.getKey(), TileException.Reason.MISSING);
            tiles.put(file.getKey(), file.getValue());
        }
    }

    @Test
    void refusesTilesOfAnotherLogUnderThisHead() {
        TreeHead ours = head;
        TileWriter writer = TileWriter.empty(tiles::put);
        for (int i = 0; i < SIZE; i++) {
            byte[] entry = Oracle.entry(i == 17 ? 18 : i);
            writer.append(entry, 0, entry.length);
        }
        writer.writePartials();
        head = ours;

        assertThatThrownBy(() -> reader().inclusionProof(299))
                .isInstanceOfSatisfying(
                        TileException.class, e -> assertThat(e.reason()).isEqualTo(TileException.Reason.NOT_IN_TREE));
    }

    @Test
    void fetchesOnlyTheTilesThatAProofNeeds() {
        head = write(70_000);
        List<TilePath> fetched = new ArrayList<>();
        TileReader reader = new TileReader(
                path -> {
                    fetched.add(path);
                    return Optional.ofNullable(tiles.get(path));
                },
                head);

        ProofCheck check = reader.inclusionProof(12_345).verify(Oracle.leaf(Oracle.entry(12_345)), head);

        assertThat(check).isEqualTo(new ProofCheck.Holds());
        assertThat(fetched)
                .containsExactlyInAnyOrder(
                        TilePath.parse("tile/0/048"),
                        TilePath.parse("tile/1/000"),
                        TilePath.parse("tile/0/273.p/112"),
                        TilePath.parse("tile/1/001.p/17"),
                        TilePath.parse("tile/2/000.p/1"));
    }

    @Test
    void provesWindowsAndOldSizesFromTiles() {
        TileReader reader = reader();
        for (int begin = 0; begin < SIZE; begin += 13) {
            for (int end = begin + 1; end <= SIZE; end += 29) {
                List<Hash> leaves = new ArrayList<>();
                for (int i = begin; i < end; i++) {
                    leaves.add(Oracle.leaf(Oracle.entry(i)));
                }
                assertThat(reader.rangeProof(begin, end).verify(leaves, head)).isEqualTo(new ProofCheck.Holds());
            }
        }
    }

    private void assertReason(TilePath path, TileException.Reason reason) {
        long leaf = Math.min(path.index() * TilePath.FULL, SIZE - 1);
        assertThatThrownBy(() -> reader().entry(leaf))
                .as("%s", path)
                .isInstanceOfSatisfying(
                        TileException.class, e -> assertThat(e.reason()).isEqualTo(reason));
    }

    private TileReader reader() {
        return new TileReader(path -> Optional.ofNullable(tiles.get(path)), head);
    }

    private TreeHead write(int size) {
        TileWriter writer = TileWriter.empty(tiles::put);
        for (int i = 0; i < size; i++) {
            byte[] entry = Oracle.entry(i);
            writer.append(entry, 0, entry.length);
        }
        writer.writePartials();
        return writer.head();
    }
}
