package io.tombolo.cli.verify;

import io.tombolo.verification.verdict.Check;
import io.tombolo.verification.verdict.Subject;
import io.tombolo.verification.verdict.Trust;
import io.tombolo.verification.verdict.Verdict;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A verdict as people and machines read it. */
final class VerdictText {
    private VerdictText() {}

    static void print(PrintWriter out, Verdict verdict, boolean everyCheck) {
        if (verdict instanceof Verdict.Accepted accepted) {
            print(out, accepted.name(), accepted.subject());
            accepted.times().event().ifPresent(time -> out.printf("  event time   %s  said by the source%n", time));
            accepted.times().seal().ifPresent(time -> out.printf("  seal time    %s  said by the owner%n", time));
            accepted.times().anchor().ifPresent(time -> out.printf("  anchor time  %s  said by the ledger%n", time));
            if (accepted.development()) {
                out.println("  The ledger is a development one: a single operator holds all of its keys.");
            }
        } else if (verdict instanceof Verdict.Refused refused) {
            out.printf("%s  %s%n", refused.name(), refused.detail());
        }
        if (everyCheck) {
            print(out, verdict.checks());
        } else {
            long passed = verdict.checks().stream().filter(Check::passed).count();
            out.printf(
                    "  %d of %d checks passed (--checks lists them).%n",
                    passed, verdict.checks().size());
        }
        if (verdict.isAccepted() && verdict.trust() == Trust.SELF_ASSERTED) {
            out.println(
                    "  Trust was not checked: the keys are those that the file itself names, which proves it whole, not who");
            out.println("  made it. Give the keys that you trust with --policy FILE.");
        }
    }

    static Map<String, Object> json(Verdict verdict) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("verdict", verdict.name());
        json.put("accepted", verdict.isAccepted());
        json.put("trust", verdict.trust().name());
        if (verdict instanceof Verdict.Accepted accepted) {
            json.put("level", accepted.level().name());
            json.put("development", accepted.development());
            json.put("origin", accepted.subject().origin());
            json.put("leaf", accepted.subject().index());
            json.put("offset", accepted.subject().offset());
            if (accepted.subject().records() > 1) {
                json.put("events", accepted.subject().records());
                json.put("last_leaf", accepted.subject().lastIndex());
                json.put("last_offset", accepted.subject().lastOffset());
                json.put("gapless", accepted.subject().isGapless());
            }
            accepted.times().event().ifPresent(time -> json.put("event_time", time.toString()));
            accepted.times().seal().ifPresent(time -> json.put("seal_time", time.toString()));
            accepted.times().anchor().ifPresent(time -> json.put("anchor_time", time.toString()));
        } else if (verdict instanceof Verdict.Refused refused) {
            json.put("refusal", refused.refusal().name());
            json.put("detail", refused.detail());
        }
        json.put("checks", checks(verdict.checks()));
        return json;
    }

    private static void print(PrintWriter out, String level, Subject subject) {
        if (subject.records() == 1) {
            out.printf("%s  %s, leaf %d, offset %d%n", level, subject.origin(), subject.index(), subject.offset());
            return;
        }
        out.printf(
                "%s  %s, %,d events: leaves %d to %d, offsets %d to %d%n",
                level,
                subject.origin(),
                subject.records(),
                subject.index(),
                subject.lastIndex(),
                subject.offset(),
                subject.lastOffset());
        out.println(
                subject.isGapless()
                        ? "  Nothing was left out between the first and the last."
                        : "  There are other events between them, about which this file says nothing.");
    }

    static void print(PrintWriter out, List<Check> checks) {
        for (Check check : checks) {
            out.printf("  %s %s: %s%n", check.passed() ? "ok " : "NO ", check.name(), check.compared());
        }
    }

    static List<Map<String, Object>> checks(List<Check> checks) {
        List<Map<String, Object>> lines = new ArrayList<>();
        for (Check check : checks) {
            Map<String, Object> line = new LinkedHashMap<>();
            line.put("check", check.name());
            line.put("passed", check.passed());
            line.put("compared", check.compared());
            lines.add(line);
        }
        return lines;
    }
}
