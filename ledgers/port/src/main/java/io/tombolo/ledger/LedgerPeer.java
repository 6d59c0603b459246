package io.tombolo.ledger;

import static java.util.Objects.requireNonNull;

import java.util.OptionalLong;

/**
 * One of the servers that a ledger depends on, as it is now: by the calls that were made to it, and, where the ledger asks it, by a question every few seconds.
 *
 * @param endpoint host:port
 * @param role what it is to this process
 * @param answers whether it answers; true before anything is known
 * @param failures calls since the connection was made that another server might have answered better
 * @param answerMillis the fastest of its last answers to a question that costs it nothing, milliseconds: how far away it is; empty where that is not asked
 */
public record LedgerPeer(String endpoint, Role role, boolean answers, long failures, OptionalLong answerMillis) {
    public LedgerPeer {
        requireNonNull(endpoint, "endpoint");
        requireNonNull(role, "role");
    }

    /** One that is not asked how far away it is. */
    public LedgerPeer(String endpoint, Role role, boolean answers, long failures) {
        this(endpoint, role, answers, failures, OptionalLong.empty());
    }

    /** One that is talked to. */
    public LedgerPeer(String endpoint, boolean answers, long failures) {
        this(endpoint, Role.PEER, answers, failures);
    }

    /** What a server is to this process. */
    public enum Role {
        /** It is talked to: the next one is taken when it does not answer. */
        PEER("peer"),
        /** It orders transactions, and is reached through peers only. Known once they have reported that it took none. */
        ORDERER("orderer");

        private final String text;

        Role(String text) {
            this.text = text;
        }

        /** As in metrics and in JSON. */
        public String text() {
            return text;
        }
    }
}
