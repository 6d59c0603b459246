package io.tombolo.ledger.rules;

import io.tombolo.ledger.NameAdministration.Status;
import io.tombolo.ledger.NameRule;
import io.tombolo.ledger.Refusal;
import io.tombolo.ledger.RegistrationOutcome;
import io.tombolo.ledger.wire.LedgerLimits;
import io.tombolo.schemas.DatasetId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;

/**
 * The members' say in names: the rule by which so many of them must approve the name of a new organisation, and their approvals. What is
 * bound already stays bound, whichever rule comes.
 */
public final class NameApprovals {
    private static final String REVOKED = "-";

    private final LedgerState state;
    private final TransactionFacts transaction;

    public NameApprovals(LedgerState state, TransactionFacts transaction) {
        this.state = state;
        this.transaction = transaction;
    }

    /** The rule in force, and how many there were before it: a vote counts for the rule that follows the one that it was cast under. */
    private record InForce(long serial, NameRule rule) {
        static InForce decode(String text) {
            int space = text.indexOf(' ');
            return new InForce(Long.parseLong(text.substring(0, space)), NameRule.parse(text.substring(space + 1)));
        }

        String encode() {
            return serial + " " + rule.text();
        }

        String vote(String member, NameRule wanted) {
            return serial + " " + member + " " + wanted.text();
        }
    }

    private InForce inForce() {
        return state.get(StateKeys.nameRule()).map(InForce::decode).orElse(new InForce(0, NameRule.OFF));
    }

    /**
     * Votes for the rule that is to follow.
     *
     * @param text as {@link NameRule#text}
     */
    public RegistrationOutcome vote(String text) {
        NameRule wanted;
        try {
            wanted = NameRule.parse(text);
        } catch (IllegalArgumentException e) {
            return refused(Refusal.Code.MALFORMED, String.valueOf(e.getMessage()));
        }
        InForce now = inForce();
        NameRule voters = now.rule().isOff() ? wanted : now.rule();
        if (!voters.isOff() && !voters.members().contains(transaction.member())) {
            return notMember(voters);
        }
        if (now.rule().isOff()) {
            List<String> bound = state.range(StateKeys.members(), StateKeys.membersEnd(), LedgerLimits.MAX_PAGE);
            if (bound.size() == LedgerLimits.MAX_PAGE) {
                return refused(
                        Refusal.Code.TOO_LARGE,
                        "name rule: " + LedgerLimits.MAX_PAGE
                                + " names or more are bound, a first rule must come before");
            }
            TreeSet<String> left = new TreeSet<>(bound);
            wanted.members().forEach(left::remove);
            if (!left.isEmpty() && !wanted.isOff()) {
                return refused(
                        Refusal.Code.NOT_MEMBER,
                        "name rule: must name every membership that has a name on this ledger, also " + left);
            }
        }
        String vote = now.vote(transaction.member(), wanted);
        put(StateKeys.nameVote(transaction.member()), vote);
        if (!wanted.equals(now.rule())) {
            long votes = voters.members().stream()
                    .filter(member -> member.equals(transaction.member())
                            || state.get(StateKeys.nameVote(member)).equals(Optional.of(now.vote(member, wanted))))
                    .count();
            if (votes >= (now.rule().isOff() ? wanted.members().size() : voters.needed())) {
                state.put(StateKeys.nameRule(), new InForce(now.serial() + 1, wanted).encode());
            }
        }
        return new RegistrationOutcome.Registered();
    }

    /** Approves a name for a membership. */
    public RegistrationOutcome approve(String organisation, String membership) {
        return NameRule.isMembership(membership)
                ? decide(organisation, membership)
                : refused(
                        Refusal.Code.MALFORMED,
                        "membership '" + Registry.shortened(membership)
                                + "', must be 1 to 128 letters, digits, '.', '_' or '-'");
    }

    /** Takes the caller's approval back. */
    public RegistrationOutcome revoke(String organisation) {
        return decide(organisation, REVOKED);
    }

    private RegistrationOutcome decide(String organisation, String membership) {
        if (!DatasetId.isOrganisation(organisation)) {
            return new RegistrationOutcome.Refused(Registry.notADomain(organisation));
        }
        NameRule rule = inForce().rule();
        if (!rule.members().contains(transaction.member())) {
            return notMember(rule);
        }
        Optional<String> bound = state.get(StateKeys.member(organisation));
        if (bound.isPresent()) {
            return bound.get().equals(membership)
                    ? new RegistrationOutcome.Registered()
                    : refused(
                            Refusal.Code.ALREADY_REGISTERED,
                            organisation + " is bound to " + bound.get() + ", which no approval changes any more");
        }
        String key = StateKeys.nameApproval(organisation, transaction.member());
        if (state.get(key).isPresent() || !membership.equals(REVOKED)) {
            put(key, membership);
        }
        return new RegistrationOutcome.Registered();
    }

    /** Empty if a name that is new to the ledger may be bound to the caller's membership. */
    Optional<Refusal> mayBind(String organisation) {
        NameRule rule = inForce().rule();
        List<String> approving = new ArrayList<>();
        List<String> others = new ArrayList<>();
        for (String member : rule.members()) {
            boolean approves = approval(organisation, member).equals(Optional.of(transaction.member()));
            (approves ? approving : others).add(member);
        }
        return approving.size() >= rule.needed()
                ? Optional.empty()
                : Optional.of(new Refusal(
                        Refusal.Code.NAME_NOT_APPROVED,
                        organisation + " for " + transaction.member() + ": approved by " + approving.size() + " of "
                                + rule.members().size() + " members, must be " + rule.needed() + "; not by " + others));
    }

    private Optional<String> approval(String organisation, String member) {
        return state.get(StateKeys.nameApproval(organisation, member)).filter(text -> !text.equals(REVOKED));
    }

    /** How things are, for one organisation's name. */
    public Status status(String organisation) {
        InForce now = inForce();
        Map<String, NameRule> votes = new HashMap<>();
        for (String vote : state.range(StateKeys.nameVotes(), StateKeys.nameVotesEnd(), LedgerLimits.MAX_PAGE)) {
            String[] words = vote.split(" ", 3);
            NameRule wanted = NameRule.parse(words[2]);
            if (Long.parseLong(words[0]) == now.serial() && !wanted.equals(now.rule())) {
                votes.put(words[1], wanted);
            }
        }
        Map<String, String> approvals = new HashMap<>();
        for (String member : now.rule().members()) {
            approval(organisation, member).ifPresent(membership -> approvals.put(member, membership));
        }
        return new Status(
                transaction.member(), now.rule(), votes, state.get(StateKeys.member(organisation)), approvals);
    }

    /** What is so already is not written again. */
    private void put(String key, String value) {
        if (!state.get(key).equals(Optional.of(value))) {
            state.put(key, value);
        }
    }

    private RegistrationOutcome notMember(NameRule rule) {
        return refused(
                Refusal.Code.NOT_MEMBER,
                rule.isOff()
                        ? "this ledger has no rule for names, so nobody approves them"
                        : transaction.member() + " is not among the members of the name rule " + rule.members());
    }

    private static RegistrationOutcome refused(Refusal.Code code, String detail) {
        return new RegistrationOutcome.Refused(new Refusal(code, detail));
    }
}
