package io.tombolo.anchoring.anchor;

import static org.assertj.core.api.Assertions.assertThat;

import io.tombolo.anchoring.config.AnchoringConfig;
import io.tombolo.anchoring.lane.Lanes;
import io.tombolo.anchoring.probe.Probe;
import io.tombolo.anchoring.seal.PemLogKeys;
import io.tombolo.anchoring.status.StatusBoard;
import io.tombolo.ledger.memory.InMemoryConsortium;
import io.tombolo.merkle.CompactRange;
import io.tombolo.merkle.tile.EntryBundle;
import io.tombolo.schemas.DatasetId;
import io.tombolo.schemas.contract.AnchorRecord;
import io.tombolo.schemas.contract.SealedBatch;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AnchorerTest {
    private static final String ORIGIN = "acme.example/flights/0";
    private static final DatasetId FLIGHTS = new DatasetId("acme.example", "flights");

    @TempDir
    Path dir;

    /** Each look is a second later, so that no pause lasts. */
    private Instant impatient = Instant.ofEpochMilli(1_000_000);

    private final InMemoryConsortium consortium = new InMemoryConsortium("test", Clock.systemUTC());
    private final StatusBoard status = new StatusBoard();
    private final List<byte[]> entries = new ArrayList<>();
    private final CompactRange tree = CompactRange.empty();
    private final List<AnchorRecord> published = new ArrayList<>();
    private final Map<String, byte[]> saved = new HashMap<>();
    private PemLogKeys keys;
    private Anchorer anchorer;

    @BeforeEach
    void begin() {
        keys = new PemLogKeys(dir);
        status.appended(new StatusBoard.LogProgress(FLIGHTS, ORIGIN, FLIGHTS.topic(), 0, 0, 0, -1, 0));
        restart();
    }

    @Test
    void anchorsTheNewestCheckpointFromWhateverHeadTheLedgerHolds() {
        for (int leaves : new int[] {1, 2, 255, 1, 256, 300, 7}) {
            anchorer.take(seal(leaves), 0);
            anchorer.take(seal(3), 0);
            anchorer.round(this::commit);
            restart();
        }

        assertThat(published).extracting(AnchorRecord::size).containsExactly(4L, 9L, 267L, 271L, 530L, 833L, 843L);
        assertThat(published.get(6).root()).isEqualTo(tree.root());
    }

    @Test
    void bridgesALedgerThatWasAwayForManyCheckpoints() {
        anchorer.take(seal(5), 0);
        anchorer.round(this::commit);
        consortium.setDown(true);
        for (int i = 0; i < 50; i++) {
            anchorer.take(seal(17), 0);
            anchorer.round(this::commit);
            restart();
        }
        consortium.setDown(false);
        anchorer.round(this::commit);
        anchorer.round(this::commit);

        assertThat(published.get(published.size() - 1).size()).isEqualTo(855);
        assertThat(status.read(true).logs().get(0).anchored()).isEqualTo(855);
    }

    @Test
    void asksAgainWithTheSameHeadWhenNobodyKnowsWhatBecameOfIt() {
        consortium.loseAnswers(1);
        anchorer.take(seal(5), 0);
        anchorer.round(this::commit);
        assertThat(published).isEmpty();
        restart();
        anchorer.take(seal(5), 0);

        anchorer.round(this::commit);
        anchorer.round(this::commit);

        assertThat(published).extracting(AnchorRecord::size).containsExactly(5L, 10L);
    }

    @Test
    void findsTheWayInTheLogWhenItsMemoryIsLostAndPublishesWhatIsMissing() {
        anchorer.take(seal(300), 0);
        anchorer.round(this::commit);
        anchorer.take(seal(300), 0);
        anchorer.round(this::commit);
        saved.clear();
        published.clear();
        restart();
        anchorer.take(seal(30), 0);

        anchorer.round(this::commit);
        anchorer.round(this::commit);

        assertThat(published).extracting(AnchorRecord::size).containsExactly(300L, 600L, 630L);
    }

    @Test
    void setsALogAsideThatContradictsTheLedgerAndAnchorsAllOthers() {
        anchorer.take(seal(10), 0);
        anchorer.round(this::commit);
        entries.set(3, new byte[] {9});
        CompactRange forged = CompactRange.empty();
        entries.forEach(forged::append);
        saved.clear();
        restart();
        anchorer.take(checkpoint(ORIGIN, FLIGHTS, forged.copy(), forged), 0);
        DatasetId other = new DatasetId("acme.example", "other");
        CompactRange others = CompactRange.empty();
        others.append(new byte[] {1});
        anchorer.take(checkpoint("acme.example/other/0", other, others.copy(), others), 0);

        anchorer.round(this::commit);
        anchorer.round(this::commit);

        assertThat(status.read(true).logs().get(0).lastError()).matches("(FORK|INCONSISTENT).*");
        assertThat(published).extracting(AnchorRecord::origin).containsExactly(ORIGIN, "acme.example/other/0");
    }

    @Test
    void waitsForCheckpointsNoLongerThanUntilTheLedgersRestIsOver() {
        Instant[] now = {Instant.EPOCH};
        restart(((InstantSource) () -> now[0]).withZone(ZoneOffset.UTC), 200);
        assertThat(anchorer.patience()).as("nothing was sent yet").isEqualTo(100);

        anchorer.take(seal(1), 0);
        anchorer.round(this::commit);
        now[0] = Instant.EPOCH.plusMillis(130);

        assertThat(published).hasSize(1);
        assertThat(anchorer.patience()).as("what is left of 200 ms").isEqualTo(70);
    }

    private void restart() {
        restart(((InstantSource) () -> impatient = impatient.plusSeconds(1)).withZone(ZoneOffset.UTC), 200);
    }

    private void restart(Clock clock, int intervalMs) {
        AnchoringConfig.Anchor config = AnchoringConfig.FILE.defaults().anchor().withPace(intervalMs, 100_000);
        anchorer = new Anchorer(
                config,
                new Lanes(config, keys, consortium::ledger, Runnable::run, clock, status, true, Probe.NONE),
                new Searches(new LogReplay((origin, sink) -> bundles(sink)), Runnable::run, status),
                clock,
                status,
                Probe.NONE);
        anchorer.begin(saved.values().stream().map(Frontier::restore).toList(), true);
    }

    private void commit(List<Frontier> logs, List<AnchorRecord> anchors) {
        logs.forEach(log -> saved.put(log.origin(), log.serialise()));
        published.addAll(anchors);
    }

    private SealedCheckpoint seal(int leaves) {
        CompactRange range = CompactRange.emptyAt(tree.end());
        for (int i = 0; i < leaves; i++) {
            byte[] entry = ByteBuffer.allocate(4).putInt(entries.size()).array();
            entries.add(entry);
            tree.append(entry);
            range.append(entry);
        }
        return checkpoint(ORIGIN, FLIGHTS, tree, range);
    }

    private SealedCheckpoint checkpoint(String origin, DatasetId dataset, CompactRange whole, CompactRange range) {
        SealedBatch batch = new SealedBatch(
                origin,
                dataset.organisation(),
                dataset.name(),
                dataset.topic(),
                0,
                range.begin(),
                whole.end(),
                whole.root(),
                range.begin(),
                whole.end() - 1,
                Instant.EPOCH,
                keys.note(dataset.organisation(), origin, whole.head()));
        return new SealedCheckpoint(batch, range, null);
    }

    private void bundles(Consumer<LogReplay.Bundle> sink) {
        for (int first = 0; first < entries.size(); first += 256) {
            sink.accept(new LogReplay.Bundle(
                    first / 256, EntryBundle.of(entries.subList(first, Math.min(entries.size(), first + 256)))));
        }
    }
}
