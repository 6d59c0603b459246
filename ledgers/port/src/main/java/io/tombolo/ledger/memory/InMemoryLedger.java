package io.tombolo.ledger.memory;

import io.tombolo.ledger.AnchorFeed;
import io.tombolo.ledger.AnchorOutcome;
import io.tombolo.ledger.DatasetRegistration;
import io.tombolo.ledger.HeadToAnchor;
import io.tombolo.ledger.Ledger;
import io.tombolo.ledger.LedgerCursor;
import io.tombolo.ledger.LogKeyRange;
import io.tombolo.ledger.LogKeyRotation;
import io.tombolo.ledger.NameAdministration;
import io.tombolo.ledger.NameRule;
import io.tombolo.ledger.RegistrationOutcome;
import io.tombolo.ledger.rules.AnchorQueries;
import io.tombolo.ledger.rules.NameApprovals;
import io.tombolo.ledger.rules.Registry;
import io.tombolo.ledger.wire.AnchoredNotes;
import io.tombolo.ledger.wire.HeadAnswers;
import io.tombolo.ledger.wire.HeadBatches;
import io.tombolo.ledger.wire.HeadText;
import io.tombolo.schemas.anchor.AnchoredNote;
import io.tombolo.schemas.contract.AnchorRecord;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** One organisation's view of an {@link InMemoryConsortium}. */
final class InMemoryLedger implements Ledger {
    private final InMemoryConsortium consortium;
    private final String name;
    private final String organisation;

    InMemoryLedger(InMemoryConsortium consortium, String name, String organisation) {
        this.consortium = consortium;
        this.name = name;
        this.organisation = organisation;
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public RegistrationOutcome register(DatasetRegistration registration) {
        return consortium.transact(organisation, (state, facts) -> new Registry(state, facts).register(registration));
    }

    @Override
    public RegistrationOutcome rotateKey(LogKeyRotation rotation) {
        return consortium.transact(
                organisation, (state, facts) -> new Registry(state, facts).rotate(rotation, facts.timestamp()));
    }

    @Override
    public Optional<NameAdministration> names() {
        return Optional.of(new NameAdministration() {
            @Override
            public RegistrationOutcome vote(NameRule rule) {
                return names(names -> names.vote(rule.text()));
            }

            @Override
            public RegistrationOutcome approve(String name, String membership) {
                return names(names -> names.approve(name, membership));
            }

            @Override
            public RegistrationOutcome revoke(String name) {
                return names(names -> names.revoke(name));
            }

            @Override
            public Status status(String name) {
                return names(names -> names.status(name));
            }
        });
    }

    private <T> T names(Function<NameApprovals, T> call) {
        return consortium.transact(organisation, (state, facts) -> call.apply(new NameApprovals(state, facts)));
    }

    @Override
    public List<LogKeyRange> logKeys(String owner, String dataset) {
        return consortium.query(state -> new AnchorQueries(state).logKeys(owner, dataset));
    }

    @Override
    public List<AnchorOutcome> anchor(List<HeadToAnchor> heads) {
        return HeadBatches.cut(heads).stream()
                .flatMap(some -> anchorTogether(some).stream())
                .toList();
    }

    private List<AnchorOutcome> anchorTogether(List<HeadToAnchor> heads) {
        HeadAnswers answers = consortium.anchor(organisation, HeadText.encode(heads));
        if (consortium.losesThisAnswer()) {
            return heads.stream()
                    .<AnchorOutcome>map(head -> new AnchorOutcome.Unknown(answers.transactionId()))
                    .toList();
        }
        return answers.outcomes(heads, name);
    }

    @Override
    public Optional<AnchorRecord> read(String origin, long size) {
        return consortium.query(
                state -> new AnchorQueries(state).read(origin, size).map(this::anchor));
    }

    @Override
    public Optional<AnchorRecord> latest(String origin) {
        return consortium.query(state -> new AnchorQueries(state).latest(origin).map(this::anchor));
    }

    @Override
    public List<AnchorRecord> history(String origin, long fromSize, int limit) {
        return consortium.query(state -> new AnchorQueries(state)
                .history(origin, fromSize, limit).stream().map(this::anchor).toList());
    }

    @Override
    public List<AnchoredNote> forks(String origin) {
        return consortium.query(state -> new AnchorQueries(state).forks(origin));
    }

    @Override
    public Optional<byte[]> receipt(String origin, long size) {
        return Optional.empty();
    }

    @Override
    public AnchorFeed follow(LedgerCursor after) {
        return new InMemoryFeed(consortium, after);
    }

    @Override
    public void close() {}

    private AnchorRecord anchor(AnchoredNote note) {
        return AnchoredNotes.anchor(note, name);
    }
}
