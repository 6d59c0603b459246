package io.tombolo.anchoring.anchor;

import static org.assertj.core.api.Assertions.assertThat;

import io.tombolo.anchoring.config.AnchoringConfig;
import io.tombolo.anchoring.lane.Lanes;
import io.tombolo.anchoring.probe.Probe;
import io.tombolo.anchoring.seal.PemLogKeys;
import io.tombolo.anchoring.status.StatusBoard;
import io.tombolo.ledger.LogKeyRange;
import io.tombolo.ledger.memory.InMemoryConsortium;
import io.tombolo.merkle.CompactRange;
import io.tombolo.merkle.checkpoint.Checkpoint;
import io.tombolo.merkle.checkpoint.CheckpointCheck;
import io.tombolo.merkle.note.NoteVerifier;
import io.tombolo.schemas.contract.AnchorRecord;
import io.tombolo.schemas.contract.SealedBatch;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A service that is started again after its organisation's log key was replaced. */
class ReplacedLogKeyTest {
    private static final String ORIGIN = "acme.example/a/0";

    @TempDir
    Path dir;

    private Instant now = Instant.parse("2026-03-01T12:00:00Z");
    private final Clock clock = ((InstantSource) () -> now).withZone(ZoneOffset.UTC);
    private final InMemoryConsortium consortium = new InMemoryConsortium("test", clock);
    private final AnchoringConfig.Anchor config =
            AnchoringConfig.FILE.defaults().anchor();
    private final CompactRange tree = CompactRange.empty();
    private final List<AnchorRecord> published = new ArrayList<>();
    private final Map<String, byte[]> saved = new HashMap<>();
    private StatusBoard status = new StatusBoard();

    @Test
    void tellsTheLedgerAndAnchorsUnderTheNewKeyWhatTheOldOneHadSealed() {
        Anchorer before = started();
        before.take(seal(3), 0);
        run(before);
        consortium.setDown(true);
        before.take(seal(2), 0);
        run(before);
        String former = keys().publicKey("acme.example");
        now = now.plusSeconds(60);
        keys().rotate("acme.example", now);
        consortium.setDown(false);

        Anchorer after = started();
        run(after);
        after.take(seal(4), 0);
        run(after);

        assertThat(published).extracting(AnchorRecord::size).containsExactly(3L, 5L, 9L);
        assertThat(isSigned(published.get(0), former)).isTrue();
        assertThat(isSigned(published.get(1), keys().publicKey("acme.example"))).isTrue();
        assertThat(isSigned(published.get(2), keys().publicKey("acme.example"))).isTrue();
        assertThat(consortium.ledger("acme.example").logKeys("acme.example", "a"))
                .extracting(LogKeyRange::logKey)
                .containsExactly(former, keys().publicKey("acme.example"));
    }

    @Test
    void tellsTheLedgerOfAKeyThoughNothingIsToBeAnchored() {
        Anchorer before = started();
        before.take(seal(3), 0);
        run(before);
        keys().rotate("acme.example", now.plusSeconds(1));
        now = now.plusSeconds(60);

        run(started());

        assertThat(consortium.ledger("acme.example").logKeys("acme.example", "a"))
                .hasSize(2);
        assertThat(published).hasSize(1);
    }

    @Test
    void isRefusedByTheLedgerWithAKeyThatHasEndedThere() throws Exception {
        Anchorer before = started();
        before.take(seal(3), 0);
        run(before);
        byte[] former = Files.readAllBytes(dir.resolve("acme.example.pem"));
        now = now.plusSeconds(60);
        keys().rotate("acme.example", now);
        run(started());
        Files.delete(dir.resolve("acme.example.retired"));
        Files.write(dir.resolve("acme.example.pem"), former);
        now = now.plusSeconds(60);

        Anchorer withFormerKey = started();
        withFormerKey.take(seal(2), 0);
        run(withFormerKey);

        assertThat(published).extracting(AnchorRecord::size).containsExactly(3L);
        assertThat(Frontier.restore(saved.get(ORIGIN)).setAsideFor()).startsWith("KEY_NOT_VALID: " + ORIGIN);
    }

    @Test
    void leavesAKeyAloneThatItDidNotRetireItself() {
        Anchorer before = started();
        before.take(seal(3), 0);
        run(before);
        String former = keys().publicKey("acme.example");
        dir.resolve("acme.example.pem").toFile().delete();
        now = now.plusSeconds(60);

        Anchorer stranger = started();
        stranger.take(seal(2), 0);
        run(stranger);

        assertThat(consortium.ledger("acme.example").logKeys("acme.example", "a"))
                .extracting(LogKeyRange::logKey)
                .containsExactly(former);
        assertThat(Frontier.restore(saved.get(ORIGIN)).setAsideFor()).startsWith("BAD_SIGNATURE: " + ORIGIN);
    }

    /** As the process has them after its next start. */
    private PemLogKeys keys() {
        return new PemLogKeys(dir);
    }

    private Anchorer started() {
        status = new StatusBoard();
        Anchorer anchorer = new Anchorer(
                config,
                new Lanes(config, keys(), consortium::ledger, Runnable::run, clock, status, true, Probe.NONE),
                new Searches(new LogReplay((origin, sink) -> {}), Runnable::run, status),
                clock,
                status,
                Probe.NONE);
        anchorer.begin(saved.values().stream().map(Frontier::restore).toList(), true);
        return anchorer;
    }

    private void run(Anchorer anchorer) {
        for (int i = 0; i < 20; i++) {
            anchorer.round((logs, anchors) -> {
                logs.forEach(log -> saved.put(log.origin(), log.serialise()));
                published.addAll(anchors);
            });
            now = now.plus(Duration.ofSeconds(1));
        }
    }

    private SealedCheckpoint seal(int leaves) {
        CompactRange range = CompactRange.emptyAt(tree.end());
        for (int i = 0; i < leaves; i++) {
            byte[] entry = {(byte) tree.end()};
            tree.append(entry);
            range.append(entry);
        }
        SealedBatch batch = new SealedBatch(
                ORIGIN,
                "acme.example",
                "a",
                "acme.example.a",
                0,
                range.begin(),
                tree.end(),
                tree.root(),
                range.begin(),
                tree.end() - 1,
                clock.instant(),
                keys().note("acme.example", ORIGIN, tree.head()));
        return new SealedCheckpoint(batch, range, null);
    }

    private static boolean isSigned(AnchorRecord anchor, String publicKey) {
        NoteVerifier verifier = NoteVerifier.ed25519(ORIGIN, Base64.getDecoder().decode(publicKey));
        return Checkpoint.open(anchor.note(), ORIGIN, List.of(verifier)) instanceof CheckpointCheck.Opened;
    }
}
