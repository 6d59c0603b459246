package io.tombolo.anchoring.seal;

import static java.util.Objects.requireNonNull;

import java.time.Instant;

/**
 * A log key that its organisation has replaced; only the public half is left.
 *
 * @param publicKey raw 32 bytes in standard base64, as ledgers register it
 * @param until when it was replaced: anchors from this time on don't count for it
 */
public record RetiredLogKey(String publicKey, Instant until) {
    public RetiredLogKey {
        requireNonNull(publicKey, "publicKey");
        requireNonNull(until, "until");
    }
}
