package io.tombolo.cli.verify;

import io.tombolo.verification.verdict.Check;
import io.tombolo.verification.verdict.Inspection;
import io.tombolo.verification.verdict.Level;
import io.tombolo.verification.verdict.Refusal;
import io.tombolo.verification.verdict.Subject;
import io.tombolo.verification.verdict.Times;
import io.tombolo.verification.verdict.Verdict;
import io.tombolo.verification.verdict.VerifiedRecord;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What a command reports of a file: a verdict by a policy, or an inspection without one.
 *
 * @param name the level's or the refusal's name, or INTACT
 * @param byPolicy whether it is a verdict
 * @param records those of a verdict that accepts them; none without a policy
 * @param level the verdict's, or the one that the file claims; null when it is refused
 */
record Judgement(
        String name,
        boolean byPolicy,
        @Nullable Level level,
        boolean development,
        @Nullable Subject subject,
        Times times,
        List<VerifiedRecord> records,
        Optional<Refusal> refusal,
        String detail,
        List<Check> checks) {

    static Judgement of(Verdict verdict) {
        if (verdict instanceof Verdict.Accepted a) {
            return good(a.name(), true, a.level(), a.development(), a.subject(), a.times(), a.records(), a.checks());
        }
        Verdict.Refused refused = (Verdict.Refused) verdict;
        return refused(true, refused.refusal(), refused.detail(), refused.checks());
    }

    static Judgement of(Inspection inspection) {
        if (inspection instanceof Inspection.Intact i) {
            return good(i.name(), false, i.claimed(), i.development(), i.subject(), i.times(), List.of(), i.checks());
        }
        Inspection.Refused refused = (Inspection.Refused) inspection;
        return refused(false, refused.refusal(), refused.detail(), refused.checks());
    }

    /** Whether nothing speaks against the file; it takes a policy to say that something speaks for it. */
    boolean good() {
        return refusal.isEmpty();
    }

    private static Judgement good(
            String name,
            boolean byPolicy,
            Level level,
            boolean development,
            Subject subject,
            Times times,
            List<VerifiedRecord> records,
            List<Check> checks) {
        return new Judgement(name, byPolicy, level, development, subject, times, records, Optional.empty(), "", checks);
    }

    private static Judgement refused(boolean byPolicy, Refusal refusal, String detail, List<Check> checks) {
        return new Judgement(
                refusal.name(),
                byPolicy,
                null,
                false,
                null,
                Times.NONE,
                List.of(),
                Optional.of(refusal),
                detail,
                checks);
    }
}
