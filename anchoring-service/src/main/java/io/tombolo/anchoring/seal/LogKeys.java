package io.tombolo.anchoring.seal;

import io.tombolo.merkle.note.Ed25519;
import java.security.KeyPair;
import java.util.Base64;
import java.util.List;

/** The Ed25519 keys that organisations sign their logs with. Safe for use by several threads. */
@FunctionalInterface
public interface LogKeys {
    /**
     * The key pair of one organisation.
     *
     * @param organisation lower-case domain, as {@code acme.example}
     */
    KeyPair of(String organisation);

    /** The public key as ledgers register it: its raw 32 bytes in standard base64. */
    default String publicKey(String organisation) {
        return publicKey(of(organisation));
    }

    /** The keys that the organisation signed with before, oldest first; each ended where the next one began. */
    default List<RetiredLogKey> retired(String organisation) {
        return List.of();
    }

    /** A pair's public half, as ledgers register it. */
    static String publicKey(KeyPair pair) {
        return Base64.getEncoder().encodeToString(Ed25519.raw(pair.getPublic()));
    }
}
