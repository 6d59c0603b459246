package io.tombolo.ledger.kit;

import static org.assertj.core.api.Assertions.assertThat;

import io.tombolo.ledger.NameAdministration;
import io.tombolo.ledger.NameRule;
import io.tombolo.ledger.Refusal;
import io.tombolo.ledger.Refusal.Code;
import io.tombolo.ledger.RegistrationOutcome;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Names of organisations: who approves them where there is a rule, and what a rule leaves as it was. */
abstract class NameContract extends FollowContract {
    private boolean ruled;

    @BeforeEach
    @AfterEach
    void turnTheRuleOff() {
        if (ruled) {
            List.of(ACME, RIVAL, THIRD).forEach(member -> names(member).vote(NameRule.OFF));
            assertThat(names(ACME).status(ACME).rule()).isEqualTo(NameRule.OFF);
        }
        ruled = false;
    }

    @Test
    void needsNoApprovalUnlessARuleSaysSo() {
        OwnedLog log = newOrganisation();

        assertThat(ledger(ACME).register(log.registration())).isInstanceOf(RegistrationOutcome.Registered.class);
        NameAdministration.Status status = names(ACME).status(organisation(log));
        assertThat(status.rule()).isEqualTo(NameRule.OFF);
        assertThat(status.boundTo()).contains(status.caller());
        Refusal useless = refused(names(ACME).approve("new.example", membership(ACME)));
        assertThat(useless.code()).isEqualTo(Code.NOT_MEMBER);
        assertThat(useless.detail()).isEqualTo("this ledger has no rule for names, so nobody approves them");
    }

    @Test
    void beginsWithTheVotesOfAllItsMembersAndEndsWithThoseThatItAsksFor() {
        NameRule rule = rule(2, ACME, RIVAL, THIRD);
        ruled = true;

        names(ACME).vote(rule);
        names(RIVAL).vote(rule);
        assertThat(names(ACME).status(ACME).rule()).isEqualTo(NameRule.OFF);
        assertThat(names(ACME).status(ACME).votes()).isEqualTo(Map.of(membership(ACME), rule, membership(RIVAL), rule));
        names(THIRD).vote(rule);
        assertThat(names(ACME).status(ACME).rule()).isEqualTo(rule);
        assertThat(names(ACME).status(ACME).votes()).isEmpty();

        names(ACME).vote(NameRule.OFF);
        names(ACME).vote(NameRule.OFF);
        assertThat(names(ACME).status(ACME).rule()).isEqualTo(rule);
        names(ACME).vote(rule);
        names(RIVAL).vote(NameRule.OFF);
        assertThat(names(ACME).status(ACME).rule()).isEqualTo(rule);
        names(ACME).vote(NameRule.OFF);
        assertThat(names(ACME).status(ACME).rule()).isEqualTo(NameRule.OFF);
        names(ACME).vote(rule);
        assertThat(names(ACME).status(ACME).rule()).isEqualTo(NameRule.OFF);
    }

    @Test
    void acceptsANameThatEnoughMembersApproved() {
        turnOn(rule(2, ACME, RIVAL, THIRD));
        OwnedLog log = newOrganisation();
        String name = organisation(log);

        Refusal none = refused(ledger(ACME).register(log.registration()));
        assertThat(none.code()).isEqualTo(Code.NAME_NOT_APPROVED);
        assertThat(none.detail())
                .startsWith(name + " for " + membership(ACME) + ": approved by 0 of 3 members, must be 2; not by [");
        registered(names(ACME).approve(name, membership(ACME)));
        registered(names(ACME).approve(name, membership(ACME)));
        assertThat(refused(ledger(ACME).register(log.registration())).detail())
                .contains("approved by 1 of 3 members, must be 2")
                .contains(membership(THIRD));
        assertThat(refused(anchor(ACME, log.head(0, 3))).code()).isEqualTo(Code.UNKNOWN_DATASET);
        registered(names(THIRD).approve(name, membership(ACME)));

        assertThat(refused(ledger(RIVAL).register(log.registration())).code()).isEqualTo(Code.NAME_NOT_APPROVED);
        registered(ledger(ACME).register(log.registration()));
        assertThat(committed(anchor(ACME, log.head(0, 3))).size()).isEqualTo(3);
        assertThat(names(RIVAL).status(name).approvals())
                .isEqualTo(Map.of(membership(ACME), membership(ACME), membership(THIRD), membership(ACME)));
    }

