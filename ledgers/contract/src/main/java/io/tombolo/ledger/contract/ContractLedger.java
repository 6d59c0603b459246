package io.tombolo.ledger.contract;

import io.tombolo.ledger.AnchorFeed;
import io.tombolo.ledger.AnchorOutcome;
import io.tombolo.ledger.DatasetRegistration;
import io.tombolo.ledger.HeadToAnchor;
import io.tombolo.ledger.Ledger;
import io.tombolo.ledger.LedgerCursor;
import io.tombolo.ledger.LogKeyRange;
import io.tombolo.ledger.LogKeyRotation;
import io.tombolo.ledger.NameAdministration;
import io.tombolo.ledger.RegistrationOutcome;
import io.tombolo.schemas.anchor.AnchoredNote;
import io.tombolo.schemas.contract.AnchorRecord;
import java.time.Clock;
import java.util.List;
import java.util.Optional;

/** A ledger that is this contract: what is alike on every chain. Safe for use by several threads. */
public abstract class ContractLedger implements Ledger {
    private final ContractChain chain;
    private final Anchors anchors;
    private final Registrations registrations;
    private final Heads heads;

    /**
     * Over a chain.
     *
     * @param headsAtOnce most heads in a transaction
     */
    protected ContractLedger(ContractChain chain, Transactions transactions, int headsAtOnce, Clock clock) {
        this.chain = chain;
        this.anchors = new Anchors(chain);
        this.registrations = new Registrations(chain, transactions);
        this.heads = new Heads(chain, transactions, anchors, registrations, headsAtOnce, clock);
    }

    @Override
    public final List<AnchorOutcome> anchor(List<HeadToAnchor> some) {
        return heads.anchor(some);
    }

    @Override
    public final RegistrationOutcome register(DatasetRegistration registration) {
        return registrations.register(registration);
    }

    @Override
    public final RegistrationOutcome rotateKey(LogKeyRotation rotation) {
        return registrations.rotate(rotation);
    }

    @Override
    public final List<LogKeyRange> logKeys(String organisation, String dataset) {
        return chain.settled()
                .map(view -> AnchorsContract.keys(view.ask(AnchorsContract.keys(organisation, dataset))))
                .orElse(List.of());
    }

    @Override
    public final Optional<AnchorRecord> read(String origin, long size) {
        return anchors.read(origin, size);
    }

    @Override
    public final Optional<AnchorRecord> latest(String origin) {
        return anchors.latest(origin);
    }

    @Override
    public final List<AnchorRecord> history(String origin, long fromSize, int limit) {
        return anchors.history(origin, fromSize, limit);
    }

    @Override
    public final List<AnchoredNote> forks(String origin) {
        return anchors.forks(origin);
    }

    @Override
    public final AnchorFeed follow(LedgerCursor after) {
        return new ContractFeed(chain, after);
    }

    @Override
    public final Optional<NameAdministration> names() {
        return Optional.of(registrations.names());
    }
}
