package io.tombolo.ledger.embedded;

/** A proposal that no peer would look at; the message is Fabric's own. */
final class ProposalRefusedException extends Exception {
    public ProposalRefusedException(String message) {
        super(message);
    }
}
