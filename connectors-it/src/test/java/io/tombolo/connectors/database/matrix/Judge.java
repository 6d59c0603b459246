package io.tombolo.connectors.database.matrix;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericRecord;
import org.jspecify.annotations.Nullable;

/** Compares one table's events and refusals with what was done to it: each change is the one or the other. */
final class Judge {

    /** @param detail with the position, as the operator reads it */
    record Refusal(String reason, String detail) {}

    private final MatrixDatabase database;
    private final MatrixTable table;
    private final Outcome outcome;
    private final java.util.Set<String> bad = new java.util.HashSet<>();

    Judge(MatrixDatabase database, MatrixTable table, Outcome outcome) {
        this.database = database;
        this.table = table;
        this.outcome = outcome;
    }

    /** Changes come in their order, those of a snapshot in any. */
    void judge(List<Expected> expected, List<Told> events, List<Refusal> refusals, boolean ordered) {
        List<Told> left = new ArrayList<>(events);
        Deque<Refusal> unused = new ArrayDeque<>(refusals);
        List<Expected> missing = new ArrayList<>();
        for (Expected change : expected) {
            Told event = ordered ? (left.isEmpty() ? null : left.get(0)) : find(change, left);
            if (event != null && matches(change, event)) {
                left.remove(event);
                compare(change, event);
            } else if (ordered || !table.inKey()) {
                refused(change, unused.poll());
            } else {
                missing.add(change);
            }
        }
        refused(missing, unused);
        left.forEach(event -> outcome.wrong(table.identity() + ", an event of no change: " + event));
        unused.forEach(refusal -> outcome.wrong(table.identity() + ", refused without a change: " + refusal));
    }

    /** A table whose values are in its key is read in their order: a refusal that shows a value is its row's, and the others are in order. */
    private void refused(List<Expected> missing, Deque<Refusal> unused) {
        List<Expected> unnamed = new ArrayList<>();
        for (Expected change : missing) {
            Optional<Refusal> own = unused.stream()
                    .filter(refusal -> change.after() != null
                            && refusal.detail()
                                    .contains("value '" + change.after().w() + "'"))
                    .findFirst();
            own.ifPresent(unused::remove);
            own.ifPresentOrElse(refusal -> refused(change, refusal), () -> unnamed.add(change));
        }
        unnamed.forEach(change -> refused(change, unused.poll()));
    }

    private void refused(Expected change, @Nullable Refusal refusal) {
        if (refusal == null) {
            outcome.wrong(said(change) + "neither shared nor refused: " + change);
            return;
        }
        if (!refusal.detail().contains(table.table())
                || (!refusal.detail().contains("olumn ") && !refusal.detail().contains("field "))) {
            outcome.wrong(said(change) + "refused without table or column: " + refusal);
        }
        if (refusal.reason().equals("BAD_VALUE") && change.after() != null) {
            bad.add(String.valueOf(change.after().w()));
        }
        String why = refusal.detail()
                .replaceFirst("(?s)^.*?column [vw]: value( '.*')?: ", "")
                .replaceFirst("(?s)^.*field [vw]: ", "");
        outcome.refused(refusal.reason(), why, brief(change.value()), change.kind());
    }

    static String brief(String sql) {
        return sql.length() < 60 ? sql : sql.substring(0, 57) + "…";
    }

    private @Nullable Told find(Expected change, List<Told> events) {
        return events.stream()
                .filter(event -> matches(change, event))
                .findFirst()
                .orElse(null);
    }

    private boolean matches(Expected change, Told event) {
        if (!event.value().get("op").toString().equals(change.op())
                || (Integer) event.key().get("id") != change.id()) {
            return false;
        }
        if (table.inKey()) {
            Schema.Field w = event.key().getSchema().getField("w");
            String told = database.text(table.type(), w.schema(), event.key().get("w"));
            if (!Objects.equals(told, change.w())) {
                return false;
            }
        }
        Object row = event.value().get(event.value().get("after") != null ? "after" : "before");
        return row == null || (Integer) ((GenericRecord) row).get("n") == change.n();
    }

    private void compare(Expected change, Told told) {
        GenericRecord event = told.value();
        compare(change, "after", change.after(), event);
        boolean logged = change.before() != null && database.logsBefore(table.identity());
        if (event.get("before") != null || (logged && !leftOut(change))) {
            compare(change, "before", change.before(), event);
        }
    }

    /** A row before that could not be shared when it came is left out of the change that ends it. */
    private boolean leftOut(Expected change) {
        return change.before() != null
                && bad.contains(String.valueOf(change.before().w()));
    }

    private void compare(Expected change, String which, @Nullable MatrixRow right, GenericRecord event) {
        MatrixRow told = row((GenericRecord) event.get(which));
        if (!Objects.equals(told, right)) {
            outcome.wrong(said(change) + which + " is " + told + ", the database says " + right);
        }
    }

    private @Nullable MatrixRow row(@Nullable GenericRecord row) {
        if (row == null) {
            return null;
        }
        Schema.Field v = row.getSchema().getField("v");
        Schema.Field w = row.getSchema().getField("w");
        if (v == null || w == null) {
            outcome.wrong("the column is missing");
            return null;
        }
        outcome.becomes(Becomes.of(v.schema()));
        return new MatrixRow(
                (Integer) row.get("id"),
                (Integer) row.get("n"),
                database.text(table.type(), v.schema(), row.get("v")),
                database.text(table.type(), w.schema(), row.get("w")));
    }

    private String said(Expected change) {
        return table.identity() + ", " + change.kind() + " of " + brief(change.value()) + ": ";
    }
}
