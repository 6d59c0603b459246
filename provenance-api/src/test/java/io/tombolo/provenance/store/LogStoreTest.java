package io.tombolo.provenance.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tombolo.merkle.Hash;
import io.tombolo.merkle.TreeHasher;
import io.tombolo.merkle.TreeHead;
import io.tombolo.merkle.proof.InclusionProof;
import io.tombolo.merkle.proof.ProofMaker;
import io.tombolo.merkle.proof.SubtreeSource;
import io.tombolo.merkle.tile.TilePath;
import io.tombolo.merkle.tile.TileReader;
import io.tombolo.provenance.SampleLog;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Clock;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LogStoreTest {
    @TempDir
    Path dir;

    private final SampleLog sample = new SampleLog("acme.example/flights/0", 42);
    private LogStore store;

    @BeforeEach
    void open() {
        store = LogStore.open(dir, "cluster", Clock.systemUTC());
    }

    @AfterEach
    void close() {
        store.close();
    }

    @Test
    void everyCompactRangeRootAndTileAgreesWithTheAlgebraAtEverySizeTo600() {
        for (int size = 1; size <= 600; size++) {
            long before = sample.size();
            sample.grow(1);

            store.applyBundle(sample.origin, before / 256, sample.bundle(before / 256, sample.size()));

            assertThat(store.applyCheckpoint(sample.origin, sample.head())).isEqualTo(StoredLog.Applied.DONE);
        }
        store.commit(Map.of());

        StoredLog log = log();
        TileReader reader = reader(log, sample.size());
        assertThat(reader.rangeAt(600).root()).isEqualTo(sample.rootAt(600));
        assertThat(reader.rangeAt(257).root()).isEqualTo(sample.rootAt(257));
        for (long size = 1; size <= 600; size += 13) {
            assertThat(log.root(size)).contains(sample.rootAt(size));
        }
        assertThat(log.root(0)).isEmpty();
        assertThat(log.root(601)).isEmpty();
        assertThat(log.view().checkpoints()).isEqualTo(600);
        assertThat(log.checkpointAt(311)).map(HeldCheckpoint::size).contains(311L);
    }

    /** A process that follows 10,000 logs holds all of their files open. */
    @Test
    void aFileThatIsEmptyIsNotThere() {
        share(600);
        store.close();
        open();

        Path folder = dir.resolve("logs/acme.example+flights+0");
        assertThat(folder.resolve("entries")).isNotEmptyFile();
        assertThat(folder.resolve("offsets")).doesNotExist();
        assertThat(folder.resolve("faults")).doesNotExist();
    }

    @Test
    void provesEveryLeafUnderEveryHeadThatCoversIt() {
        share(70_000);
        StoredLog log = log();
        TreeHead head = new TreeHead(70_000, sample.rootAt(70_000));
        TreeHead earlier = new TreeHead(66_000, sample.rootAt(66_000));

        for (long index = 0; index < 70_000; index += 997) {
            Hash leaf = TreeHasher.sha256().leaf(sample.entry(index));
            InclusionProof proof = log.inclusionProof(index, 70_000);
            assertThat(proof.verify(leaf, head).holds()).isTrue();
            if (index < 66_000) {
                assertThat(log.inclusionProof(index, 66_000)
                                .verify(leaf, earlier)
                                .holds())
                        .isTrue();
            }
        }
    }

    @Test
    void provesWhileThePartialTilesThatItRemembersGrow() {
        TreeHasher hasher = TreeHasher.sha256();
        for (int size = 1; size <= 280; size++) {
            share(1);
            TreeHead head = new TreeHead(size, log().view().checkpoint().root());
            for (long index = Math.max(0, size - 3); index < size; index++) {
                InclusionProof proof = log().inclusionProof(index, size);
                assertThat(proof.verify(hasher.leaf(sample.entry(index)), head).holds())
                        .isTrue();
            }
            InclusionProof first = log().inclusionProof(0, size);
            assertThat(first.verify(hasher.leaf(sample.entry(0)), head).holds()).isTrue();
        }
    }

    @Test
    void proofsFromWhatIsRememberedAreThoseOfThePlainTreeAtEverySizeAndEarlierOnes() {
        TreeHasher hasher = TreeHasher.sha256();
        SubtreeSource plain = SubtreeSource.ofLeafHashes(hasher, leaf -> hasher.leaf(sample.entry(leaf)));
        for (int more : new int[] {1, 1, 1, 12, 1, 1, 100, 138, 1, 1, 253, 3, 90}) {
            int before = (int) sample.size();
            int size = (int) share(more).size();
            for (long index = 0; index < size; index += 1 + size / 60) {
                for (long atSize : new long[] {size, before, size}) {
                    if (index < atSize) {
                        assertThat(log().inclusionProof(index, atSize))
                                .as("leaf %d of %d, %d held", index, atSize, size)
                                .isEqualTo(ProofMaker.inclusion(hasher, plain, index, atSize));
                    }
                }
            }
        }
    }

    @Test
    void findsALeafByItsKafkaOffsetAndKnowsWhatIsNoRecord() {
        share(1000);
        StoredLog log = log();

        for (long index = 0; index < 1000; index++) {
            assertThat(log.find(sample.offset(index))).isEqualTo(new StoredLog.Place.Sealed(index));
        }
        assertThat(log.find(0)).isEqualTo(new StoredLog.Place.NoSuchOffset());
        assertThat(log.find(sample.offset(999) + 1)).isEqualTo(new StoredLog.Place.Beyond());
    }

    @Test
    void sendsEveryTileAsItIsAndFullOnesWithoutACopy() {
        share(4_000);
        StoredLog log = log();
        assertThat(log.tileToSend(0, 3, 256).orElseThrow().isDirect()).isTrue();
        share(5_000);

        for (long index = 0; index < 9_000 / 256; index++) {
            ByteBuffer sent = log.tileToSend(0, index, 256).orElseThrow();
            byte[] bytes = new byte[sent.remaining()];
            sent.get(bytes);
            assertThat(bytes).isEqualTo(log.tile(0, index, 256).orElseThrow());
        }
        assertThat(log.tileToSend(0, 34, 256).orElseThrow().isDirect())
                .as("it came after the file was mapped, which has doubled since")
                .isTrue();
        assertThat(log.tileToSend(0, 35, 40)).isPresent();
        assertThat(log.tileToSend(0, 35, 41)).isEmpty();
    }

    @Test
    void anEntryWithoutAHeadOverItIsHeldButNotServed() {
        share(300);
        sample.grow(20);
        store.applyBundle(sample.origin, 1, sample.bundle(1, 320));
        store.commit(Map.of());

        StoredLog log = log();

        assertThat(log.view().entries()).isEqualTo(320);
        assertThat(log.view().size()).isEqualTo(300);
        assertThat(log.bundle(1, 44)).isPresent();
        assertThat(log.bundle(1, 45)).isEmpty();
        assertThat(log.tile(0, 1, 45)).isEmpty();
        assertThat(log.find(sample.offset(310))).isEqualTo(new StoredLog.Place.Unsealed(310));
    }

    @Test
    void aHeadWaitsForItsEntriesAndAnAnchorForItsHead() {
        sample.grow(10);
        HeldCheckpoint head = sample.head();

        assertThat(store.applyAnchor(sample.origin, sample.anchor(head))).isEqualTo(StoredLog.Applied.WAITS);
        assertThat(store.applyCheckpoint(sample.origin, head)).isEqualTo(StoredLog.Applied.WAITS);
        assertThat(store.applyBundle(sample.origin, 0, sample.bundle(0, 10))).isEqualTo(StoredLog.Applied.DONE);
        assertThat(store.applyAnchor(sample.origin, sample.anchor(head))).isEqualTo(StoredLog.Applied.WAITS);
        assertThat(store.applyCheckpoint(sample.origin, head)).isEqualTo(StoredLog.Applied.DONE);
        assertThat(store.applyAnchor(sample.origin, sample.anchor(head))).isEqualTo(StoredLog.Applied.DONE);
        store.commit(Map.of());
        assertThat(log().view().anchoredSize()).isEqualTo(10);
    }

    @Test
    void aHeadWhoseRootIsNotThatOfTheEntriesIsRefusedAndTheOldOneStays() {
        share(300);
        HeldCheckpoint honest = log().view().checkpoint();
        sample.grow(700);
        for (int bundle = 1; bundle < 4; bundle++) {
            store.applyBundle(sample.origin, bundle, sample.bundle(bundle, 1000));
        }

        StoredLog.Applied applied = store.applyCheckpoint(sample.origin, sample.head(1000, sample.rootAt(999)));
        store.commit(Map.of());

        assertThat(applied).isEqualTo(StoredLog.Applied.REFUSED);
        assertThat(log().view().checkpoint()).isEqualTo(honest);
        assertThat(log().view().size()).isEqualTo(300);
        assertThat(log().view().faults()).singleElement().satisfies(fault -> {
            assertThat(fault.kind()).isEqualTo(LogView.Fault.Kind.ROOT_MISMATCH);
            assertThat(fault.message()).contains("size 1000");
        });
        assertThat(store.applyCheckpoint(sample.origin, sample.head())).isEqualTo(StoredLog.Applied.DONE);
        store.commit(Map.of());
        assertThat(log().view().size()).isEqualTo(1000);
    }

    @Test
    void anOlderHeadThatContradictsTheTreeIsAFork() {
        share(300);

        StoredLog.Applied applied = store.applyCheckpoint(sample.origin, sample.head(200, sample.rootAt(199)));
        store.commit(Map.of());

        assertThat(applied).isEqualTo(StoredLog.Applied.REFUSED);
        assertThat(log().view().faults()).extracting(LogView.Fault::kind).containsExactly(LogView.Fault.Kind.FORKED);
        assertThat(log().view().faults().get(0).note()).contains("acme.example/flights/0\n200\n");
    }

    @Test
    void anAnchorOfAnotherRootIsRefused() {
        share(300);

        store.applyAnchor(sample.origin, sample.anchor(sample.head(200, sample.rootAt(199))));
        store.commit(Map.of());

        assertThat(log().view().anchors()).isEmpty();
        assertThat(log().view().faults())
                .extracting(LogView.Fault::kind)
                .containsExactly(LogView.Fault.Kind.ANCHOR_MISMATCH);
    }

    @Test
    void aSealedEntryNeverChangesButAnUnsealedOneMay() {
        share(300);
        sample.grow(10);
        byte[] unsealed = sample.bundle(1, 310);
        unsealed[unsealed.length - 1] ^= 1;
        byte[] sealed = sample.bundle(0, 310);
        sealed[100] ^= 1;

        assertThat(store.applyBundle(sample.origin, 1, unsealed)).isEqualTo(StoredLog.Applied.DONE);
        assertThat(store.applyBundle(sample.origin, 1, sample.bundle(1, 310))).isEqualTo(StoredLog.Applied.DONE);
        assertThat(store.applyBundle(sample.origin, 0, sealed)).isEqualTo(StoredLog.Applied.REFUSED);
        assertThat(store.applyCheckpoint(sample.origin, sample.head())).isEqualTo(StoredLog.Applied.DONE);
        store.commit(Map.of());

        assertThat(log().view().size()).isEqualTo(310);
        assertThat(log().view().faults())
                .extracting(LogView.Fault::kind)
                .containsExactly(LogView.Fault.Kind.ENTRY_CHANGED);
    }

    @Test
    void refusesABundleThatIsNone() {
        byte[] honest = share(3).bundle(0, 3);
        byte[] unknownForm = honest.clone();
        unknownForm[3] = 3;
        byte[] negativeOffset = honest.clone();
        negativeOffset[4] = -1;
        byte[] otherVersion = honest.clone();
        otherVersion[2] = 2;
        for (byte[] hostile : new byte[][] {
            {},
            {1},
            new byte[51],
            new byte[52],
            new byte[257 * 52],
            Arrays.copyOf(honest, 155),
            unknownForm,
            negativeOffset,
            otherVersion
        }) {
            assertThat(store.applyBundle(sample.origin, 0, hostile)).isEqualTo(StoredLog.Applied.REFUSED);
        }
    }

    @Test
    void whatWasNotCommittedIsGoneAfterARestartAndCountsOnceWhenItComesAgain() {
        share(300);
        sample.grow(500);
        for (int round = 0; round < 2; round++) {
            for (int bundle = 1; bundle < 4; bundle++) {
                store.applyBundle(sample.origin, bundle, sample.bundle(bundle, 800));
            }
            store.applyCheckpoint(sample.origin, sample.head());
            store.applyAnchor(sample.origin, sample.anchor(sample.head()));
            if (round == 0) {
                reopen();
                assertThat(log().view().size()).isEqualTo(300);
                assertThat(log().view().entries()).isEqualTo(300);
            }
        }
        store.commit(Map.of("tombolo.log-0", 4L));
        reopen();

        assertThat(store.cursor()).containsEntry("tombolo.log-0", 4L);
        assertThat(log().view().size()).isEqualTo(800);
        assertThat(log().view().checkpoints()).isEqualTo(2);
        assertThat(log().view().anchors().values())
                .singleElement()
                .satisfies(a -> assertThat(a.count()).isEqualTo(1));
        assertThat(reader(log(), 800).rangeAt(555).root()).isEqualTo(sample.rootAt(555));
    }

    @Test
    void aFileThatWasDamagedIsFoundAtTheStartAndAllIsBuiltAnew() throws Exception {
        share(300);
        store.close();
        Path level = dir.resolve("logs/acme.example+flights+0/level-0");
        byte[] bytes = Files.readAllBytes(level);
        bytes[bytes.length - 1] ^= 1;
        Files.write(level, bytes, StandardOpenOption.TRUNCATE_EXISTING);

        open();

        assertThat(store.logs()).isEmpty();
        assertThat(store.cursor()).isEmpty();
    }

    @Test
    void refusesTheFolderOfAnotherCluster() {
        share(1);
        store.close();

        assertThatThrownBy(() -> LogStore.open(dir, "another", Clock.systemUTC()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("belongs to Kafka cluster cluster");
        open();
        assertThat(log().view().size()).isEqualTo(1);
    }

    private SampleLog share(int count) {
        sample.grow(count);
        for (long bundle = 0; bundle * 256 < sample.size(); bundle++) {
            store.applyBundle(sample.origin, bundle, sample.bundle(bundle, sample.size()));
        }
        assertThat(store.applyCheckpoint(sample.origin, sample.head())).isEqualTo(StoredLog.Applied.DONE);
        store.commit(Map.of("tombolo.log-0", 1L));
        return sample;
    }

    private StoredLog log() {
        return store.log(sample.origin).orElseThrow();
    }

    private TileReader reader(StoredLog log, long size) {
        return new TileReader(
                path -> path.kind() == TilePath.Kind.ENTRIES
                        ? log.bundle(path.index(), path.width())
                        : log.tile(path.level(), path.index(), path.width()),
                new TreeHead(size, sample.rootAt(size)));
    }

    private void reopen() {
        store.close();
        open();
        assertThat(Optional.of(store)).isPresent();
    }
}
