package io.tombolo.ledger.contract;

import io.tombolo.ledger.AnchorOutcome;
import io.tombolo.ledger.HeadToAnchor;
import io.tombolo.ledger.LedgerException;
import io.tombolo.ledger.LogKeyRange;
import io.tombolo.ledger.Refusal;
import io.tombolo.ledger.contract.AnchorsContract.Answer;
import io.tombolo.ledger.wire.HeadText;
import io.tombolo.ledger.wire.LedgerLimits;
import io.tombolo.merkle.MalformedException;
import io.tombolo.schemas.Origin;
import io.tombolo.schemas.contract.AnchorRecord;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings heads to the contract. The contract is asked first what it would answer; only heads that change something are sent, and they
 * are decided by what the transaction did.
 */
final class Heads {
    /** Nodes take transactions of at most 128 kB. */
    private static final int MAX_CALL_BYTES = 120 << 10;

    /** Chains since Osaka take no transaction of more than 2^24 gas (EIP-7825). */
    private static final long MAX_GAS = 16_000_000;

    private static final int WORD = Abi.WORD;
    private static final Logger LOG = LoggerFactory.getLogger(Heads.class);

    private final ContractChain chain;
    private final Transactions transactions;
    private final Anchors anchors;
    private final Registrations registrations;
    private final int headsAtOnce;
    private final Clock clock;

    Heads(
            ContractChain chain,
            Transactions transactions,
            Anchors anchors,
            Registrations registrations,
            int headsAtOnce,
            Clock clock) {
        this.chain = chain;
        this.transactions = transactions;
        this.anchors = anchors;
        this.registrations = registrations;
        this.headsAtOnce = headsAtOnce;
        this.clock = clock;
    }

    /** A head that the contract decides: where it came, and the head as an argument. */
    private record Prepared(int index, HeadToAnchor head, Abi.Value argument) {}

    List<AnchorOutcome> anchor(List<HeadToAnchor> heads) {
        if (heads.isEmpty()) {
            return List.of();
        }
        AnchorOutcome[] outcomes = new AnchorOutcome[heads.size()];
        synchronized (transactions) {
            chain.check();
            try {
                transactions.settleOlder();
                inTurn(heads, outcomes);
            } catch (Transactions.StillOpen e) {
                LOG.atWarn().addKeyValue("txId", e.id()).log("a transaction is still open: " + e.getMessage());
                for (int i = 0; i < outcomes.length; i++) {
                    outcomes[i] = outcomes[i] == null ? new AnchorOutcome.Unknown(e.id()) : outcomes[i];
                }
            }
        }
        return List.of(outcomes);
    }

    private void inTurn(List<HeadToAnchor> heads, AnchorOutcome[] outcomes) throws Transactions.StillOpen {
        Map<String, List<LogKeyRange>> keys = new HashMap<>();
        List<Prepared> some = new ArrayList<>();
        int bytes = 0;
        for (int i = 0; i < heads.size(); i++) {
            Optional<Refusal> refusal = prepare(i, heads.get(i), keys, some);
            if (refusal.isPresent()) {
                outcomes[i] = new AnchorOutcome.Refused(refusal.get(), Optional.empty());
                continue;
            }
            bytes += some.get(some.size() - 1).argument().encoded().length + WORD;
            if (some.size() > headsAtOnce || (bytes > MAX_CALL_BYTES && some.size() > 1)) {
                Prepared last = some.remove(some.size() - 1);
                together(some, outcomes);
                some = new ArrayList<>(List.of(last));
                bytes = last.argument().encoded().length + WORD;
            }
        }
        if (!some.isEmpty()) {
            together(some, outcomes);
        }
    }

