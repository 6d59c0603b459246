package io.tombolo.verification;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tombolo.merkle.Hash;
import io.tombolo.merkle.TreeHead;
import io.tombolo.verification.evidence.Evidence;
import io.tombolo.verification.evidence.EvidenceAnchor;
import io.tombolo.verification.evidence.EvidenceFile;
import io.tombolo.verification.evidence.EvidenceRecord;
import io.tombolo.verification.json.Bytes;
import io.tombolo.verification.trust.LogKey;
import io.tombolo.verification.trust.PolicyFile;
import io.tombolo.verification.trust.TrustPolicy;
import io.tombolo.verification.verdict.Check;
import io.tombolo.verification.verdict.Inspection;
import io.tombolo.verification.verdict.Level;
import io.tombolo.verification.verdict.RecordPart;
import io.tombolo.verification.verdict.Refusal;
import io.tombolo.verification.verdict.Subject;
import io.tombolo.verification.verdict.Verdict;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

class EvidenceVerifierTest {
    private final SampleLog log = new SampleLog(300);
    private final EvidenceVerifier verifier = new EvidenceVerifier(Map.of("plain", new PlainReceipts()));

    @Test
    void acceptsARecordWhoseCheckpointIsAnchored() {
        Verdict verdict = verify(log.evidence(17, 200, 200), log.policy());

        assertThat(verdict).isInstanceOfSatisfying(Verdict.Accepted.class, accepted -> {
            assertThat(accepted.level()).isEqualTo(Level.ANCHORED);
            assertThat(accepted.development()).isTrue();
            assertThat(accepted.subject()).isEqualTo(Subject.of(SampleLog.ORIGIN, 17, 34));
            assertThat(accepted.times().event()).contains(Instant.ofEpochMilli(1_700_000_000_017L));
            assertThat(accepted.times().anchor()).contains(SampleLog.ANCHORED_AT);
            assertThat(accepted.checks()).allMatch(Check::passed);
        });
    }

    @Test
    void acceptsARecordWhoseCheckpointGrewIntoAnAnchoredOne() {
        assertThat(verify(log.evidence(17, 100, 299), log.policy()).name()).isEqualTo("ANCHORED");
    }

    @Test
    void callsARecordWithoutAnchorSealed() {
        assertThat(verify(log.evidence(17, 100, 0), log.policy()).name()).isEqualTo("SEALED");
    }

    @Test
    void inspectsWithoutAPolicyAndNamesNoLevelOfItsOwn() {
        Inspection inspection = verifier.inspect(EvidenceFile.write(log.evidence(17, 100, 100)));

        assertThat(inspection).isInstanceOfSatisfying(Inspection.Intact.class, intact -> {
            assertThat(intact.name()).isEqualTo("INTACT");
            assertThat(intact.claimed()).isEqualTo(Level.ANCHORED);
            assertThat(intact.subject()).isEqualTo(Subject.of(SampleLog.ORIGIN, 17, 34));
        });
    }

    @Test
    void givesNoVerdictByAPolicyThatTheFileBrought() {
        byte[] file = EvidenceFile.write(log.evidence(17, 100, 100));
        TrustPolicy claims = EvidenceFile.read(file).claims();

        assertThatThrownBy(() -> verifier.verify(file, claims))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("policy: it is not the verifier's own, so it gives no verdict: inspect the file");
    }

    @Test
    void refusesAKeyThatThePolicyDoesNotKnow() {
        TrustPolicy other = new SampleLog(1).policy();

        assertRefused(verify(log.evidence(17, 100, 100), other), Refusal.NOT_TRUSTED);
    }

    @Test
    void refusesAKeyBeyondItsValidity() {
        LogKey key = log.policy().logKeys().get(0);
        TrustPolicy expired = TrustPolicy.of(
                List.of(new LogKey(
                        key.organisation(), key.key(), Optional.empty(), Optional.of(SampleLog.ANCHORED_AT))),
                List.of(log.ledger()));

        assertRefused(verify(log.evidence(17, 100, 100), expired), Refusal.NOT_TRUSTED);
        assertRefused(verify(log.evidence(17, 100, 0), expired), Refusal.NOT_TRUSTED);
    }

    @Test
    void refusesALedgerThatThePolicyDoesNotName() {
        TrustPolicy none = TrustPolicy.of(log.policy().logKeys(), List.of());

        assertRefused(verify(log.evidence(17, 100, 100), none), Refusal.NOT_TRUSTED);
    }

    @Test
    void refusesAnAlteredRecordBodySchemaSaltOffsetOrTime() {
        Evidence good = log.evidence(17, 100, 100);
        EvidenceRecord record = good.record();
        Optional<RecordPart> otherValue =
                Optional.of(new RecordPart(record.value().orElseThrow().schema(), Bytes.of(new byte[] {2})));
        Optional<RecordPart> otherSchema = Optional.of(new RecordPart(
                Optional.of("\"long\""), record.value().orElseThrow().bytes()));

        for (EvidenceRecord altered : List.of(
                new EvidenceRecord(record.offset(), record.timestamp(), record.key(), otherValue, record.salt()),
                new EvidenceRecord(record.offset(), record.timestamp(), record.key(), otherSchema, record.salt()),
                new EvidenceRecord(
                        record.offset(), record.timestamp(), Optional.empty(), record.value(), record.salt()),
                new EvidenceRecord(record.offset(), record.timestamp(), record.key(), record.value(), Optional.empty()),
                new EvidenceRecord(35, record.timestamp(), record.key(), record.value(), record.salt()),
                new EvidenceRecord(record.offset(), Optional.of(1L), record.key(), record.value(), record.salt()),
                new EvidenceRecord(record.offset(), Optional.empty(), record.key(), record.value(), record.salt()))) {
            assertRefused(verify(with(good, altered), log.policy()), Refusal.ALTERED);
        }
    }

