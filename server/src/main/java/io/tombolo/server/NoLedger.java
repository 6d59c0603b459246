package io.tombolo.server;

import io.tombolo.ledger.AnchorFeed;
import io.tombolo.ledger.AnchorOutcome;
import io.tombolo.ledger.DatasetRegistration;
import io.tombolo.ledger.HeadToAnchor;
import io.tombolo.ledger.Ledger;
import io.tombolo.ledger.LedgerCursor;
import io.tombolo.ledger.LedgerException;
import io.tombolo.ledger.LogKeyRange;
import io.tombolo.ledger.LogKeyRotation;
import io.tombolo.ledger.RegistrationOutcome;
import io.tombolo.schemas.anchor.AnchoredNote;
import io.tombolo.schemas.contract.AnchorRecord;
import java.util.List;
import java.util.Optional;

/**
 * For an organisation that this server may not act for: a name on the ledger belongs to the organisation that registers it first, so that a
 * slip here would take somebody else's. Its datasets are shared and sealed, and each round says why they are not anchored.
 */
record NoLedger(String name, String why) implements Ledger {
    /** The ledger, for those that its file says this server acts for, and none for another organisation. */
    static Ledger unless(List<String> organisations, String organisation, Ledger ledger) {
        return organisations.contains(organisation)
                ? ledger
                : new NoLedger(
                        ledger.name(),
                        "organisation " + organisation + " is not among the organisations " + organisations
                                + " of the ledger file, so nothing of it is anchored");
    }

    private LedgerException refusal() {
        return new LedgerException(why, null);
    }

    @Override
    public RegistrationOutcome register(DatasetRegistration registration) {
        throw refusal();
    }

    @Override
    public RegistrationOutcome rotateKey(LogKeyRotation rotation) {
        throw refusal();
    }

    @Override
    public List<LogKeyRange> logKeys(String organisation, String dataset) {
        throw refusal();
    }

    @Override
    public AnchorFeed follow(LedgerCursor after) {
        throw refusal();
    }

    @Override
    public List<AnchorOutcome> anchor(List<HeadToAnchor> heads) {
        throw refusal();
    }

    @Override
    public Optional<AnchorRecord> read(String origin, long size) {
        throw refusal();
    }

    @Override
    public Optional<AnchorRecord> latest(String origin) {
        throw refusal();
    }

    @Override
    public List<AnchorRecord> history(String origin, long fromSize, int limit) {
        throw refusal();
    }

    @Override
    public List<AnchoredNote> forks(String origin) {
        throw refusal();
    }

    @Override
    public Optional<byte[]> receipt(String origin, long size) {
        throw refusal();
    }

    @Override
    public void close() {}
}