    private Optional<Refusal> prepare(
            int index, HeadToAnchor head, Map<String, List<LogKeyRange>> keys, List<Prepared> some) {
        try {
            String text = HeadText.split(HeadText.encode(List.of(head))).get(0);
            int bytes = text.getBytes(StandardCharsets.UTF_8).length;
            if (bytes > LedgerLimits.MAX_HEAD_BYTES) {
                return refusal(
                        Refusal.Code.TOO_LARGE, "a head of " + bytes + " bytes, limit " + LedgerLimits.MAX_HEAD_BYTES);
            }
            // Origin, size and root are those of the note.
            HeadToAnchor read = HeadText.decode(text);
            Origin origin = Origin.parse(read.origin())
                    .orElseThrow(() -> new MalformedException(
                            "origin '" + read.origin() + "' is not an organisation/dataset/partition"));
            List<LogKeyRange> ring = keys.computeIfAbsent(
                    origin.dataset().toString(),
                    dataset -> keys(origin.organisation(), origin.dataset().name()));
            NoteParts note = NoteParts.of(read, ring, clock.instant());
            if (note.isFalse()) {
                return refusal(
                        Refusal.Code.BAD_SIGNATURE,
                        read.origin() + ": note of size " + read.size()
                                + " has a signature that is not by the log key that it names");
            }
            Optional<Refusal> objection = chain.objection(read);
            if (objection.isPresent()) {
                return objection;
            }
            some.add(new Prepared(
                    index, read, AnchorsContract.head(read, note.extension(), note.signature(), note.others())));
            return Optional.empty();
        } catch (IllegalArgumentException | MalformedException e) {
            return refusal(Refusal.Code.MALFORMED, String.valueOf(e.getMessage()));
        }
    }

    private List<LogKeyRange> keys(String organisation, String dataset) {
        return AnchorsContract.keys(chain.newest().ask(AnchorsContract.keys(organisation, dataset)));
    }

    private void together(List<Prepared> some, AnchorOutcome[] outcomes) throws Transactions.StillOpen {
        List<Answer> answers = AnchorsContract.answers(chain.newest().ask(call(some)));
        if (answers.size() != some.size()) {
            throw new LedgerException(some.size() + " heads, " + answers.size() + " answers of the contract", null);
        }
        List<Prepared> sent = new ArrayList<>();
        for (int i = 0; i < some.size(); i++) {
            Answer answer = answers.get(i);
            if (answer.code() == AnchorsContract.TAKEN || isNewFork(some.get(i).head(), answer)) {
                sent.add(some.get(i));
            } else {
                outcomes[some.get(i).index()] = outcome(some.get(i).head(), answer);
            }
        }
        if (!sent.isEmpty()) {
            send(sent, outcomes);
        }
    }

    private boolean isNewFork(HeadToAnchor head, Answer answer) {
        if (answer.code() <= AnchorsContract.KNOWN || answer.refusal() != Refusal.Code.FORK) {
            return false;
        }
        return AnchorsContract.forks(chain.newest().ask(AnchorsContract.forks(head.origin())), chain.time()).stream()
                .noneMatch(fork -> fork.size() == head.size() && fork.root().equals(head.root()));
    }

    private void send(List<Prepared> sent, AnchorOutcome[] outcomes) throws Transactions.StillOpen {
        byte[] call = call(sent);
        long gas;
        try {
            gas = transactions.gas(call);
        } catch (LedgerException.Unavailable e) {
            throw e;
        } catch (LedgerException e) {
            if (sent.size() == 1) {
                throw e;
            }
            // A node has limits of its own, and names them in words of its own.
            gas = Long.MAX_VALUE;
        }
        if (gas > MAX_GAS && sent.size() > 1) {
            send(sent.subList(0, sent.size() / 2), outcomes);
            send(sent.subList(sent.size() / 2, sent.size()), outcomes);
            return;
        }
        Transactions.Mined mined;
        try {
            mined = transactions.transact("anchor " + sent.size() + " heads", call, gas);
        } catch (Transactions.NotNow e) {
            sent.forEach(one -> outcomes[one.index()] = new AnchorOutcome.Deferred(String.valueOf(e.getMessage())));
            return;
        }
        for (ContractEvent event : mined.events()) {
            if (event.is(AnchorsContract.ANCHORED)) {
                String log = event.origin();
                sent.stream()
                        .filter(one -> one.head().origin().equals(log))
                        .findFirst()
                        .ifPresent(one -> outcomes[one.index()] =
                                new AnchorOutcome.Committed(anchors.anchor(event, mined.time())));
            } else if (event.is(AnchorsContract.ANSWERED)) {
                int index = (int) event.topic(1);
                if (index >= sent.size()) {
                    throw new LedgerException("answer about head " + index + " of " + sent.size(), null);
                }
                Abi.Reader data = event.reader();
                outcomes[sent.get(index).index()] =
                        outcome(sent.get(index).head(), new Answer(data.offset(0), data.number(WORD)));
            }
        }
        for (Prepared one : sent) {
            if (outcomes[one.index()] == null) {
                outcomes[one.index()] = new AnchorOutcome.Unknown(mined.id());
            }
        }
    }

