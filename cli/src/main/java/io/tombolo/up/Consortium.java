package io.tombolo.up;

import io.tombolo.ledger.Ledger;
import io.tombolo.verification.receipt.LedgerTrust;
import java.util.List;
import java.util.Optional;

/** The ledger that a server anchors on. */
public sealed interface Consortium extends AutoCloseable permits EmbeddedConsortium, FabricConsortium {

    /** The ledger as one organisation sees it; closed with this. */
    Ledger as(String organisation);

    /** The only organisations whose logs may be anchored here; empty: whichever publishes. */
    Optional<List<String>> organisations();

    /** How a policy names this ledger: its members' authorities, and how many of them must have signed. */
    LedgerTrust trust();

    /** What it is and where, in a few words for an operator. */
    String description();

    @Override
    void close();
}
