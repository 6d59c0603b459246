package io.tombolo.ledger.contract;

import io.tombolo.ledger.DatasetRegistration;
import io.tombolo.ledger.LedgerException;
import io.tombolo.ledger.LogKeyRange;
import io.tombolo.ledger.LogKeyRotation;
import io.tombolo.ledger.Refusal;
import io.tombolo.ledger.RegistrationOutcome;
import io.tombolo.ledger.contract.AnchorsContract.Answer;
import io.tombolo.ledger.wire.LedgerLimits;
import io.tombolo.schemas.DatasetId;
import java.util.Base64;
import java.util.List;
import java.util.Optional;

/** Registers datasets and rotates their keys; asked first, and sent only if it changes something. */
final class Registrations {
    private final ContractChain chain;
    private final Transactions transactions;
    private final ContractNames names;

    Registrations(ContractChain chain, Transactions transactions) {
        this.chain = chain;
        this.transactions = transactions;
        this.names = new ContractNames(chain, this);
    }

    RegistrationOutcome register(DatasetRegistration registration) {
        Optional<RegistrationOutcome> malformed = malformed(registration);
        if (malformed.isPresent()) {
            return malformed.get();
        }
        byte[] call =
                AnchorsContract.register(registration.organisation(), registration.dataset(), registration.logKey());
        Answer answer = transact("register " + registration.organisation() + "/" + registration.dataset(), call);
        return answer.code() <= AnchorsContract.KNOWN
                ? new RegistrationOutcome.Registered()
                : refused(answer, registration, "");
    }

    RegistrationOutcome rotate(LogKeyRotation rotation) {
        DatasetRegistration as =
                new DatasetRegistration(rotation.organisation(), rotation.dataset(), rotation.logKey());
        Optional<RegistrationOutcome> malformed = malformed(as);
        if (malformed.isPresent()) {
            return malformed.get();
        }
        byte[] call =
                AnchorsContract.rotate(rotation.organisation(), rotation.dataset(), rotation.logKey(), rotation.from());
        Answer answer = transact("rotate the log key of " + rotation.organisation() + "/" + rotation.dataset(), call);
        if (answer.code() <= AnchorsContract.KNOWN) {
            return new RegistrationOutcome.Registered();
        }
        String limits = "";
        if (answer.refusal() == Refusal.Code.MALFORMED) {
            var now = chain.time().instant(chain.newestStamp());
            List<LogKeyRange> ring = ring(as);
            var newest = ring.get(ring.size() - 1).from();
            limits = "new log key from " + rotation.from() + ", must be between "
                    + now.minusMillis(LedgerLimits.MAX_CLOCK_DISTANCE_MILLIS) + " and "
                    + now.plus(LedgerLimits.MAX_KEY_NOTICE)
                    + ", and after the newest one's, " + newest;
        }
        return refused(answer, as, limits);
    }

    /** The members' say in names. */
    ContractNames names() {
        return names;
    }

    /** Sends the call if it changes something; what the contract answers to it. */
    Answer transact(String doing, byte[] call) {
        synchronized (transactions) {
            chain.check();
            try {
                transactions.settleOlder();
                Answer asked = new Answer(chain.newest().ask(call).offset(0), 0);
                if (asked.code() != AnchorsContract.TAKEN) {
                    return asked;
                }
                Transactions.Mined mined = transactions.transact(doing, call, transactions.gas(call));
                for (ContractEvent event : mined.events()) {
                    if (event.is(AnchorsContract.ANSWERED)) {
                        return new Answer(event.reader().offset(0), 0);
                    }
                }
                throw new LedgerException(doing + ": the transaction's receipt has no answer", null);
            } catch (Transactions.NotNow e) {
                throw new LedgerException.Unavailable(String.valueOf(e.getMessage()), e);
            } catch (Transactions.StillOpen e) {
                throw new LedgerException.Unavailable(doing + ": " + e.getMessage() + "; it is asked for again", e);
            }
        }
    }

    private List<LogKeyRange> ring(DatasetRegistration dataset) {
        return AnchorsContract.keys(
                chain.newest().ask(AnchorsContract.keys(dataset.organisation(), dataset.dataset())));
    }

    private RegistrationOutcome refused(Answer answer, DatasetRegistration as, String limits) {
        String name = as.organisation() + "/" + as.dataset();
        Refusal.Code code = answer.refusal();
        String detail = switch (code) {
            case NOT_OWNER -> notOwner(as.organisation());
            case NAME_NOT_APPROVED -> names.notApproved(as.organisation());
            case UNKNOWN_DATASET -> name + " is not registered";
            case ALREADY_REGISTERED ->
                name + ": its log keys are " + ring(as) + ", not to be changed to " + as.logKey();
            case KEY_NOT_VALID -> name + ": log key " + as.logKey() + " ended, its keys are " + ring(as);
            case TOO_LARGE -> name + ": " + ring(as).size() + " log keys, limit " + LedgerLimits.MAX_LOG_KEYS;
            default -> limits.isEmpty() ? name + ": not the name of a dataset" : name + ": " + limits;
        };
        return new RegistrationOutcome.Refused(new Refusal(code, detail));
    }

    /** Whose it is, or that this account may not take it. */
    String notOwner(String organisation) {
        String owner = AnchorsContract.account(chain.newest().ask(AnchorsContract.owner(organisation)), 0);
        String me = chain.account();
        return owner.matches("0x0+")
                ? organisation + " is new, and account " + me
                        + " is not a member of the contract: members approve it with approveMember"
                : organisation + " is bound to account " + owner + ", not " + me;
    }

    private static Optional<RegistrationOutcome> malformed(DatasetRegistration registration) {
        String detail = null;
        try {
            var unused = new DatasetId(registration.organisation(), registration.dataset());
            if (registration.logKey().length() != 44
                    || Base64.getDecoder().decode(registration.logKey()).length != 32) {
                detail = "log key: 32 bytes in base64 due";
            }
        } catch (IllegalArgumentException e) {
            detail = String.valueOf(e.getMessage());
        }
        return Optional.ofNullable(detail)
                .map(why -> new RegistrationOutcome.Refused(new Refusal(Refusal.Code.MALFORMED, why)));
    }
}
