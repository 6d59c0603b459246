package io.tombolo.ledger.kit;

import static org.assertj.core.api.Assertions.assertThat;

import io.tombolo.ledger.AnchorOutcome;
import io.tombolo.ledger.DatasetRegistration;
import io.tombolo.ledger.HeadToAnchor;
import io.tombolo.ledger.Refusal.Code;
import io.tombolo.ledger.RegistrationOutcome;
import io.tombolo.ledger.wire.LedgerLimits;
import io.tombolo.schemas.anchor.AnchoredNote;
import io.tombolo.schemas.contract.AnchorRecord;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What every ledger must do. Datasets have fresh names, so that one ledger may serve all tests of a run. */
public abstract class LedgerContract extends NameContract {
    @Test
    void anchorsAFirstHeadAndReadsItBack() {
        OwnedLog log = registeredLog(ACME);
        Instant before = Instant.now().minusSeconds(60);

        AnchorRecord anchor = committed(anchor(ACME, log.head(0, 7)));

        assertThat(anchor.origin()).isEqualTo(log.origin());
        assertThat(anchor.size()).isEqualTo(7);
        assertThat(anchor.root()).isEqualTo(log.root(7));
        assertThat(anchor.note()).isEqualTo(log.note(7));
        assertThat(anchor.ledger()).isEqualTo(ledger(ACME).name());
        assertThat(anchor.anchoredAt()).isBetween(before, Instant.now().plusSeconds(60));
        soon(() -> assertSame(anchor, ledger(RIVAL).read(log.origin(), 7).orElseThrow()));
        assertSame(anchor, ledger(RIVAL).latest(log.origin()).orElseThrow());
    }

    @Test
    void anchorsAHeadThatExtendsTheLastOne() {
        OwnedLog log = registeredLog(ACME);
        committed(anchor(ACME, log.head(0, 3)));

        AnchorRecord second = committed(anchor(ACME, log.head(3, 11)));

        assertSame(second, ledger(ACME).latest(log.origin()).orElseThrow());
        assertThat(ledger(ACME).history(log.origin(), 0, 10))
                .extracting(AnchorRecord::size)
                .containsExactly(3L, 11L);
        assertThat(ledger(ACME).history(log.origin(), 4, 10))
                .extracting(AnchorRecord::size)
                .containsExactly(11L);
        assertThat(ledger(ACME).history(log.origin(), 0, 1))
                .extracting(AnchorRecord::size)
                .containsExactly(3L);
    }

    @Test
    void knowsNothingOfAnUnanchoredSize() {
        OwnedLog log = registeredLog(ACME);

        assertThat(ledger(ACME).read(log.origin(), 1)).isEmpty();
        assertThat(ledger(ACME).latest(log.origin())).isEmpty();
        assertThat(ledger(ACME).history(log.origin(), 0, 10)).isEmpty();
        assertThat(ledger(ACME).receipt(log.origin(), 1)).isEmpty();
    }

    @Test
    void answersTheSameHeadAgainWithItsFirstAnchor() {
        OwnedLog log = registeredLog(ACME);
        AnchorRecord first = committed(anchor(ACME, log.head(0, 5)));
        committed(anchor(ACME, log.head(5, 9)));

        AnchorRecord again = committed(anchor(ACME, log.head(0, 5)));

        assertSame(first, again);
        assertThat(ledger(ACME).latest(log.origin()).orElseThrow().size()).isEqualTo(9);
    }

    @Test
    void refusesAnotherOrganisationsLog() {
        OwnedLog log = registeredLog(ACME);

        AnchorOutcome outcome = anchor(RIVAL, log.head(0, 5));

        assertThat(refused(outcome).code()).isEqualTo(Code.NOT_OWNER);
        assertThat(ledger(ACME).latest(log.origin())).isEmpty();
    }

    @Test
    void refusesAnUnregisteredDataset() {
        OwnedLog log = unregisteredLog(ACME);

        assertThat(refused(anchor(ACME, log.head(0, 5))).code()).isEqualTo(Code.UNKNOWN_DATASET);
    }

    @Test
    void refusesANoteByAnotherKey() {
        OwnedLog log = registeredLog(ACME);
        OwnedLog sameNameOtherKey = OwnedLog.of(ACME, log.registration().dataset());

        assertThat(refused(anchor(ACME, sameNameOtherKey.head(0, 5))).code()).isEqualTo(Code.BAD_SIGNATURE);
    }

