package io.tombolo.schemas.signed;

import io.tombolo.merkle.MalformedException;
import io.tombolo.merkle.note.NoteSigner;
import io.tombolo.merkle.note.SignedNote;
import java.security.KeyPair;
import java.time.Instant;
import java.util.List;

/**
 * That the consumer of an agreement dropped the keys of an erased subject: it signs this.
 *
 * @param agreement its id, 32 hexadecimal digits
 * @param erasure the erasure's id, 64 hexadecimal digits
 * @param at when it dropped them, by the consumer's clock
 */
public record ErasureConfirmation(String agreement, String erasure, Instant at) {
    public static final String FORMAT = "tombolo-erased/1";

    /** @throws MalformedException naming the field, its value and its limit */
    public ErasureConfirmation {
        require(agreement.matches("[0-9a-f]{32}"), "agreement " + agreement, "must be 32 hexadecimal digits");
        require(erasure.matches("[0-9a-f]{64}"), "erasure " + erasure, "must be 64 hexadecimal digits");
    }

    private static void require(boolean holds, String what, String limit) {
        if (!holds) {
            throw new MalformedException("confirmation of an erasure: " + what + ": " + limit);
        }
    }

    /** The one spelling of this confirmation; {@link #parse} accepts no other. */
    public String text() {
        return KeyedLines.write(FORMAT, List.of("agreement " + agreement, "erasure " + erasure, "at " + at));
    }

    /** SHA-256 of the text, hexadecimal. */
    public String id() {
        return KeyedLines.hash(text()).hex();
    }

    /**
     * From {@link #text()}.
     *
     * @throws MalformedException when it is another text
     */
    public static ErasureConfirmation parse(String text) {
        KeyedLines lines = KeyedLines.read(text, FORMAT);
        ErasureConfirmation read =
                new ErasureConfirmation(lines.text("agreement"), lines.text("erasure"), lines.time("at"));
        if (!read.text().equals(text)) {
            throw new MalformedException(FORMAT + ": more lines than its fields, or another spelling of them");
        }
        return read;
    }

    /** Signed by the consumer. */
    public SignedNote signed(String consumer, KeyPair key) {
        return NoteSigner.sign(text(), NoteSigner.ed25519(consumer, key));
    }
}