    @Test
    void countsNoApprovalThatWasRevokedOrIsForAnother() {
        turnOn(rule(2, ACME, RIVAL, THIRD));
        OwnedLog log = newOrganisation();
        String name = organisation(log);
        registered(names(ACME).approve(name, membership(ACME)));
        registered(names(RIVAL).approve(name, membership(ACME)));

        registered(names(RIVAL).revoke(name));
        registered(names(RIVAL).revoke(name));
        assertThat(refused(ledger(ACME).register(log.registration())).detail()).contains("approved by 1 of 3");
        registered(names(RIVAL).approve(name, membership(RIVAL)));
        assertThat(refused(ledger(ACME).register(log.registration())).detail()).contains("approved by 1 of 3");
        registered(names(RIVAL).approve(name, membership(ACME)));
        registered(ledger(ACME).register(log.registration()));

        Refusal late = refused(names(RIVAL).revoke(name));
        assertThat(late.code()).isEqualTo(Code.ALREADY_REGISTERED);
        assertThat(late.detail())
                .isEqualTo(name + " is bound to " + membership(ACME) + ", which no approval changes any more");
        assertThat(refused(names(THIRD).approve(name, membership(THIRD))).code())
                .isEqualTo(Code.ALREADY_REGISTERED);
        registered(names(THIRD).approve(name, membership(ACME)));
    }

    @Test
    void takesNoApprovalOrVoteOfANonMember() {
        turnOn(rule(2, ACME, RIVAL, THIRD));
        NameRule ofTwo = rule(2, ACME, RIVAL);
        names(ACME).vote(ofTwo);
        names(RIVAL).vote(ofTwo);

        Refusal approval = refused(names(THIRD).approve("new.example", membership(THIRD)));
        assertThat(approval.code()).isEqualTo(Code.NOT_MEMBER);
        assertThat(approval.detail())
                .isEqualTo(membership(THIRD) + " is not among the members of the name rule " + ofTwo.members());
        assertThat(refused(names(THIRD).revoke("new.example")).code()).isEqualTo(Code.NOT_MEMBER);
        assertThat(refused(names(THIRD).vote(NameRule.OFF)).code()).isEqualTo(Code.NOT_MEMBER);
    }

    @Test
    void leavesNamesThatWereRegisteredBeforeTheRule() {
        OwnedLog before = newOrganisation();
        registered(ledger(ACME).register(before.registration()));
        committed(anchor(ACME, before.head(0, 3)));
        turnOn(rule(3, ACME, RIVAL, THIRD));

        committed(anchor(ACME, before.head(3, 5)));
        registered(ledger(ACME).register(before.registration()));
        registered(ledger(ACME)
                .register(OwnedLog.of(organisation(before), "another").registration()));
        assertThat(refused(ledger(RIVAL)
                                .register(OwnedLog.of(organisation(before), "third")
                                        .registration()))
                        .code())
                .isEqualTo(Code.NOT_OWNER);
        assertThat(refused(ledger(ACME).register(newOrganisation().registration()))
                        .code())
                .isEqualTo(Code.NAME_NOT_APPROVED);
    }

    @Test
    void refusesAFirstRuleWithoutAMemberThatHasAName() {
        registeredLog(ACME);
        NameRule withoutAcme = rule(1, RIVAL, THIRD);

        Refusal refusal = refused(names(RIVAL).vote(withoutAcme));

        assertThat(refusal.code()).isEqualTo(Code.NOT_MEMBER);
        assertThat(refusal.detail())
                .startsWith("name rule: must name every membership that has a name on this ledger, also [")
                .contains(membership(ACME));
        assertThat(refused(names(ACME).vote(withoutAcme)).code()).isEqualTo(Code.NOT_MEMBER);
    }

    @Test
    void refusesWhatIsNotANameOrAMembership() {
        turnOn(rule(1, ACME, RIVAL, THIRD));

        Refusal name = refused(names(ACME).approve("Not a domain", membership(ACME)));
        assertThat(name.code()).isEqualTo(Code.MALFORMED);
        assertThat(name.detail()).isEqualTo("organisation 'Not a domain' is not a lower-case domain");
        Refusal membership = refused(names(ACME).approve("new.example", "two words"));
        assertThat(membership.code()).isEqualTo(Code.MALFORMED);
        assertThat(membership.detail())
                .isEqualTo("membership 'two words', must be 1 to 128 letters, digits, '.', '_' or '-'");
    }

    private NameAdministration names(String member) {
        return ledger(member).names().orElseThrow();
    }

    private String membership(String member) {
        return names(member).status(member).caller();
    }

    private NameRule rule(int needed, String... members) {
        return new NameRule(needed, Arrays.stream(members).map(this::membership).toList());
    }

    /** All members vote for it. */
    private void turnOn(NameRule rule) {
        ruled = true;
        List.of(ACME, RIVAL, THIRD).forEach(member -> registered(names(member).vote(rule)));
        // A member's own peer may be a block behind for a moment.
        List.of(ACME, RIVAL, THIRD)
                .forEach(member -> soon(
                        () -> assertThat(names(member).status(member).rule()).isEqualTo(rule)));
    }

    private static OwnedLog newOrganisation() {
        return OwnedLog.of(freshName() + ".example", "flights");
    }

    private static String organisation(OwnedLog log) {
        return log.registration().organisation();
    }

    private static void registered(RegistrationOutcome outcome) {
        assertThat(outcome).isInstanceOf(RegistrationOutcome.Registered.class);
    }

    private static Refusal refused(RegistrationOutcome outcome) {
        assertThat(outcome).isInstanceOf(RegistrationOutcome.Refused.class);
        return ((RegistrationOutcome.Refused) outcome).why();
    }
}
