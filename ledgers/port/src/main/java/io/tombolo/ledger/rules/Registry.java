package io.tombolo.ledger.rules;

import io.tombolo.ledger.DatasetRegistration;
import io.tombolo.ledger.HeadToAnchor;
import io.tombolo.ledger.LogKeyRange;
import io.tombolo.ledger.LogKeyRotation;
import io.tombolo.ledger.Refusal;
import io.tombolo.ledger.RegistrationOutcome;
import io.tombolo.ledger.wire.LedgerLimits;
import io.tombolo.schemas.DatasetId;
import io.tombolo.schemas.Origin;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Optional;

/**
 * Which membership an organisation's name is bound to, and which keys sign a dataset's logs, each in its time. A name is bound by the organisation that
 * registers it first, with the approvals that a rule may ask for, and never again; nobody can bind it to a membership other than the caller's own.
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
        Optional<KeyRing> ring = keys(organisation, registration.dataset());
        if (ring.isPresent()) {
            return again(registration, ring.get());
        }
        if (member.isEmpty()) {
            Optional<Refusal> notApproved = new NameApprovals(state, transaction).mayBind(organisation);
            if (notApproved.isPresent()) {
                return new RegistrationOutcome.Refused(notApproved.get());
            }
            state.put(StateKeys.member(organisation), transaction.member());
        }
        state.put(
                StateKeys.dataset(organisation, registration.dataset()),
                KeyRing.of(registration.logKey()).encode());
        return new RegistrationOutcome.Registered();
    }

    private RegistrationOutcome again(DatasetRegistration registration, KeyRing ring) {
        String name = registration.organisation() + "/" + registration.dataset();
        Optional<LogKeyRange> known = ring.find(registration.logKey());
        if (known.isEmpty()) {
            return refused(
                    Refusal.Code.ALREADY_REGISTERED,
                    name + " is registered with log key " + ring.newest().logKey());
        }
        Optional<Instant> until = known.get().until();
        if (until.isPresent() && !transaction.timestamp().isBefore(until.get())) {
            return refused(
                    Refusal.Code.KEY_NOT_VALID,
                    name + ": log key " + registration.logKey() + " ended at " + until.get() + ", the newest is "
                            + ring.newest().logKey());
        }
        return new RegistrationOutcome.Registered();
    }

    /**
     * Gives the dataset a new log key from a time on, which ends the one before. The same rotation again changes nothing.
     *
     * @param endorserNow the time by the clock of the peer that runs this
     */
    public RegistrationOutcome rotate(LogKeyRotation rotation, Instant endorserNow) {
        String name = rotation.organisation() + "/" + rotation.dataset();
        Optional<Refusal> malformed =
                malformed(new DatasetRegistration(rotation.organisation(), rotation.dataset(), rotation.logKey()));
        if (malformed.isPresent()) {
            return new RegistrationOutcome.Refused(malformed.get());
        }
        if (!LedgerLimits.isInTime(transaction.timestamp(), endorserNow)) {
            return refused(Refusal.Code.CLOCK, LedgerLimits.notInTime(transaction.timestamp()));
        }
        Optional<KeyRing> ring = keys(rotation.organisation(), rotation.dataset());
        if (ring.isEmpty()) {
            return refused(Refusal.Code.UNKNOWN_DATASET, name + " is not registered");
        }
        String owner = member(rotation.organisation()).orElse("nobody");
        if (!owner.equals(transaction.member())) {
            return refused(Refusal.Code.NOT_OWNER, name + " belongs to " + owner + ", not " + transaction.member());
        }
        LogKeyRange newest = ring.get().newest();
        if (newest.logKey().equals(rotation.logKey()) && newest.from().equals(rotation.from())) {
            return new RegistrationOutcome.Registered();
        }
        Optional<Refusal> refusal = mayRotate(rotation, name, ring.get());
        if (refusal.isPresent()) {
            return new RegistrationOutcome.Refused(refusal.get());
        }
        state.put(
                StateKeys.dataset(rotation.organisation(), rotation.dataset()),
                ring.get().with(rotation.logKey(), rotation.from()).encode());
        return new RegistrationOutcome.Registered();
    }

    private Optional<Refusal> mayRotate(LogKeyRotation rotation, String name, KeyRing ring) {
        if (ring.find(rotation.logKey()).isPresent()) {
            return refusal(
                    Refusal.Code.ALREADY_REGISTERED,
                    name + ": log key " + rotation.logKey() + " is or was one of its keys");
        }
        Instant earliest = transaction.timestamp().minusMillis(LedgerLimits.MAX_CLOCK_DISTANCE_MILLIS);
        Instant latest = transaction.timestamp().plus(LedgerLimits.MAX_KEY_NOTICE);
        if (rotation.from().isBefore(earliest) || rotation.from().isAfter(latest)) {
            return refusal(
                    Refusal.Code.MALFORMED,
                    name + ": new log key from " + rotation.from() + ", must be between " + earliest + " and "
                            + latest);
        }
        if (!rotation.from().isAfter(ring.newest().from())) {
            return refusal(
                    Refusal.Code.MALFORMED,
                    name + ": new log key from " + rotation.from() + ", but the newest one begins at "
                            + ring.newest().from());
        }
        if (ring.ranges().size() == LedgerLimits.MAX_LOG_KEYS) {
            return refusal(
                    Refusal.Code.TOO_LARGE,
                    name + ": " + ring.ranges().size() + " log keys, limit " + LedgerLimits.MAX_LOG_KEYS);
        }
        return Optional.empty();
    }

    private Optional<KeyRing> keys(String organisation, String dataset) {
        return state.get(StateKeys.dataset(organisation, dataset)).map(KeyRing::decode);
    }

    Optional<String> member(String organisation) {
        return state.get(StateKeys.member(organisation));
    }

    /** Empty if the log's dataset is registered and the caller's membership owns it. */
    Optional<Refusal> mayAnchor(String origin) {
        Optional<Origin> log = Origin.parse(origin);
        if (log.isEmpty()) {
            return refusal(Refusal.Code.MALFORMED, "origin '" + origin + "' is not an organisation/dataset/partition");
        }
        if (keys(log.get().organisation(), log.get().dataset().name()).isEmpty()) {
            return refusal(Refusal.Code.UNKNOWN_DATASET, log.get().dataset() + " is not registered");
        }
        String owner = member(log.get().organisation()).orElse("nobody");
        return owner.equals(transaction.member())
                ? Optional.empty()
                : refusal(Refusal.Code.NOT_OWNER, origin + " belongs to " + owner + ", not " + transaction.member());
    }

    /**
     * Empty if one of the dataset's log keys signed the note.
     *
     * @param isNew whether it must be the key of this very time, as for a head that is about to be anchored
     */
    Optional<Refusal> maySign(HeadToAnchor head, boolean isNew) {
        Origin log = Origin.parse(head.origin()).orElseThrow();
        KeyRing ring = keys(log.organisation(), log.dataset().name()).orElseThrow();
        List<LogKeyRange> signers = ring.ranges().stream()
                .filter(range -> HeadProofs.isSignedBy(head, range.logKey()))
                .toList();
        if (signers.isEmpty()) {
            return refusal(
                    Refusal.Code.BAD_SIGNATURE,
                    head.origin() + ": note of size " + head.size() + " has no signature by a registered log key");
        }
        if (isNew && signers.stream().noneMatch(range -> range.holdsAt(transaction.timestamp()))) {
            LogKeyRange last = signers.get(signers.size() - 1);
            return refusal(
                    Refusal.Code.KEY_NOT_VALID,
                    head.origin() + ": note of size " + head.size() + " is signed by a log key that is valid from "
                            + last.from()
                            + last.until().map(until -> " until " + until).orElse("") + ", not at "
                            + transaction.timestamp());
        }
        return Optional.empty();
    }

    private static Optional<Refusal> malformed(DatasetRegistration registration) {
        if (!DatasetId.isOrganisation(registration.organisation())) {
            return Optional.of(notADomain(registration.organisation()));
        }
        if (!DatasetId.isName(registration.dataset())) {
            return refusal(
                    Refusal.Code.MALFORMED,
                    "dataset '" + shortened(registration.dataset())
                            + "': lower-case letters, digits, _ and - are allowed");
        }
        if (!isKey(registration.logKey())) {
            return refusal(Refusal.Code.MALFORMED, "log key: 32 bytes in base64 due");
        }
        return Optional.empty();
    }

    static Refusal notADomain(String organisation) {
        return new Refusal(
                Refusal.Code.MALFORMED, "organisation '" + shortened(organisation) + "' is not a lower-case domain");
    }

    /** An answer isn't to be as large as its question was. */
    static String shortened(String text) {
        return text.length() <= 300 ? text : text.substring(0, 300) + "… (" + text.length() + " characters)";
    }

    private static boolean isKey(String text) {
        try {
            byte[] bytes = text.length() == 44 ? Base64.getDecoder().decode(text) : new byte[0];
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
