package io.tombolo.agreements;

import io.tombolo.merkle.MalformedException;
import io.tombolo.merkle.note.NoteSigner;
import io.tombolo.merkle.note.SignedNote;
import io.tombolo.schemas.signed.KeyedLines;
import java.security.KeyPair;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;

/**
 * The consumer of an agreement asks for new credentials: proven by the key that it signed the agreement with.
 *
 * @param id the agreement's
 * @param at when it was signed, to the millisecond; each request must be later than the one before
 */
public record CredentialRequest(String id, Instant at) {
    private static final String FORMAT = "tombolo-credentials/1";

    public CredentialRequest {
        at = at.truncatedTo(ChronoUnit.MILLIS);
    }

    private String text() {
        return KeyedLines.write(FORMAT, List.of("id " + id, "at " + at));
    }

    /** A note whose only signature is that organisation's. */
    public SignedNote signed(String organisation, KeyPair key) {
        return NoteSigner.sign(text(), NoteSigner.ed25519(organisation, key));
    }

    /**
     * The request that a note is.
     *
     * @throws MalformedException when the text is not such a request
     */
    public static CredentialRequest parse(SignedNote note) {
        KeyedLines lines = KeyedLines.read(note.text(), FORMAT);
        CredentialRequest request = new CredentialRequest(lines.text("id"), lines.time("at"));
        if (!request.text().equals(note.text())) {
            throw new MalformedException("request for credentials of " + request.id() + ": not in its one spelling");
        }
        return request;
    }
}
