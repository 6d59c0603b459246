package io.tombolo.verification.stream;

import static io.tombolo.verification.verdict.Refusal.ALTERED;
import static io.tombolo.verification.verdict.Refusal.FORKED;
import static io.tombolo.verification.verdict.Refusal.MISSING;
import static io.tombolo.verification.verdict.Refusal.REORDERED;
import static io.tombolo.verification.verdict.Refusal.UNEXPECTED;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.tombolo.merkle.CompactRange;
import io.tombolo.merkle.Hash;
import io.tombolo.verification.verdict.Level;
import io.tombolo.verification.verdict.Refusal;
import java.nio.ByteBuffer;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.TreeSet;
import org.assertj.core.api.AbstractListAssert;
import org.assertj.core.groups.Tuple;
import org.junit.jupiter.api.Test;

class StreamVerifierTest {
    private static final int SIZE = 100_000;
    private final TestLog log = new TestLog(SIZE, 1000, 1);

    @Test
    void saysNothingAboutAnUnchangedLog() {
        assertThat(log.verify(500)).isEmpty();
    }

    @Test
    void namesTheOneAlteredRecordOfAHundredThousand() {
        log.read.set(41_234, TestLog.withCommitmentOf(log.read.get(41_234), log.entry(0, 0)));

        found().containsExactly(tuple(ALTERED, 41_234L, log.offset(41_234)));
    }

    @Test
    void namesAnAlteredTimestamp() {
        ByteBuffer.wrap(log.read.get(17)).putLong(10, 1);

        found().containsExactly(tuple(ALTERED, 17L, log.offset(17)));
    }

    @Test
    void namesTheOneMissingRecord() {
        log.read.remove(41_234);

        found().containsExactly(tuple(MISSING, 41_234L, log.offset(41_234)));
    }

    @Test
    void namesAMissingRecordAtTheEndOfABatchAndOfTheLog() {
        log.read.remove(SIZE - 1);
        log.read.remove(999);

        found().containsExactly(tuple(MISSING, 999L, log.offset(999)), tuple(MISSING, SIZE - 1L, log.offset(SIZE - 1)));
    }

    @Test
    void namesATruncatedLog() {
        log.read.subList(99_500, SIZE).clear();

        assertThat(log.verify(500)).hasSize(500).allMatch(finding -> finding.refusal() == MISSING);
    }

    @Test
    void namesAnInventedRecordInAGap() {
        long gap = log.offset(999) + 1;
        log.read.add(1000, log.entry(gap, 5));

        found().containsExactly(tuple(UNEXPECTED, Finding.NONE, gap));
    }

    @Test
    void namesAnInventedRecordAtATakenOffset() {
        log.read.add(501, log.entry(log.offset(500), 5));

        found().containsExactly(tuple(UNEXPECTED, Finding.NONE, log.offset(500)));
    }

    @Test
    void namesADuplicate() {
        log.read.add(5001, log.read.get(5000).clone());

        List<Finding> findings = log.verify(500);

        assertThat(findings).singleElement().satisfies(finding -> {
            assertThat(finding.refusal()).isEqualTo(UNEXPECTED);
            assertThat(finding.offset()).isEqualTo(log.offset(5000));
            assertThat(finding.detail()).contains("duplicate of offset " + log.offset(5000));
        });
    }

    @Test
    void namesADuplicateInAGapAndAcrossBatches() {
        long gap = log.offset(1999) + 1;
        log.read.add(2000, TestLog.at(log.read.get(1500), gap));

        assertThat(log.verify(500)).singleElement().satisfies(finding -> {
            assertThat(finding.refusal()).isEqualTo(UNEXPECTED);
            assertThat(finding.offset()).isEqualTo(gap);
        });
    }

    @Test
    void namesTwoRecordsWhoseContentChangedPlaces() {
        byte[] a = log.read.get(300);
        byte[] b = log.read.get(700);
        log.read.set(300, TestLog.withCommitmentOf(a, b));
        log.read.set(700, TestLog.withCommitmentOf(b, a));

        found().containsExactly(tuple(REORDERED, 300L, log.offset(300)), tuple(REORDERED, 700L, log.offset(700)));
    }

    @Test
    void namesTwoNeighboursDeliveredInReverse() {
        Collections.swap(log.read, 300, 301);

        found().containsExactly(tuple(REORDERED, 300L, log.offset(300)), tuple(REORDERED, 301L, log.offset(301)));
    }

    @Test
    void namesTwoRecordsDeliveredInEachOthersPlace() {
        Collections.swap(log.read, 300, 350);

        found().containsExactly(tuple(REORDERED, 300L, log.offset(300)), tuple(REORDERED, 350L, log.offset(350)));
    }

    @Test
    void namesARecordDeliveredBeforeTheEndOfTheBatchBeforeIt() {
        Collections.swap(log.read, 999, 1000);

        found().containsExactly(tuple(REORDERED, Finding.NONE, log.offset(1000)));
    }

