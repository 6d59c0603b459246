package io.tombolo.ledger.wire;

import io.tombolo.merkle.checkpoint.Checkpoint;
import io.tombolo.schemas.anchor.AnchoredNote;
import io.tombolo.schemas.contract.AnchorRecord;
import java.util.ArrayList;
import java.util.List;

/** What the ledger port makes of the notes that a ledger keeps: several in one text, and anchors. */
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

    /** The anchor that the ledger of this name keeps as this note, its block and receipt not known. */
    public static AnchorRecord anchor(AnchoredNote note, String ledger) {
        Checkpoint checkpoint = note.checkpoint();
        return new AnchorRecord(
                checkpoint.origin(),
                checkpoint.size(),
                checkpoint.root(),
                ledger,
                note.transactionId(),
                null,
                note.anchoredAt(),
                note.signedNote(),
                null);
    }
}
