package io.tombolo.ledger.rules;

import io.tombolo.ledger.DatasetRegistration;
import io.tombolo.ledger.HeadToAnchor;
import io.tombolo.ledger.Refusal;
import io.tombolo.ledger.RegistrationOutcome;
import java.util.Base64;
import java.util.Optional;

/**
 * Which membership an organisation's name is bound to, and which key signs a dataset's logs. A name is bound by whoever
 * registers it first, and never again; nobody can bind it to a membership other than the caller's own.
 */
public final class Registry {
    private final LedgerState state;
    private final TransactionFacts transaction;

    public Registry(LedgerState state, TransactionFacts transaction) {
        this.state = state;
        this.transaction = transaction;
    }

    /** Binds the organisation to the caller's membership, if it's new, and registers its dataset. */
    public RegistrationOutcome register(DatasetRegistration registration) {
        Optional<Refusal> malformed = malformed(registration);
        if (malformed.isPresent()) {
            return new RegistrationOutcome.Refused(malformed.get());
        }
        String organisation = registration.organisation();
        Optional<String> member = member(organisation);
        if (member.isPresent() && !member.get().equals(transaction.member())) {
            return refused(
                    Refusal.Code.NOT_OWNER,
                    organisation + " is bound to " + member.get() + ", not " + transaction.member());
        }
        String key = StateKeys.dataset(organisation, registration.dataset());
        Optional<String> registered = state.get(key);
        if (registered.isPresent() && !registered.get().equals(registration.logKey())) {
            return refused(
                    Refusal.Code.ALREADY_REGISTERED,
                    organisation + "/" + registration.dataset() + " is registered with log key " + registered.get());
        }
        if (member.isEmpty()) {
            state.put(StateKeys.member(organisation), transaction.member());
        }
        if (registered.isEmpty()) {
            state.put(key, registration.logKey());
        }
        return new RegistrationOutcome.Registered();
    }

    /** Whether everything is registered so already, and a transaction would write nothing. */
    public boolean isRegistered(DatasetRegistration registration) {
        return member(registration.organisation()).equals(Optional.of(transaction.member()))
                && state.get(StateKeys.dataset(registration.organisation(), registration.dataset()))
                        .equals(Optional.of(registration.logKey()));
    }

    Optional<String> member(String organisation) {
        return state.get(StateKeys.member(organisation));
    }

    /** Empty if the caller's membership owns the log and the note is signed by the dataset's log key. */
    Optional<Refusal> mayAnchor(HeadToAnchor head) {
        Optional<LogName> log = LogName.parse(head.origin());
        if (log.isEmpty()) {
            return refusal(
                    Refusal.Code.MALFORMED, "origin '" + head.origin() + "' is no organisation/dataset/partition");
        }
        Optional<String> logKey = state.get(StateKeys.dataset(log.get()));
        if (logKey.isEmpty()) {
            return refusal(
                    Refusal.Code.UNKNOWN_DATASET,
                    log.get().organisation() + "/" + log.get().dataset() + " is not registered");
        }
        String owner = member(log.get().organisation()).orElse("nobody");
        if (!owner.equals(transaction.member())) {
            return refusal(
                    Refusal.Code.NOT_OWNER, head.origin() + " belongs to " + owner + ", not " + transaction.member());
        }
        if (!HeadProofs.isSignedBy(head, logKey.get())) {
            return refusal(
                    Refusal.Code.BAD_SIGNATURE,
                    head.origin() + ": note of size " + head.size() + " has no signature by the registered log key");
        }
        return Optional.empty();
    }

    private static Optional<Refusal> malformed(DatasetRegistration registration) {
        if (!LogName.isOrganisation(registration.organisation())) {
            return refusal(
                    Refusal.Code.MALFORMED,
                    "organisation '" + registration.organisation() + "' is no lower-case domain");
        }
        if (!LogName.isDataset(registration.dataset())) {
            return refusal(
                    Refusal.Code.MALFORMED,
                    "dataset '" + registration.dataset() + "': lower-case letters, digits, _ and - are allowed");
        }
        if (!isKey(registration.logKey())) {
            return refusal(Refusal.Code.MALFORMED, "log key: 32 bytes in base64 due");
        }
        return Optional.empty();
    }

    private static boolean isKey(String text) {
        try {
            byte[] bytes = Base64.getDecoder().decode(text);
            return bytes.length == 32
                    && Base64.getEncoder().encodeToString(bytes).equals(text);
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    private static Optional<Refusal> refusal(Refusal.Code code, String detail) {
        return Optional.of(new Refusal(code, detail));
    }

    private static RegistrationOutcome refused(Refusal.Code code, String detail) {
        return new RegistrationOutcome.Refused(new Refusal(code, detail));
    }
}