    @Test
    void namesEachOfManyChanges() {
        Random random = new Random(7);
        TreeSet<Integer> places = new TreeSet<>();
        while (places.size() < 300) {
            places.add(random.nextInt(SIZE / 10) * 10);
        }
        for (int place : places.descendingSet()) {
            if (place % 20 == 0) {
                log.read.remove(place);
            } else {
                log.read.set(place, TestLog.withCommitmentOf(log.read.get(place), log.entry(0, 0)));
            }
        }

        found().containsExactlyElementsOf(places.stream()
                .map(place -> tuple(place % 20 == 0 ? MISSING : ALTERED, (long) place, log.offset(place)))
                .toList());
    }

    @Test
    void refusesTwoRootsForOneSize() {
        ExpectedHead sealed = log.heads.get(3);
        log.heads.add(new ExpectedHead(sealed.size(), Hash.of(new byte[32]), sealed.lastOffset(), Level.ANCHORED));

        found().containsExactly(tuple(FORKED, sealed.size() - 1, Finding.NONE));
    }

    @Test
    void refusesALogViewThatDoesNotLeadToTheSignedRoot() {
        log.read.remove(10);
        log.entries.set(10, log.entry(1, 1));

        found().containsExactly(tuple(ALTERED, 0L, Finding.NONE));
    }

    @Test
    void raisesTheLevelWhenTheAnchorComesLate() {
        TestLog.Heard heard = new TestLog.Heard();
        StreamVerifier verifier = new StreamVerifier(TestLog.ORIGIN, CompactRange.empty(), log::slice, heard);
        for (int i = 0; i < 2000; i++) {
            verifier.append(log.read.get(i), 0);
        }

        verifier.expect(log.heads.get(0));
        verifier.expect(log.heads.get(1));
        verifier.advance();
        ExpectedHead sealed = log.heads.get(0);
        ExpectedHead anchored = new ExpectedHead(sealed.size(), sealed.root(), sealed.lastOffset(), Level.ANCHORED);
        verifier.expect(anchored);

        assertThat(verifier.verifiedSize()).isEqualTo(2000);
        assertThat(heard.verified).containsExactly(sealed, log.heads.get(1), anchored);
        assertThat(heard.findings).isEmpty();
    }

    @Test
    void looksIntoANearerHeadFirstWhenWhatTheFartherOneCoversWasNotAllRead() {
        log.read.add(501, log.entry(log.offset(500), 5));
        TestLog.Heard heard = new TestLog.Heard();
        StreamVerifier verifier = new StreamVerifier(TestLog.ORIGIN, CompactRange.empty(), log::slice, heard);
        verifier.expect(log.heads.get(1));
        log.read.subList(0, 2000).forEach(entry -> verifier.append(entry, 0));
        verifier.delivered(log.offset(1999));
        assertThat(heard.findings).isEmpty();

        verifier.expect(log.heads.get(0));
        verifier.advance();

        assertThat(heard.findings)
                .extracting(Finding::refusal, Finding::offset)
                .containsExactly(tuple(UNEXPECTED, log.offset(500)));
        assertThat(verifier.verifiedSize()).isEqualTo(1000);
    }

    @Test
    void goesOnFromASavedState() {
        TestLog.Heard heard = new TestLog.Heard();
        CompactRange start = CompactRange.empty();
        log.entries.subList(0, 3000).forEach(start::append);
        StreamVerifier verifier = new StreamVerifier(TestLog.ORIGIN, start, log::slice, heard);
        log.heads.subList(3, log.heads.size()).forEach(verifier::expect);

        log.read.subList(3000, SIZE).forEach(entry -> verifier.append(entry, 0));
        verifier.advance();

        assertThat(verifier.verifiedSize()).isEqualTo(SIZE);
        assertThat(heard.findings).isEmpty();
    }

    @Test
    void findsEveryKindOfSingleChangeAtEveryPlaceOfASmallLog() {
        for (int place = 0; place < 40; place++) {
            for (Refusal kind : List.of(ALTERED, MISSING, UNEXPECTED, REORDERED)) {
                TestLog small = new TestLog(40, 7, place);
                switch (kind) {
                    case ALTERED -> small.read.get(place)[49] ^= 1;
                    case MISSING -> small.read.remove(place);
                    case UNEXPECTED -> small.read.add(place, small.entry(small.offset(place), 9));
                    default -> Collections.swap(small.read, place, (place + 11) % 40);
                }

                List<Finding> findings = small.verify(3);

                assertThat(findings).as(kind + " at " + place).isNotEmpty();
                if (kind != REORDERED) {
                    assertThat(findings)
                            .extracting(Finding::refusal, Finding::offset)
                            .containsExactly(tuple(kind, small.offset(place)));
                }
            }
        }
    }

    private AbstractListAssert<?, List<? extends Tuple>, Tuple, ?> found() {
        return assertThat(log.verify(500)).extracting(Finding::refusal, Finding::index, Finding::offset);
    }
}
