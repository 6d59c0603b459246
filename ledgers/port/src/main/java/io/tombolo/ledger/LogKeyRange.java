package io.tombolo.ledger;

import static java.util.Objects.requireNonNull;

import java.time.Instant;
import java.util.Optional;

/**
 * One of a dataset's log keys and when it may sign new heads, by the ledger's time.
 *
 * @param logKey the raw 32-byte Ed25519 public key, standard base64 with padding
 * @param from inclusive; 1970 for the key that the dataset was registered with
 * @param until exclusive; empty for the newest key
 */
public record LogKeyRange(String logKey, Instant from, Optional<Instant> until) {
    public LogKeyRange {
        requireNonNull(logKey, "logKey");
        requireNonNull(from, "from");
        requireNonNull(until, "until");
    }

    public boolean holdsAt(Instant time) {
        return !time.isBefore(from) && until.map(time::isBefore).orElse(true);
    }
}