    private static byte[] call(List<Prepared> some) {
        return AnchorsContract.anchor(some.stream().map(Prepared::argument).toList());
    }

    private AnchorOutcome outcome(HeadToAnchor head, Answer answer) {
        Optional<AnchorRecord> onLedger =
                answer.size() == 0 ? Optional.empty() : anchors.read(head.origin(), answer.size());
        if (answer.code() == AnchorsContract.KNOWN) {
            return onLedger.<AnchorOutcome>map(AnchorOutcome.Committed::new)
                    .orElseGet(() -> new AnchorOutcome.Deferred("size " + head.size() + " of " + head.origin()
                            + " is anchored in a block that is not final yet"));
        }
        return new AnchorOutcome.Refused(new Refusal(answer.refusal(), detail(head, answer, onLedger)), onLedger);
    }

    private String detail(HeadToAnchor head, Answer answer, Optional<AnchorRecord> onLedger) {
        Origin log = Origin.parse(head.origin()).orElseThrow();
        return switch (answer.refusal()) {
            case UNKNOWN_DATASET -> log.dataset() + " is not registered";
            case NOT_OWNER -> registrations.notOwner(log.organisation());
            case BAD_SIGNATURE ->
                head.origin() + ": note of size " + head.size() + " has no signature by a registered log key";
            case KEY_NOT_VALID -> keyNotValid(head, log);
            case INCONSISTENT ->
                answer.size() == 0
                        ? head.origin() + ": first head with a consistency proof of "
                                + head.consistencyProof().size() + " hashes"
                        : head.origin() + ": size " + head.size() + " does not extend the anchored history of size "
                                + answer.size();
            case FORK ->
                head.origin() + ": size " + head.size() + " is anchored with root "
                        + onLedger.map(anchor -> anchor.root().hex()).orElse("of a block that is not final yet")
                        + ", not "
                        + head.root().hex();
            case SMALLER_UNKNOWN_SIZE ->
                head.origin() + ": size " + head.size() + " was never anchored, latest anchored " + answer.size();
            case NOT_FROM_LATEST ->
                head.origin() + ": consistency proof from size " + head.previousSize() + ", latest anchored "
                        + answer.size();
            case REPEATED_ORIGIN -> head.origin() + ": two heads in one transaction";
            default -> head.origin() + ": the contract refuses size " + head.size() + " as " + answer.refusal();
        };
    }

    private String keyNotValid(HeadToAnchor head, Origin log) {
        Instant now = chain.time().instant(chain.newestStamp());
        for (LogKeyRange range : keys(log.organisation(), log.dataset().name())) {
            // Of this key alone: it would be the chosen one whatever the time is.
            NoteParts note = NoteParts.of(head, List.of(range), range.from());
            if (note.isByKnown()) {
                return head.origin() + ": note of size " + head.size() + " is signed by a log key that is valid from "
                        + range.from()
                        + range.until().map(until -> " until " + until).orElse("") + ", not at " + now;
            }
        }
        return head.origin() + ": note of size " + head.size() + " is signed by a log key that is not valid at " + now;
    }

    private static Optional<Refusal> refusal(Refusal.Code code, String detail) {
        return Optional.of(new Refusal(code, detail));
    }
}
