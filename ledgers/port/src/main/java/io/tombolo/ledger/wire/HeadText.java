package io.tombolo.ledger.wire;

import io.tombolo.ledger.HeadToAnchor;
import io.tombolo.merkle.Hash;
import io.tombolo.merkle.checkpoint.Checkpoint;
import io.tombolo.merkle.note.SignedNote;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * Heads as a ledger transaction's argument. One head is what C2SP tlog-witness calls the body of {@code add-checkpoint}:
 *
 * <pre>
 * old &lt;previous size&gt;
 * &lt;base64 hash of the consistency proof, one a line&gt;
 *
 * &lt;the signed note&gt;
 * </pre>
 *
 * <p>so origin, size and root come only from the note. Many heads follow each other, each after a line
 * {@code head <length in characters>}; notes and proofs are checked to be free of anything that could blur lengths.
 */
public final class HeadText {
    private HeadText() {}

    public static String encode(List<HeadToAnchor> heads) {
        StringBuilder text = new StringBuilder();
        for (HeadToAnchor head : heads) {
            String one = encode(head);
            text.append("head ").append(one.length()).append('\n').append(one);
        }
        return text.toString();
    }

    /** How many bytes the head takes in an argument, its length line included. */
    static int bytes(HeadToAnchor head) {
        String one = encode(head);
        return "head \n".length()
                + Integer.toString(one.length()).length()
                + one.getBytes(StandardCharsets.UTF_8).length;
    }

    static String encode(HeadToAnchor head) {
        StringBuilder text = new StringBuilder();
        text.append("old ").append(head.previousSize()).append('\n');
        for (Hash hash : head.consistencyProof()) {
            text.append(hash.base64()).append('\n');
        }
        return text.append('\n').append(head.signedNote()).toString();
    }

    /**
     * Splits the argument without looking into the heads, so that one malformed head does not spoil the others.
     *
     * @throws IllegalArgumentException when the lengths don't add up, or there are no heads or too many
     */
    public static List<String> split(String argument) {
        LedgerLimits.require("heads", argument, LedgerLimits.MAX_ARGUMENT_BYTES);
        List<String> heads = new ArrayList<>();
        Lines lines = new Lines(argument);
        while (!lines.atEnd()) {
            if (heads.size() == LedgerLimits.MAX_HEADS) {
                throw new IllegalArgumentException("heads: more than the limit, " + LedgerLimits.MAX_HEADS);
            }
            String line = lines.next("head");
            if (!line.startsWith("head ")) {
                throw new IllegalArgumentException("'head <length>' due, found '" + Lines.shortened(line) + "'");
            }
            heads.add(lines.take(Lines.number(line.substring(5), "length of a head"), "head"));
        }
        if (heads.isEmpty()) {
            throw new IllegalArgumentException("heads: none");
        }
        return heads;
    }

    /**
     * Reads the text form.
     *
     * @throws IllegalArgumentException when it's malformed or over a limit of {@link LedgerLimits}
     */
    public static HeadToAnchor decode(String text) {
        Lines lines = new Lines(text);
        String old = lines.next("old size");
        if (!old.startsWith("old ")) {
            throw new IllegalArgumentException("'old <size>' due, found '" + Lines.shortened(old) + "'");
        }
        long previousSize = Lines.number(old.substring(4), "old size");
        List<Hash> proof = new ArrayList<>();
        for (String line = lines.next("consistency proof"); !line.isEmpty(); line = lines.next("consistency proof")) {
            if (proof.size() == LedgerLimits.MAX_PROOF_HASHES) {
                throw new IllegalArgumentException(
                        "consistency proof: more hashes than the limit, " + LedgerLimits.MAX_PROOF_HASHES);
            }
            proof.add(Hash.parseBase64(line));
        }
        String note = lines.rest();
        if (note.getBytes(StandardCharsets.UTF_8).length > LedgerLimits.MAX_NOTE_BYTES) {
            throw new IllegalArgumentException(
                    "signed note: " + note.length() + " characters, limit " + LedgerLimits.MAX_NOTE_BYTES + " bytes");
        }
        Checkpoint head = Checkpoint.parse(SignedNote.parse(note).text());
        return new HeadToAnchor(head.origin(), head.size(), head.root(), previousSize, proof, note);
    }
}
