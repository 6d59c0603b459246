package io.tombolo.consumer.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tombolo.merkle.CompactRange;
import io.tombolo.merkle.Hash;
import io.tombolo.merkle.MalformedException;
import io.tombolo.schemas.DatasetId;
import io.tombolo.verification.verdict.Refusal;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class AuditStateFileTest {
    private static final byte[] KEY = new byte[AuditStateFile.KEY_LENGTH];

    @Test
    void readsWhatItWrote() {
        AuditStateFile.SavedAudit state = state();

        AuditStateFile.SavedAudit read = AuditStateFile.read(AuditStateFile.write(state, KEY), KEY);

        assertThat(read).isEqualTo(state);
        assertThat(read.events()).isEqualTo(5);
    }

    @Test
    void refusesAFileOfWhichAnyByteWasChanged() {
        byte[] good = AuditStateFile.write(state(), KEY);
        for (int i = 0; i < good.length; i++) {
            byte[] altered = good.clone();
            altered[i] ^= 1;

            if (!sameJson(good, altered)) {
                assertThatThrownBy(() -> AuditStateFile.read(altered, KEY))
                        .as("byte " + i)
                        .isInstanceOf(MalformedException.class)
                        .hasMessageStartingWith("audit state");
            }
        }
    }

    @Test
    void saysOfAnAlteredFileThatItsCodeDoesNotFit() {
        String good = new String(AuditStateFile.write(state(), KEY), StandardCharsets.UTF_8);
        String nothingFound = good.replace("\"refused\": 7", "\"refused\": 0");
        byte[] otherKey = KEY.clone();
        otherKey[0] = 1;

        assertThat(nothingFound).isNotEqualTo(good);
        assertThatThrownBy(() -> AuditStateFile.read(nothingFound.getBytes(StandardCharsets.UTF_8), KEY))
                .hasMessage("audit state.mac: does not fit: the file was altered, or written with another key");
        assertThatThrownBy(() -> AuditStateFile.read(good.getBytes(StandardCharsets.UTF_8), otherKey))
                .hasMessage("audit state.mac: does not fit: the file was altered, or written with another key");
    }

    @Test
    void saysWhichVersionItDoesNotRead() {
        String later = new String(AuditStateFile.write(state(), KEY), StandardCharsets.UTF_8)
                .replace("tombolo-audit-state/1", "tombolo-audit-state/2");

        assertThatThrownBy(() -> AuditStateFile.read(later.getBytes(StandardCharsets.UTF_8), KEY))
                .hasMessage("audit state.format: 'tombolo-audit-state/2', must be tombolo-audit-state/1");
    }

    @Test
    void keepsWhatWasFoundUpToTheMarkAndNotWhatCameAfter() {
        PartitionFindings findings = new PartitionFindings(2);
        findings.gone(AuditResult.GoneRecords.Reason.EXPIRED, 0, 0, 10);
        findings.gone(AuditResult.GoneRecords.Reason.EXPIRED, 0, 1, 12);
        findings.refuse(new AuditResult.Refused(Refusal.ALTERED, 0, 13, "one"));
        findings.mark();
        findings.gone(AuditResult.GoneRecords.Reason.EXPIRED, 0, 2, 14);
        findings.gone(AuditResult.GoneRecords.Reason.COMPACTED, 0, 9, 30);
        findings.refuse(new AuditResult.Refused(Refusal.ALTERED, 0, 15, "two"));
        findings.refuse(new AuditResult.Refused(Refusal.ALTERED, 0, 16, "three"));

        Found marked = findings.marked();
        Found all = findings.all();

        assertThat(marked.gone())
                .containsExactly(new AuditResult.GoneRecords(AuditResult.GoneRecords.Reason.EXPIRED, 0, 0, 10, 12, 2));
        assertThat(marked.refusals()).extracting(AuditResult.Refused::offset).containsExactly(13L);
        assertThat(marked.refused()).isEqualTo(1);
        assertThat(all.gone())
                .containsExactly(
                        new AuditResult.GoneRecords(AuditResult.GoneRecords.Reason.EXPIRED, 0, 0, 10, 14, 3),
                        new AuditResult.GoneRecords(AuditResult.GoneRecords.Reason.COMPACTED, 0, 9, 30, 30, 1));
        assertThat(all.refusals()).hasSize(2);
        assertThat(all.refused()).isEqualTo(3);
    }

    private static boolean sameJson(byte[] good, byte[] altered) {
        // White space between tokens says nothing, and a changed name or value never goes through.
        return new String(good, StandardCharsets.UTF_8)
                .replaceAll("\\s", "")
                .equals(new String(altered, StandardCharsets.UTF_8).replaceAll("\\s", ""));
    }

    private static AuditStateFile.SavedAudit state() {
        CompactRange range = CompactRange.empty();
        for (byte i = 0; i < 5; i++) {
            range.append(new byte[] {i});
        }
        Found found = new Found(
                List.of(
                        new AuditResult.Refused(Refusal.MISSING, 3, 17, "the log holds \"leaf\" 4, it was not read"),
                        new AuditResult.Refused(Refusal.ALTERED, 3, -1, "no single offset")),
                7,
                List.of(new AuditResult.GoneRecords(AuditResult.GoneRecords.Reason.COMPACTED, 3, 1, 4, 9, 2)),
                0,
                2);
        return new AuditStateFile.SavedAudit(
                DatasetId.parse("acme.example/flights"),
                Hash.of(new byte[32]),
                Instant.parse("2026-01-31T12:00:00Z"),
                List.of(new SavedPartition(3, "acme.example/flights/3", range, range.head(), found)));
    }
}
