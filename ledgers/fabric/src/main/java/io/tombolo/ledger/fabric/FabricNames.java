package io.tombolo.ledger.fabric;

import io.tombolo.ledger.LedgerException;
import io.tombolo.ledger.NameAdministration;
import io.tombolo.ledger.NameRule;
import io.tombolo.ledger.RegistrationOutcome;
import io.tombolo.ledger.wire.NameStatusText;
import java.util.function.Function;
import java.util.function.UnaryOperator;

/** The rule for names on Fabric: the chaincode's functions, called with this client's identity. */
final class FabricNames implements NameAdministration {
    private final Anchoring anchoring;
    private final Function<Anchoring.Settled, RegistrationOutcome> answer;
    private final UnaryOperator<String> asked;

    /** @param asked the chaincode's answer about an organisation's name */
    FabricNames(
            Anchoring anchoring, Function<Anchoring.Settled, RegistrationOutcome> answer, UnaryOperator<String> asked) {
        this.anchoring = anchoring;
        this.answer = answer;
        this.asked = asked;
    }

    @Override
    public RegistrationOutcome vote(NameRule rule) {
        return transact("vote for a name rule", "VoteNameRule", rule.text());
    }

    @Override
    public RegistrationOutcome approve(String organisation, String membership) {
        return transact("approve " + organisation, "ApproveName", organisation, membership);
    }

    @Override
    public RegistrationOutcome revoke(String organisation) {
        return transact("revoke " + organisation, "RevokeName", organisation);
    }

    private RegistrationOutcome transact(String doing, String function, String... arguments) {
        return anchoring.transact(
                doing,
                contract ->
                        contract.newProposal(function).addArguments(arguments).build(),
                answer);
    }

    @Override
    public Status status(String organisation) {
        try {
            return NameStatusText.decode(asked.apply(organisation));
        } catch (IllegalArgumentException e) {
            throw new LedgerException("the chaincode's answer can't be read: " + e.getMessage(), e);
        }
    }
}
