package io.tombolo.verification;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tombolo.verification.evidence.Evidence;
import io.tombolo.verification.evidence.EvidenceAssembly;
import io.tombolo.verification.evidence.EvidenceEvent;
import io.tombolo.verification.evidence.EvidenceFile;
import io.tombolo.verification.evidence.EvidenceSet;
import io.tombolo.verification.evidence.EvidenceSetFile;
import io.tombolo.verification.verdict.Level;
import io.tombolo.verification.verdict.Refusal;
import io.tombolo.verification.verdict.Subject;
import io.tombolo.verification.verdict.Verdict;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class EvidenceSetTest {
    private final SampleLog log = new SampleLog(300);
    private final EvidenceVerifier verifier = new EvidenceVerifier(Map.of("plain", new PlainReceipts()));

    @Test
    void acceptsARunOfEventsAndSaysThatNothingIsLeftOut() {
        Verdict verdict = verify(set(IntStream.range(20, 60).toArray()));

        assertThat(verdict).isInstanceOfSatisfying(Verdict.Accepted.class, accepted -> {
            assertThat(accepted.level()).isEqualTo(Level.ANCHORED);
            assertThat(accepted.subject()).isEqualTo(new Subject(SampleLog.ORIGIN, 20, 40, 59, 118, 40));
            assertThat(accepted.subject().isGapless()).isTrue();
            assertThat(accepted.times().anchor()).contains(SampleLog.ANCHORED_AT);
        });
    }

    @Test
    void acceptsEventsFromAnywhereWhateverTheOrderTheyWereJoinedIn() {
        Verdict verdict = verify(set(199, 3, 77));

        assertThat(verdict).isInstanceOfSatisfying(Verdict.Accepted.class, accepted -> {
            assertThat(accepted.subject()).isEqualTo(new Subject(SampleLog.ORIGIN, 3, 6, 199, 398, 3));
            assertThat(accepted.subject().isGapless()).isFalse();
        });
    }

    @Test
    void sharesItsProofsCheckpointAndReceipts() {
        int[] run = IntStream.range(20, 60).toArray();
        int alone = IntStream.of(run)
                .map(index -> EvidenceFile.write(log.evidence(index, 200, 200)).length)
                .sum();

        assertThat(EvidenceSetFile.write(set(run)).length).isLessThan(alone / 3);
    }

    @Test
    void isReadAsItWasWritten() {
        EvidenceSet set = set(5, 6, 9);

        assertThat(EvidenceSetFile.read(EvidenceSetFile.write(set)))
                .usingRecursiveComparison()
                .isEqualTo(new EvidenceSet(
                        set.origin(),
                        set.events(),
                        set.proof(),
                        set.checkpoint(),
                        set.anchors(),
                        set.claims().selfAsserted()));
    }

    @Test
    void refusesARecordThatIsNotItsEntrysAndNamesTheLeaf() {
        EvidenceSet set = set(5, 6, 9);
        List<EvidenceEvent> events = new ArrayList<>(set.events());
        events.set(1, new EvidenceEvent(6, events.get(1).entry(), events.get(2).record()));

        assertRefused(with(set, events), Refusal.ALTERED, "event at leaf 6: commitment: ");
    }

    @Test
    void refusesAnEventLeftOutPutInOrMoved() {
        EvidenceSet set = set(5, 6, 9);
        EvidenceEvent stranger = set(10).events().get(0);
        List<EvidenceEvent> more = new ArrayList<>(set.events());
        more.add(stranger);
        List<EvidenceEvent> moved = new ArrayList<>(set.events());
        moved.set(2, new EvidenceEvent(10, moved.get(2).entry(), moved.get(2).record()));
        List<EvidenceEvent> turned = new ArrayList<>(set.events());
        Collections.reverse(turned);

        assertRefused(with(set, set.events().subList(0, 2)), Refusal.ALTERED, "inclusion proof: ");
        assertRefused(with(set, more), Refusal.ALTERED, "inclusion proof: ");
        assertRefused(with(set, moved), Refusal.ALTERED, "inclusion proof: leads to ");
        assertRefused(with(set, turned), Refusal.ALTERED, "order: offset 12 at leaf 6, after offset 18");
    }

    @Test
    void refusesEveryByteChangedOutsideItsStrings() {
        byte[] file = EvidenceSetFile.write(set(5, 6));
        for (int at = 0; at < file.length; at += 7) {
            byte[] changed = file.clone();
            changed[at] ^= 1;

            assertThat(verifier.verify(changed, log.policy()).isAccepted())
                    .as("byte %d", at)
                    .isFalse();
        }
    }

    @Test
    void saysWhatIsWrongWithAnEmptyOne() {
        String file = new String(EvidenceSetFile.write(set(5)), StandardCharsets.UTF_8);
        String none = file.replaceFirst("(?s)\"events\": \\[.*?\\n  \\],", "\"events\": [],");

        assertThat(verifier.verify(none.getBytes(StandardCharsets.UTF_8), log.policy()))
                .isInstanceOfSatisfying(Verdict.Refused.class, refused -> {
                    assertThat(refused.refusal()).isEqualTo(Refusal.MALFORMED);
                    assertThat(refused.detail()).isEqualTo("events: 0, at least 1");
                });
    }

    @Test
    void doesNotJoinEvidenceOfTwoLogs() {
        Evidence one = log.evidence(5, 200, 200);
        Evidence other = new Evidence(
                "acme.example/other/0",
                one.record(),
                one.entry(),
                one.inclusion(),
                one.checkpoint(),
                one.anchors(),
                one.claims());

        assertThatThrownBy(() -> EvidenceAssembly.join(List.of(one, other), log.tiles()))
                .hasMessageStartingWith("evidence of acme.example/")
                .hasMessageContaining("other/0");
    }

    private EvidenceSet set(int... indices) {
        return EvidenceAssembly.join(
                IntStream.of(indices)
                        .mapToObj(index -> log.evidence(index, 200, 200))
                        .toList(),
                log.tiles());
    }

    private static EvidenceSet with(EvidenceSet set, List<EvidenceEvent> events) {
        return new EvidenceSet(set.origin(), events, set.proof(), set.checkpoint(), set.anchors(), set.claims());
    }

    private Verdict verify(EvidenceSet set) {
        return verifier.verify(EvidenceSetFile.write(set), log.policy());
    }

    private void assertRefused(EvidenceSet set, Refusal refusal, String detail) {
        assertThat(verify(set)).isInstanceOfSatisfying(Verdict.Refused.class, refused -> {
            assertThat(refused.refusal()).isEqualTo(refusal);
            assertThat(refused.detail()).startsWith(detail);
        });
    }
}
