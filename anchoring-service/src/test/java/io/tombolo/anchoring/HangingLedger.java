package io.tombolo.anchoring;

import io.tombolo.ledger.AnchorFeed;
import io.tombolo.ledger.AnchorOutcome;
import io.tombolo.ledger.DatasetRegistration;
import io.tombolo.ledger.HeadToAnchor;
import io.tombolo.ledger.Ledger;
import io.tombolo.ledger.LedgerCursor;
import io.tombolo.ledger.LogKeyRange;
import io.tombolo.ledger.LogKeyRotation;
import io.tombolo.ledger.RegistrationOutcome;
import io.tombolo.schemas.anchor.AnchoredNote;
import io.tombolo.schemas.contract.AnchorRecord;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;

/** Never answers when heads are submitted. */
final class HangingLedger implements Ledger {
    private final Ledger ledger;
    private volatile boolean hangs;

    HangingLedger(Ledger ledger) {
        this.ledger = ledger;
    }

    boolean hangs() {
        return hangs;
    }

    @Override
    public List<AnchorOutcome> anchor(List<HeadToAnchor> heads) {
        hangs = true;
        while (true) {
            LockSupport.park();
        }
    }

    @Override
    public String name() {
        return "hanging";
    }

    @Override
    public RegistrationOutcome register(DatasetRegistration registration) {
        return ledger.register(registration);
    }

    @Override
    public Optional<AnchorRecord> read(String origin, long size) {
        return ledger.read(origin, size);
    }

    @Override
    public Optional<AnchorRecord> latest(String origin) {
        return ledger.latest(origin);
    }

    @Override
    public List<AnchorRecord> history(String origin, long fromSize, int limit) {
        return ledger.history(origin, fromSize, limit);
    }

    @Override
    public List<AnchoredNote> forks(String origin) {
        return ledger.forks(origin);
    }

    @Override
    public Optional<byte[]> receipt(String origin, long size) {
        return ledger.receipt(origin, size);
    }

    @Override
    public RegistrationOutcome rotateKey(LogKeyRotation rotation) {
        return ledger.rotateKey(rotation);
    }

    @Override
    public List<LogKeyRange> logKeys(String organisation, String dataset) {
        return ledger.logKeys(organisation, dataset);
    }

    @Override
    public AnchorFeed follow(LedgerCursor after) {
        return ledger.follow(after);
    }

    @Override
    public void close() {}
}