    @Test
    void refusesAHistoryRewrittenByItsOwnOwner() {
        OwnedLog log = registeredLog(ACME);
        AnchorRecord honest = committed(anchor(ACME, log.head(0, 8)));

        AnchorOutcome outcome = anchor(ACME, log.rewrittenFrom(5).head(8, 20));

        assertThat(refused(outcome).code()).isEqualTo(Code.INCONSISTENT);
        assertSame(honest, ((AnchorOutcome.Refused) outcome).onLedger().orElseThrow());
        assertSame(honest, ledger(ACME).latest(log.origin()).orElseThrow());
    }

    @Test
    void refusesAConsistencyProofOfAnotherLog() {
        OwnedLog log = registeredLog(ACME);
        OwnedLog other = registeredLog(ACME);
        committed(anchor(ACME, log.head(0, 6)));
        HeadToAnchor honest = log.head(6, 13);

        HeadToAnchor mixed = new HeadToAnchor(
                honest.origin(),
                honest.size(),
                honest.root(),
                6,
                other.rewrittenFrom(0).head(6, 13).consistencyProof(),
                honest.signedNote());

        assertThat(refused(anchor(ACME, mixed)).code()).isEqualTo(Code.INCONSISTENT);
    }

    @Test
    void refusesAndRecordsAForkOfTheSameSize() {
        OwnedLog log = registeredLog(ACME);
        AnchorRecord honest = committed(anchor(ACME, log.head(0, 8)));
        OwnedLog rewritten = log.rewrittenFrom(2);

        AnchorOutcome outcome = anchor(ACME, rewritten.head(0, 8));

        assertThat(refused(outcome).code()).isEqualTo(Code.FORK);
        assertSame(honest, ((AnchorOutcome.Refused) outcome).onLedger().orElseThrow());
        soon(() -> assertThat(ledger(RIVAL).forks(log.origin())).hasSize(1));
        List<AnchoredNote> forks = ledger(RIVAL).forks(log.origin());
        assertThat(forks.get(0).checkpoint().root()).isEqualTo(rewritten.root(8));
        assertThat(forks.get(0).signedNote()).isEqualTo(rewritten.note(8));
        assertThat(refused(anchor(ACME, rewritten.head(0, 8))).code()).isEqualTo(Code.FORK);
        assertThat(ledger(RIVAL).forks(log.origin())).hasSize(1);
    }

    @Test
    void refusesASmallerSizeThatWasNeverAnchored() {
        OwnedLog log = registeredLog(ACME);
        AnchorRecord latest = committed(anchor(ACME, log.head(0, 8)));

        AnchorOutcome outcome = anchor(ACME, log.head(0, 4));

        assertThat(refused(outcome).code()).isEqualTo(Code.SMALLER_UNKNOWN_SIZE);
        assertSame(latest, ((AnchorOutcome.Refused) outcome).onLedger().orElseThrow());
    }

    @Test
    void refusesAProofThatDoesNotStartAtTheLatestSize() {
        OwnedLog log = registeredLog(ACME);
        committed(anchor(ACME, log.head(0, 4)));
        AnchorRecord latest = committed(anchor(ACME, log.head(4, 8)));

        AnchorOutcome outcome = anchor(ACME, log.head(4, 12));

        assertThat(refused(outcome).code()).isEqualTo(Code.NOT_FROM_LATEST);
        assertSame(latest, ((AnchorOutcome.Refused) outcome).onLedger().orElseThrow());
    }

    @Test
    void decidesEachHeadOfATransactionByItself() {
        OwnedLog good = registeredLog(ACME);
        OwnedLog unknown = unregisteredLog(ACME);
        OwnedLog rivals = registeredLog(RIVAL);
        OwnedLog alsoGood = registeredLog(ACME);

        List<AnchorOutcome> outcomes = ledger(ACME)
                .anchor(List.of(good.head(0, 3), unknown.head(0, 3), rivals.head(0, 3), alsoGood.head(0, 1)));

        assertThat(outcomes).hasSize(4);
        AnchorRecord first = committed(outcomes.get(0));
        assertThat(refused(outcomes.get(1)).code()).isEqualTo(Code.UNKNOWN_DATASET);
        assertThat(refused(outcomes.get(2)).code()).isEqualTo(Code.NOT_OWNER);
        assertThat(committed(outcomes.get(3)).transactionId()).isEqualTo(first.transactionId());
    }

