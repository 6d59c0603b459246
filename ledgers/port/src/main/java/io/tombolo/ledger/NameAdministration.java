package io.tombolo.ledger;

import java.util.Map;
import java.util.Optional;

/**
 * Which organisations' names a ledger accepts, as one member has a say in it; see {@link Ledger} for threads, deadlines and failures.
 * Each call may be repeated: what is so already stays, and is answered as the first one was.
 */
public interface NameAdministration {

    /**
     * Votes for a rule. Without a rule in force, one begins when all members that it names have voted for it, if these include every
     * membership that an organisation's name is bound to; a rule in force is replaced when as many of its members as it asks for voted for the
     * same other one. Each member's newest vote counts; a vote for the rule in force withdraws the one before.
     */
    RegistrationOutcome vote(NameRule rule);

    /** Approves that an organisation's name is bound to a membership; replaces this member's approval of another one. */
    RegistrationOutcome approve(String organisation, String membership);

    /** Takes this member's approval back; refused once the name is bound. */
    RegistrationOutcome revoke(String organisation);

    /** How things are, for one organisation's name. */
    Status status(String organisation);

    /**
     * The ledger's rule for names, and what it knows about one name.
     *
     * @param caller the membership of the one who asks
     * @param votes for a rule that is to come, by member
     * @param boundTo the membership that the name is bound to; empty for a name that is new to the ledger
     * @param approvals by member of the rule in force: the membership that it approved for this name
     */
    record Status(
            String caller,
            NameRule rule,
            Map<String, NameRule> votes,
            Optional<String> boundTo,
            Map<String, String> approvals) {
        public Status {
            votes = Map.copyOf(votes);
            approvals = Map.copyOf(approvals);
        }
    }
}
