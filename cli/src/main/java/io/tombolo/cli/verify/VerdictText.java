package io.tombolo.cli.verify;

import com.fasterxml.jackson.databind.util.RawValue;
import io.tombolo.cli.shell.Count;
import io.tombolo.verification.decoded.DecodedField;
import io.tombolo.verification.decoded.DecodedPart;
import io.tombolo.verification.decoded.DecodedRecord;
import io.tombolo.verification.verdict.Check;
import io.tombolo.verification.verdict.Subject;
import io.tombolo.verification.verdict.Times;
import io.tombolo.verification.verdict.Trust;
import io.tombolo.verification.verdict.VerifiedRecord;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A verdict as people and machines read it. */
final class VerdictText {
    static final String DEVELOPMENT = "  The ledger is a development one: a single operator holds all of its keys.";
    private static final int MOST_FIELDS = 40;
    static final String KEYS_OF_THE_SERVER =
            "  The keys are those that the server names; give the ones that you trust with --policy FILE.";

    private VerdictText() {}

    static void print(PrintWriter out, Judgement judgement, boolean everyCheck) {
        Subject subject = judgement.subject();
        Times times = judgement.times();
        if (subject == null) {
            out.printf("%s  %s%n", judgement.name(), judgement.detail());
        } else {
            String name = judgement.byPolicy()
                    ? judgement.name()
                    : judgement.name() + " (no policy given: signer not checked)";
            print(out, name, subject);
            String says = judgement.byPolicy() ? "stated by" : "claimed to be by";
            times.event().ifPresent(time -> out.printf("  event time   %s  the record's timestamp%n", time));
            times.seal().ifPresent(time -> out.printf("  seal time    %s  %s the owner%n", time, says));
            times.anchor().ifPresent(time -> out.printf("  anchor time  %s  %s the ledger%n", time, says));
            if (judgement.development()) {
                out.println(DEVELOPMENT);
            }
        }
        protectedFields(out, judgement);
        if (everyCheck) {
            print(out, judgement.checks());
        } else {
            long passed = judgement.checks().stream().filter(Check::passed).count();
            out.printf(
                    "  %d of %s passed (--checks lists them).%n",
                    passed, Count.of(judgement.checks().size(), "check"));
        }
        if (judgement.good() && !judgement.byPolicy()) {
            out.printf(
                    "  The file claims to be %s. Anybody can make such a file: the keys are those that it names itself.%n",
                    judgement.level());
            out.println(
                    "  For a verdict, give the keys that you trust with --policy FILE. Get that file from the data's owner, or write it");
            out.println(
                    "  with tombolo policy init -o policy.json --server URL and compare its fingerprints with the owner.");
        }
    }

    /** Disclosed and withheld fields of the first records; all are in {@code --json}. */
    private static void protectedFields(PrintWriter out, Judgement judgement) {
        boolean one = judgement.records().size() == 1;
        int lines = 0;
        for (VerifiedRecord verified : judgement.records()) {
            if (lines >= MOST_FIELDS) {
                out.println("  Further protected fields are in the output of --json.");
                return;
            }
            DecodedRecord record = DecodedRecord.of(verified);
            for (DecodedField field : record.protectedFields()) {
                String where = one ? field.field() : "offset " + record.offset() + " " + field.field();
                out.printf(
                        "  %-11s  %s%s%n",
                        field.isWithheld() ? "withheld" : "disclosed",
                        where,
                        field.json().map(text -> " " + text).orElse(" (group " + field.group() + ")"));
                lines++;
            }
        }
    }

    static Map<String, Object> json(Judgement judgement) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("verdict", judgement.name());
        json.put("accepted", judgement.byPolicy() && judgement.good());
        json.put("trust", (judgement.byPolicy() ? Trust.POLICY : Trust.SELF_ASSERTED).name());
        Subject subject = judgement.subject();
        if (subject != null) {
            json.put(judgement.byPolicy() ? "level" : "claimed_level", String.valueOf(judgement.level()));
            json.put("development", judgement.development());
            json.put("origin", subject.origin());
            json.put("leaf", subject.index());
            json.put("offset", subject.offset());
            if (subject.records() > 1) {
                json.put("events", subject.records());
                json.put("last_leaf", subject.lastIndex());
                json.put("last_offset", subject.lastOffset());
                json.put("gapless", subject.isGapless());
            }
            judgement.times().event().ifPresent(time -> json.put("event_time", time.toString()));
            judgement.times().seal().ifPresent(time -> json.put("seal_time", time.toString()));
            judgement.times().anchor().ifPresent(time -> json.put("anchor_time", time.toString()));
        }
        if (!judgement.records().isEmpty()) {
            json.put(
                    "records",
                    judgement.records().stream()
                            .map(DecodedRecord::of)
                            .map(VerdictText::json)
                            .toList());
        }
        judgement.refusal().ifPresent(refusal -> {
            json.put("refusal", refusal.name());
            json.put("detail", judgement.detail());
        });
        json.put("checks", checks(judgement.checks()));
        return json;
    }

    private static Map<String, @Nullable Object> json(DecodedRecord record) {
        Map<String, @Nullable Object> json = new LinkedHashMap<>();
        json.put("leaf", record.index());
        json.put("offset", record.offset());
        record.timestamp().ifPresent(time -> json.put("timestamp", time.toString()));
        json.put("key", record.key().map(VerdictText::json).orElse(null));
        json.put("value", record.value().map(VerdictText::json).orElse(null));
        if (!record.protectedFields().isEmpty()) {
            json.put("disclosed", fields(record, false));
            json.put("withheld", fields(record, true));
        }
        return json;
    }

    private static List<Map<String, Object>> fields(DecodedRecord record, boolean withheld) {
        List<Map<String, Object>> fields = new ArrayList<>();
        for (DecodedField field : record.protectedFields()) {
            if (field.isWithheld() == withheld) {
                Map<String, Object> json = new LinkedHashMap<>();
                json.put("field", field.field());
                json.put("group", field.group());
                field.json().ifPresent(text -> json.put("value", new RawValue(text)));
                fields.add(json);
            }
        }
        return fields;
    }

    /** Fields by name or one value; bytes where they are raw, and with the reason where they could not be decoded. */
    private static Map<String, Object> json(DecodedPart part) {
        Map<String, Object> json = new LinkedHashMap<>();
        part.json()
                .ifPresentOrElse(
                        text -> json.put(part instanceof DecodedPart.Row ? "fields" : "value", new RawValue(text)),
                        () -> json.put("bytes", part.bytes().base64()));
        if (part instanceof DecodedPart.Undecodable no) {
            json.put("not_decoded", no.why());
        }
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
