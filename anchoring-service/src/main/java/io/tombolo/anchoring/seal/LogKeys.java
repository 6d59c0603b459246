package io.tombolo.anchoring.seal;

import static java.util.Objects.requireNonNull;

import io.tombolo.merkle.TreeHead;
import io.tombolo.merkle.checkpoint.Checkpoint;
import io.tombolo.merkle.note.Ed25519;
import io.tombolo.merkle.note.NoteSigner;
import java.security.KeyPair;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The Ed25519 keys that organisations sign their logs with. Safe for use by several threads. */
@FunctionalInterface
public interface LogKeys {
    /**
     * The key pair of one organisation.
     *
     * @param organisation lower-case domain, as {@code acme.example}
     */
    KeyPair of(String organisation);

    /** Seals a head: the signed note. The same head always gives the same note, as Ed25519 is deterministic. */
    default String note(String organisation, String origin, TreeHead head) {
        return NoteSigner.sign(new Checkpoint(origin, head).text(), NoteSigner.ed25519(origin, of(organisation)))
                .format();
    }

    /** Whether the organisation's key is there; where it is not, {@link #of} makes one. */
    default boolean has(String organisation) {
        return true;
    }

    /** The public key as ledgers register it: its raw 32 bytes in standard base64. */
    default String publicKey(String organisation) {
        return publicKey(of(organisation));
    }

    /** The keys that the organisation signed with before, oldest first; each ended where the next one began. */
    default List<Retired> retired(String organisation) {
        return List.of();
    }

    /** A pair's public half, as ledgers register it. */
    static String publicKey(KeyPair pair) {
        return Base64.getEncoder().encodeToString(Ed25519.raw(pair.getPublic()));
    }

    /**
     * A log key that its organisation has replaced; only the public half is left.
     *
     * @param publicKey raw 32 bytes in standard base64, as ledgers register it
     * @param until when it was replaced: anchors from this time on don't count for it
     */
    record Retired(String publicKey, Instant until) {
        public Retired {
            requireNonNull(publicKey, "publicKey");
            requireNonNull(until, "until");
        }
    }

    /** A log key can't be read or made; the message names the file. */
    final class LogKeyException extends RuntimeException {
        public LogKeyException(String message, @Nullable Throwable cause) {
            super(message, cause);
        }
    }
}
