package io.tombolo.ledger;

/** What the ledger answered about a registration. */
public sealed interface RegistrationOutcome {

    /** The dataset is registered so, since now or since before. */
    record Registered() implements RegistrationOutcome {}

    /** It isn't, and trying again won't help. */
    record Refused(Refusal why) implements RegistrationOutcome {}
}