    @Test
    void refusesTwoHeadsOfOneLogInOneTransaction() {
        OwnedLog log = registeredLog(ACME);

        List<AnchorOutcome> outcomes = ledger(ACME).anchor(List.of(log.head(0, 3), log.head(0, 4)));

        assertThat(committed(outcomes.get(0)).size()).isEqualTo(3);
        assertThat(refused(outcomes.get(1)).code()).isEqualTo(Code.REPEATED_ORIGIN);
    }

    @Test
    void anchorsManyLogsInFewTransactions() {
        List<HeadToAnchor> heads = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            heads.add(registeredLog(ACME).head(0, i + 1));
        }

        List<AnchorOutcome> outcomes = ledger(ACME).anchor(heads);

        assertThat(outcomes.stream()
                        .map(outcome -> committed(outcome).transactionId())
                        .distinct())
                .hasSize(1);
    }

    @Test
    void registersTheSameAgainWithoutAWord() {
        OwnedLog log = registeredLog(ACME);

        assertThat(ledger(ACME).register(log.registration())).isInstanceOf(RegistrationOutcome.Registered.class);
    }

    @Test
    void refusesToRegisterAnotherKeyForADataset() {
        OwnedLog log = registeredLog(ACME);
        DatasetRegistration otherKey =
                OwnedLog.of(ACME, log.registration().dataset()).registration();

        RegistrationOutcome outcome = ledger(ACME).register(otherKey);

        assertThat(((RegistrationOutcome.Refused) outcome).why().code()).isEqualTo(Code.ALREADY_REGISTERED);
    }

    @Test
    void refusesToRegisterUnderAnotherOrganisationsName() {
        registeredLog(ACME);
        OwnedLog claimed = unregisteredLog(ACME);

        RegistrationOutcome outcome = ledger(RIVAL).register(claimed.registration());

        assertThat(((RegistrationOutcome.Refused) outcome).why().code()).isEqualTo(Code.NOT_OWNER);
    }

    @Test
    void anchorsMoreHeadsThanOneTransactionHolds() {
        OwnedLog log = registeredLog(ACME);
        List<HeadToAnchor> heads = new ArrayList<>();
        for (int i = 0; i <= LedgerLimits.MAX_HEADS; i++) {
            heads.add(log.partition(i).head(0, 1));
        }

        List<AnchorOutcome> outcomes = ledger(ACME).anchor(heads);

        assertThat(outcomes.stream().map(LedgerContract::committed).map(AnchorRecord::origin))
                .containsExactlyElementsOf(
                        heads.stream().map(HeadToAnchor::origin).toList());
        assertThat(outcomes.stream()
                        .map(outcome -> committed(outcome).transactionId())
                        .distinct())
                .hasSizeBetween(2, mostTransactionsForMoreThanOneHolds());
    }

    /** How many transactions one head more than {@link LedgerLimits#MAX_HEADS} may take, where the ledger has closer limits of its own. */
    protected int mostTransactionsForMoreThanOneHolds() {
        return 2;
    }

    @Test
    void refusesAHeadOverItsLimitAndAnchorsTheOthers() {
        OwnedLog log = registeredLog(ACME);
        HeadToAnchor large = log.partition(1).head(0, 1);
        String note = large.signedNote() + "— padding " + "A".repeat(20_000) + "\n";
        HeadToAnchor larger = new HeadToAnchor(large.origin(), 1, large.root(), 0, List.of(), note);

        List<AnchorOutcome> outcomes = ledger(ACME)
                .anchor(List.of(log.head(0, 1), larger, log.partition(2).head(0, 1)));

        assertThat(refused(outcomes.get(1)).code()).isEqualTo(Code.TOO_LARGE);
        assertThat(refused(outcomes.get(1)).detail()).matches("a head of 20\\d+ bytes, limit 12288");
        assertThat(committed(outcomes.get(0)).transactionId())
                .isEqualTo(committed(outcomes.get(2)).transactionId());
    }

    @Test
    void answersNoHeadsWithNothing() {
        assertThat(ledger(ACME).anchor(List.of())).isEmpty();
    }
}
