package io.tombolo.agreements;

import io.tombolo.merkle.Hash;
import io.tombolo.merkle.MalformedException;
import io.tombolo.merkle.note.NoteSigner;
import io.tombolo.merkle.note.SignedNote;
import io.tombolo.schemas.signed.KeyedLines;
import java.security.KeyPair;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Locale;

/**
 * One step of an agreement, as its side signs it. Each step names the hash of the one before, the first that of the terms, so that a step can be
 * used once, in one place, about one set of terms.
 *
 * @param id the agreement's
 * @param number 0 for the first
 * @param previous SHA-256 of the text of the step before; of the terms' text for the first
 * @param terms SHA-256 of the terms' text
 * @param at when it was signed, to the millisecond
 * @param reason in a line of at most 500 characters, or {@code -}
 */
public record Step(Action action, String id, int number, Hash previous, Hash terms, Instant at, String reason) {
    public static final String FORMAT = "tombolo-agreement-step/1";
    public static final String NO_REASON = "-";

    private static final int LONGEST_REASON = 500;

    public Step {
        KeyedLines.oneLine("reason", reason, LONGEST_REASON);
        at = at.truncatedTo(ChronoUnit.MILLIS);
        if (number < 0) {
            throw new MalformedException("step: number " + number + ", least 0");
        }
    }

    /** The first step: {@link Action#OFFER} or {@link Action#REQUEST}. */
    public static Step first(Action action, Terms terms, Instant at) {
        return new Step(action, terms.id(), 0, terms.hash(), terms.hash(), at, NO_REASON);
    }

    /** The one spelling of this step. */
    public String text() {
        return KeyedLines.write(
                FORMAT,
                List.of(
                        "action " + action.word(),
                        "id " + id,
                        "number " + number,
                        "previous " + previous.hex(),
                        "terms " + terms.hex(),
                        "at " + at,
                        "reason " + reason));
    }

    Hash hash() {
        return KeyedLines.hash(text());
    }

    /** A note (C2SP signed-note) whose only signature is that organisation's. */
    public SignedNote signed(String organisation, KeyPair key) {
        return NoteSigner.sign(text(), NoteSigner.ed25519(organisation, key));
    }

    /**
     * The step that a text is.
     *
     * @throws MalformedException when the text is not a step, in its one spelling
     */
    public static Step parse(String text) {
        KeyedLines lines = KeyedLines.read(text, FORMAT);
        String word = lines.text("action");
        try {
            Action action = Action.valueOf(word.toUpperCase(Locale.ROOT));
            Step step = new Step(
                    action,
                    lines.text("id"),
                    Math.toIntExact(lines.number("number")),
                    Hash.parseHex(lines.text("previous")),
                    Hash.parseHex(lines.text("terms")),
                    lines.time("at"),
                    lines.text("reason"));
            if (!step.text().equals(text)) {
                throw new MalformedException(
                        "step " + step.number() + " of " + step.id() + ": not in its one spelling");
            }
            return step;
        } catch (IllegalArgumentException | ArithmeticException e) {
            throw new MalformedException("step: " + e.getMessage());
        }
    }
}
