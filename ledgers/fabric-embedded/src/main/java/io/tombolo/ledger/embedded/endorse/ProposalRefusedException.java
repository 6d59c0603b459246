package io.tombolo.ledger.embedded.endorse;

/** A proposal that no peer would look at; the message is Fabric's own. */
public final class ProposalRefusedException extends Exception {
    public ProposalRefusedException(String message) {
        super(message);
    }
}
