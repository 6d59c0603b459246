package io.tombolo.ledger.wire;

import io.tombolo.ledger.Anchor;
import io.tombolo.ledger.Fork;
import io.tombolo.merkle.checkpoint.Checkpoint;
import io.tombolo.schemas.anchor.AnchoredNote;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;

/** What the ledger port makes of the notes that a ledger keeps: several in one text, anchors, and contradictions. */
public final class AnchoredNotes {
    private AnchoredNotes() {}

    /** Several, each after a line with its length in characters. */
    public static String encode(List<AnchoredNote> anchors) {
        StringBuilder text = new StringBuilder();
        for (AnchoredNote anchor : anchors) {
            String one = anchor.encode();
            text.append(one.length()).append('\n').append(one);
        }
        return text.toString();
    }

    /**
     * Reads the text form.
     *
     * @throws IllegalArgumentException when the text has another form
     */
    public static List<AnchoredNote> decode(String text) {
        List<AnchoredNote> anchors = new ArrayList<>();
        Lines lines = new Lines(text);
        while (!lines.atEnd()) {
            long length = Lines.number(lines.next("length"), "length");
            anchors.add(AnchoredNote.decode(lines.take(length, "anchor")));
        }
        return anchors;
    }

    public static Anchor anchor(AnchoredNote note, String ledger) {
        Checkpoint checkpoint = note.checkpoint();
        return new Anchor(
                checkpoint.origin(),
                checkpoint.size(),
                checkpoint.root(),
                ledger,
                note.transactionId(),
                OptionalLong.empty(),
                note.anchoredAt(),
                note.signedNote());
    }

    /** The same, where the ledger kept it as a contradiction. */
    public static Fork fork(AnchoredNote note) {
        Checkpoint checkpoint = note.checkpoint();
        return new Fork(
                checkpoint.origin(),
                checkpoint.size(),
                checkpoint.root(),
                note.transactionId(),
                note.anchoredAt(),
                note.signedNote());
    }
}
