package io.tombolo.ledger.witness;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tombolo.ledger.AnchorOutcome;
import io.tombolo.ledger.HeadToAnchor;
import io.tombolo.ledger.Ledger;
import io.tombolo.ledger.LedgerException;
import io.tombolo.ledger.Refusal;
import io.tombolo.merkle.checkpoint.Cosignature;
import io.tombolo.merkle.note.NoteCheck;
import io.tombolo.merkle.note.SignedNote;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A witness that others wrote, asked by the client that the anchoring service has. */
class ForeignWitnessTest {
    private final GrowingLog log = new GrowingLog("acme.example/flights/0");

    @TempDir
    Path folder;

    private Litewitness witness;
    private Ledger ledger;

    @BeforeEach
    void start() throws Exception {
        Litewitness.assumeThere();
        witness = new Litewitness(folder.resolve("w"), "lite.example/w1");
        witness.trust(log.origin(), log.vkey());
        ledger = WitnessLedger.of(witness.url(), witness.vkey());
    }

    @AfterEach
    void stop() {
        if (ledger != null) {
            ledger.close();
        }
        if (witness != null) {
            witness.close();
        }
    }

    @Test
    void cosignsALogThatGrowsAndTheSameHeadAgain() throws Exception {
        Instant before = Instant.now().minusSeconds(1);
        long from = 0;
        for (long size : List.of(1L, 2L, 5L, 8L, 8L, 300L)) {
            AnchorOutcome.Committed done = (AnchorOutcome.Committed) only(log.head(from, size));

            assertThat(done.anchor().anchoredAt()).isBetween(before, Instant.now());
            byte[] receipt = ledger.receipt(log.origin(), size).orElseThrow();
            assertThat(SignedNote.parse(new String(receipt, StandardCharsets.UTF_8))
                            .verify(List.of(Cosignature.verifier(witness.vkey()))))
                    .isInstanceOf(NoteCheck.Signed.class);
            from = size;
        }
    }

    @Test
    void aHeadWhoseAnswerWasLostIsCosignedAgain() {
        only(log.head(0, 5));

        assertThat(only(log.head(0, 5))).isInstanceOf(AnchorOutcome.Committed.class);
    }

    @Test
    void namesItsSizeToAHeadFromElsewhereAlsoAfterItWasKilled() throws Exception {
        only(log.head(0, 5));
        only(log.head(5, 9));
        witness.restart();

        AnchorOutcome outcome = only(log.head(5, 12));

        assertThat(((AnchorOutcome.Refused) outcome).why().code()).isEqualTo(Refusal.Code.NOT_FROM_LATEST);
        assertThat(ledger.sizeAlone(log.origin())).isEqualTo(9);
        assertThat(only(log.head(9, 12))).isInstanceOf(AnchorOutcome.Committed.class);
    }

    @Test
    void anotherHistoryIsInconsistent() {
        only(log.head(0, 5));

        for (HeadToAnchor other : List.of(log.fork(3).head(5, 5), log.fork(3).head(5, 9))) {
            AnchorOutcome outcome = only(other);

            assertThat(((AnchorOutcome.Refused) outcome).why().code()).isEqualTo(Refusal.Code.INCONSISTENT);
            assertThat(((AnchorOutcome.Refused) outcome).why().detail())
                    .isEqualTo("witness lite.example/w1 answers 422 to size " + other.size() + " of " + log.origin()
                            + ": \"bad consistency proof\"");
        }
        assertThat(only(log.head(5, 9))).isInstanceOf(AnchorOutcome.Committed.class);
    }

    @Test
    void logsThatItDoesNotKnowOrThatOthersSignedWaitAndHoldUpNoOther() {
        List<AnchorOutcome> outcomes = ledger.anchor(List.of(
                new GrowingLog("acme.example/other/0").head(0, 5),
                new GrowingLog(log.origin()).head(0, 5),
                log.head(0, 5)));

        assertThat(((AnchorOutcome.Deferred) outcomes.get(0)).why()).contains("unknown log");
        assertThat(((AnchorOutcome.Deferred) outcomes.get(1)).why()).contains("answers 403", "invalid signature");
        assertThat(outcomes.get(2)).isInstanceOf(AnchorOutcome.Committed.class);
    }

    @Test
    void cosignsManyLogsInOneCall() throws Exception {
        List<GrowingLog> logs = IntStream.range(0, 30)
                .mapToObj(i -> new GrowingLog("acme.example/d" + i + "/0"))
                .toList();
        for (GrowingLog one : logs) {
            witness.trust(one.origin(), one.vkey());
        }

        for (long size = 10; size <= 20; size += 10) {
            long to = size;
            assertThat(ledger.anchor(
                            logs.stream().map(one -> one.head(to - 10, to)).toList()))
                    .hasSize(30)
                    .hasOnlyElementsOfType(AnchorOutcome.Committed.class);
        }
    }

    @Test
    void aLogThatItCannotJudgeHoldsUpNoOther() throws Exception {
        GrowingLog odd = new GrowingLog("acme.example/odd/0");
        // It answers 500 to this log alone, as a key in its database is none.
        witness.trust(odd.origin(), "acme.example/odd/0+00000000+none");

        List<AnchorOutcome> outcomes = ledger.anchor(List.of(odd.head(0, 5), log.head(0, 5)));

        assertThat(((AnchorOutcome.Deferred) outcomes.get(0)).why())
                .startsWith("witness lite.example/w1 answers 500 to size 5 of acme.example/odd/0: ");
        assertThat(outcomes.get(1)).isInstanceOf(AnchorOutcome.Committed.class);
        assertThatThrownBy(() -> ledger.anchor(List.of(odd.head(0, 5))))
                .isInstanceOf(LedgerException.Unavailable.class);
    }

    private AnchorOutcome only(HeadToAnchor head) {
        return ledger.anchor(List.of(head)).get(0);
    }
}
