package io.tombolo.schemas.anchor;

import io.tombolo.merkle.MalformedException;
import io.tombolo.merkle.checkpoint.Checkpoint;
import io.tombolo.merkle.note.SignedNote;
import io.tombolo.merkle.text.StrictText;
import java.time.Instant;
import java.util.regex.Pattern;

/**
 * An anchor, or a head that contradicts one, as the ledger keeps and answers it and the members sign it. Text, version 1:
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
    private static final Pattern TRANSACTION_ID = Pattern.compile("[0-9A-Za-z_.:-]{1,128}");

    public String encode() {
        return FIRST_LINE + "\n" + transactionId + "\n" + anchoredAt.toEpochMilli() + "\n\n" + signedNote;
    }

    /**
     * Reads the text form.
     *
     * @throws IllegalArgumentException when the text has another form
     */
    public static AnchoredNote decode(String text) {
        String[] lines = text.split("\n", 5);
        if (lines.length != 5 || !lines[0].equals(FIRST_LINE) || !lines[3].isEmpty()) {
            throw new IllegalArgumentException("anchor: must be '" + FIRST_LINE
                    + "', a transaction id, a time, an empty line and a note, found " + StrictText.shown(text));
        }
        if (!TRANSACTION_ID.matcher(lines[1]).matches()) {
            throw new IllegalArgumentException("transaction id: " + StrictText.shown(lines[1]));
        }
        try {
            return new AnchoredNote(
                    lines[1], Instant.ofEpochMilli(StrictText.decimal(lines[2], "anchor time")), lines[4]);
        } catch (MalformedException e) {
            throw new IllegalArgumentException(e.getMessage(), e);
        }
    }

    /** The tree head in the note, its signature not verified: the ledger did that before it anchored. */
    public Checkpoint checkpoint() {
        return Checkpoint.parse(SignedNote.parse(signedNote).text());
    }
}
