package io.tombolo.ledger.wire;

import io.tombolo.ledger.Anchor;
import io.tombolo.ledger.Fork;
import io.tombolo.merkle.checkpoint.Checkpoint;
import io.tombolo.merkle.note.SignedNote;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;

/**
 * An anchor as the ledger keeps and answers it, and so as the members sign it in a receipt. Text, version 1:
 *
 * <pre>
 * tombolo anchor 1
 * &lt;transaction id&gt;
 * &lt;transaction timestamp, decimal milliseconds since 1970&gt;
 *
 * &lt;the signed note, to the end&gt;
 * </pre>
 *
 * <p>Origin, size and root are nowhere but in the note.
 */
public record AnchoredNote(String transactionId, Instant anchoredAt, String signedNote) {
    private static final String FIRST_LINE = "tombolo anchor 1";

    public String encode() {
        return FIRST_LINE + "\n" + transactionId + "\n" + anchoredAt.toEpochMilli() + "\n\n" + signedNote;
    }

    /**
     * Reads the text form.
     *
     * @throws IllegalArgumentException when the text has another form
     */
    public static AnchoredNote decode(String text) {
        Lines lines = new Lines(text);
        lines.expect(FIRST_LINE);
        String transactionId = lines.next("transaction id");
        if (!transactionId.matches("[0-9A-Za-z_.:-]{1,128}")) {
            throw new IllegalArgumentException("transaction id: '" + Lines.shortened(transactionId) + "'");
        }
        long millis = Lines.number(lines.next("anchor time"), "anchor time");
        lines.expect("");
        return new AnchoredNote(transactionId, Instant.ofEpochMilli(millis), lines.rest());
    }

    /** Several, each after a line with its length in characters. */
    public static String encodeAll(List<AnchoredNote> anchors) {
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
    public static List<AnchoredNote> decodeAll(String text) {
        List<AnchoredNote> anchors = new ArrayList<>();
        Lines lines = new Lines(text);
        while (!lines.atEnd()) {
            long length = Lines.number(lines.next("length"), "length");
            anchors.add(decode(lines.take(length, "anchor")));
        }
        return anchors;
    }

    /** The tree head in the note, its signature not verified: the ledger did that before it anchored. */
    public Checkpoint checkpoint() {
        return Checkpoint.parse(SignedNote.parse(signedNote).text());
    }

    public Anchor toAnchor(String ledger) {
        Checkpoint checkpoint = checkpoint();
        return new Anchor(
                checkpoint.origin(),
                checkpoint.size(),
                checkpoint.root(),
                ledger,
                transactionId,
                OptionalLong.empty(),
                anchoredAt,
                signedNote);
    }

    /** The same, where the ledger kept it as a contradiction. */
    public Fork toFork() {
        Checkpoint checkpoint = checkpoint();
        return new Fork(
                checkpoint.origin(), checkpoint.size(), checkpoint.root(), transactionId, anchoredAt, signedNote);
    }
}