    @Test
    void refusesAnotherRecordsProof() {
        Evidence good = log.evidence(17, 100, 100);
        Evidence other = log.evidence(18, 100, 100);
        Evidence moved = new Evidence(
                good.origin(),
                good.record(),
                good.entry(),
                other.inclusion(),
                good.checkpoint(),
                good.anchors(),
                good.claims());

        assertRefused(verify(moved, log.policy()), Refusal.ALTERED);
    }

    @Test
    void refusesAnAnchorOfAnotherRootAsAFork() {
        Evidence good = log.evidence(17, 100, 100);
        TreeHead other = new TreeHead(100, Hash.of(new byte[32]));
        EvidenceAnchor fork = new EvidenceAnchor(
                SampleLog.LEDGER,
                good.anchors().get(0).growth(),
                Bytes.of(PlainReceipts.receipt(SampleLog.ORIGIN, other, SampleLog.ANCHORED_AT)));
        Evidence forked = new Evidence(
                good.origin(),
                good.record(),
                good.entry(),
                good.inclusion(),
                good.checkpoint(),
                List.of(fork),
                good.claims());

        assertRefused(verify(forked, log.policy()), Refusal.FORKED);
    }

    @Test
    void refusesTheFileWithAnySingleByteChanged() {
        byte[] file = EvidenceFile.write(log.evidence(17, 100, 200));
        Random random = new Random(1);

        for (int i : Sweep.of(file)) {
            byte[] altered = file.clone();
            altered[i] ^= (byte) (1 << random.nextInt(8));
            assertThat(verifier.inspect(altered).isIntact())
                    .as("byte " + i + " of " + new String(altered, StandardCharsets.UTF_8))
                    .isFalse();
            assertThat(verifier.verify(altered, log.policy()).isAccepted()).isFalse();
        }
    }

    @Test
    void refusesTheFileCutOffOrGrownAtAnyPlace() {
        byte[] file = EvidenceFile.write(log.evidence(17, 100, 200));

        for (int i = 0; i < file.length; i++) {
            assertThat(verifier.verify(java.util.Arrays.copyOf(file, i), log.policy())
                            .isAccepted())
                    .isFalse();
        }
        assertThat(verifier.verify(java.util.Arrays.copyOf(file, file.length + 1), log.policy())
                        .isAccepted())
                .isFalse();
    }

    @Test
    void answersByAVerdictWhenAReceiptsReaderFails() {
        EvidenceVerifier failing = new EvidenceVerifier(Map.of("plain", (receipt, trust) -> {
            throw new ArrayIndexOutOfBoundsException(12);
        }));
        byte[] file = EvidenceFile.write(log.evidence(17, 100, 100));

        Verdict verdict = failing.verify(file, log.policy());

        assertRefused(verdict, Refusal.MALFORMED);
        assertThat(verdict)
                .isInstanceOfSatisfying(
                        Verdict.Refused.class,
                        refused -> assertThat(refused.detail())
                                .isEqualTo("receipt of plain:test: receipt form: its reader failed: "
                                        + "java.lang.ArrayIndexOutOfBoundsException: Array index out of range: 12"));
    }

    @Test
    void readsWhatItWrote() {
        Evidence evidence = log.evidence(17, 100, 200);
        byte[] file = EvidenceFile.write(evidence);

        assertThat(EvidenceFile.write(EvidenceFile.read(file))).isEqualTo(file);
        assertThat(PolicyFile.write(PolicyFile.read(PolicyFile.write(log.policy()))))
                .isEqualTo(PolicyFile.write(log.policy()));
    }

    @Test
    void answersAnyBytesWithAVerdict() {
        Random random = new Random(3);
        byte[] file = EvidenceFile.write(log.evidence(17, 100, 200));
        for (int i = 0; i < 2000; i++) {
            byte[] bytes = i % 2 == 0 ? new byte[random.nextInt(300)] : file.clone();
            if (i % 2 == 0) {
                random.nextBytes(bytes);
            } else {
                for (int k = 0; k < 5; k++) {
                    bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(128);
                }
            }

            assertThat(verifier.inspect(bytes).isIntact()).isFalse();
        }
        for (String hostile : List.of(
                "",
                "{}",
                "[]",
                "null",
                "[".repeat(100_000),
                "{\"format\":\"tombolo-evidence/1\"}",
                "{\"a\":".repeat(5000),
                "1e999999999",
                "\u0000",
                "{\"format\":\"tombolo-evidence/1\",\"origin\":1}")) {
            byte[] bytes = hostile.getBytes(StandardCharsets.UTF_8);
            assertRefused(verifier.verify(bytes, log.policy()), Refusal.MALFORMED);
            assertThat(verifier.inspect(bytes).name()).isEqualTo("MALFORMED");
        }
    }

    private static Evidence with(Evidence evidence, EvidenceRecord record) {
        return new Evidence(
                evidence.origin(),
                record,
                evidence.entry(),
                evidence.inclusion(),
                evidence.checkpoint(),
                evidence.anchors(),
                evidence.claims());
    }

    private Verdict verify(Evidence evidence, TrustPolicy policy) {
        return verifier.verify(EvidenceFile.write(evidence), policy);
    }

    private static void assertRefused(Verdict verdict, Refusal refusal) {
        assertThat(verdict)
                .isInstanceOfSatisfying(
                        Verdict.Refused.class,
                        refused -> assertThat(refused.refusal()).isEqualTo(refusal));
        assertThat(verdict.checks()).isNotEmpty();
        assertThat(verdict.checks().get(verdict.checks().size() - 1).passed()).isFalse();
    }
}
