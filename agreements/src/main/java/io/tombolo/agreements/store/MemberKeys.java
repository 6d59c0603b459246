package io.tombolo.agreements.store;

import io.tombolo.agreements.Party;
import io.tombolo.merkle.note.NoteVerifier;
import java.security.KeyPair;

/** The Ed25519 keys with which a node signs agreements for its organisations. */
public interface MemberKeys {
    /** Whether this node acts for that organisation. */
    boolean hosts(String organisation);

    /** The organisation's key, made when it is missing. */
    KeyPair of(String organisation);

    /** The organisation as terms name it. */
    default Party party(String organisation) {
        return new Party(NoteVerifier.ed25519(organisation, of(organisation).getPublic())
                .vkey());
    }
}
