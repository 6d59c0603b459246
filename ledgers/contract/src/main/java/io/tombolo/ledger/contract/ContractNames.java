package io.tombolo.ledger.contract;

import io.tombolo.ledger.NameAdministration;
import io.tombolo.ledger.NameRule;
import io.tombolo.ledger.Refusal;
import io.tombolo.ledger.RegistrationOutcome;
import io.tombolo.ledger.contract.AnchorsContract.Answer;
import io.tombolo.ledger.contract.ContractChain.View;
import io.tombolo.schemas.DatasetId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** An account's say in names; a membership is an account of the contract's members, 0x and 40 lower-case hex digits. */
final class ContractNames implements NameAdministration {
    private static final String NOBODY = "0x" + "0".repeat(40);

    private final String me;
    private final ContractChain chain;
    private final Registrations registrations;

    ContractNames(ContractChain chain, Registrations registrations) {
        this.me = chain.account();
        this.chain = chain;
        this.registrations = registrations;
    }

    @Override
    public RegistrationOutcome vote(NameRule rule) {
        for (String member : rule.members()) {
            if (!isAccount(member)) {
                return refused(Refusal.Code.MALFORMED, "name rule: " + notAnAccount("member", member));
            }
        }
        Answer answer =
                registrations.transact("vote for the name rule " + rule.text(), AnchorsContract.voteForRule(rule));
        return answer.code() <= AnchorsContract.KNOWN ? new RegistrationOutcome.Registered() : notCounted(answer, rule);
    }

    private RegistrationOutcome notCounted(Answer answer, NameRule rule) {
        View newest = chain.newest();
        NameRule now = rule(newest);
        NameRule voters = now.isOff() ? rule : now;
        if (!isMember(me)) {
            return refused(answer.refusal(), notMember(me));
        }
        if (!voters.isOff() && !voters.members().contains(me)) {
            return refused(answer.refusal(), notAmong(voters));
        }
        for (String member : rule.members()) {
            if (!isMember(member)) {
                return refused(answer.refusal(), "name rule: " + notMember(member));
            }
        }
        List<String> left = new ArrayList<>(AnchorsContract.accounts(newest.ask(AnchorsContract.holders()), 32));
        left.removeAll(rule.members());
        return refused(
                answer.refusal(),
                "name rule: must name every membership that has a name on this ledger, also "
                        + left.stream().sorted().toList());
    }

    @Override
    public RegistrationOutcome approve(String organisation, String membership) {
        if (!NameRule.isMembership(membership)) {
            return refused(
                    Refusal.Code.MALFORMED,
                    "membership '" + shortened(membership) + "', must be 1 to 128 letters, digits, '.', '_' or '-'");
        }
        return isAccount(membership)
                ? decide(organisation, membership)
                : refused(Refusal.Code.MALFORMED, notAnAccount("membership", membership));
    }

    @Override
    public RegistrationOutcome revoke(String organisation) {
        return decide(organisation, NOBODY);
    }

    private RegistrationOutcome decide(String organisation, String account) {
        if (!DatasetId.isOrganisation(organisation)) {
            return refused(
                    Refusal.Code.MALFORMED,
                    "organisation '" + shortened(organisation) + "' is not a lower-case domain");
        }
        Answer answer =
                registrations.transact("approve " + organisation, AnchorsContract.approveName(organisation, account));
        if (answer.code() <= AnchorsContract.KNOWN) {
            return new RegistrationOutcome.Registered();
        }
        Refusal.Code code = answer.refusal();
        String detail = switch (code) {
            case NOT_MEMBER -> notAmong(rule(chain.newest()));
            case ALREADY_REGISTERED ->
                organisation + " is bound to "
                        + owner(organisation, chain.newest()).orElse(NOBODY) + ", which no approval changes any more";
            default -> organisation + ": the contract refuses this approval";
        };
        return refused(code, detail);
    }

    /** How many approvals an account's name has, and whose are missing. */
    String notApproved(String organisation) {
        View newest = chain.newest();
        NameRule rule = rule(newest);
        Map<String, String> approvals = approvals(organisation, rule, newest);
        List<String> others = rule.members().stream()
                .filter(member -> !me.equals(approvals.get(member)))
                .toList();
        return organisation + " for " + me + ": approved by "
                + (rule.members().size() - others.size()) + " of "
                + rule.members().size() + " members, must be "
                + rule.needed() + "; not by " + others;
    }

    @Override
    public Status status(String organisation) {
        View block = chain.settled().orElseGet(chain::newest);
        NameRule rule = rule(block);
        return new Status(
                me,
                rule,
                AnchorsContract.votes(block.ask(AnchorsContract.openVotes())),
                owner(organisation, block),
                approvals(organisation, rule, block));
    }

    private static NameRule rule(View block) {
        return AnchorsContract.rule(block.ask(AnchorsContract.ruleForNames()), 32);
    }

    private static Map<String, String> approvals(String organisation, NameRule rule, View block) {
        List<String> accounts = AnchorsContract.accounts(block.ask(AnchorsContract.approvals(organisation)), 32);
        Map<String, String> approvals = new HashMap<>();
        for (int i = 0; i < Math.min(accounts.size(), rule.members().size()); i++) {
            if (!accounts.get(i).equals(NOBODY)) {
                approvals.put(rule.members().get(i), accounts.get(i));
            }
        }
        return approvals;
    }

    private static Optional<String> owner(String organisation, View block) {
        return Optional.of(AnchorsContract.account(block.ask(AnchorsContract.owner(organisation)), 0))
                .filter(account -> !account.equals(NOBODY));
    }

    private boolean isMember(String account) {
        return chain.newest().ask(AnchorsContract.isMember(account)).number(0) == 1;
    }

    private String notAmong(NameRule rule) {
        return rule.isOff()
                ? "this ledger has no rule for names, so nobody approves them"
                : me + " is not among the members of the name rule " + rule.members();
    }

    private static String notMember(String account) {
        return "account " + account + " is not a member of the contract: members approve it with approveMember";
    }

    private static boolean isAccount(String text) {
        return text.matches("0x[0-9a-f]{40}");
    }

    private static String notAnAccount(String what, String text) {
        return what + " '" + text + "', must be an account, 0x and 40 lower-case hex digits";
    }

    private static String shortened(String text) {
        return text.length() <= 80 ? text : text.substring(0, 80) + "…";
    }

    private static RegistrationOutcome refused(Refusal.Code code, String detail) {
        return new RegistrationOutcome.Refused(new Refusal(code, detail));
    }
}
