package io.tombolo.ledger.rules;

import io.tombolo.ledger.HeadToAnchor;
import io.tombolo.ledger.Refusal;
import io.tombolo.ledger.wire.HeadAnswers;
import io.tombolo.ledger.wire.HeadDecision;
import io.tombolo.ledger.wire.HeadText;
import io.tombolo.ledger.wire.LedgerLimits;
import io.tombolo.merkle.MalformedException;
import io.tombolo.schemas.anchor.AnchoredNote;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Who may anchor what. An owner can't rewrite its own history: a new head must come with a proof, checked here, that it
 * extends the head before.
 *
 * <p>Deterministic given state, transaction and argument. A refused head does not stop the others in its transaction.
 */
public final class AnchorRules {
    private final LedgerState state;
    private final TransactionFacts transaction;
    private final Registry registry;
    private final boolean inTime;

    /**
     * One transaction at one endorser.
     *
     * @param endorserNow the time by the clock of the peer that runs this
     */
    public AnchorRules(LedgerState state, TransactionFacts transaction, Instant endorserNow) {
        this.state = state;
        this.transaction = transaction;
        this.registry = new Registry(state, transaction);
        this.inTime = LedgerLimits.isInTime(transaction.timestamp(), endorserNow);
    }

    /**
     * Decides every head and writes those that pass.
     *
     * @param argument heads as {@link HeadText} encodes them
     * @throws IllegalArgumentException when the argument can't even be split into heads
     */
    public HeadAnswers anchor(String argument) {
        List<HeadDecision> decisions = new ArrayList<>();
        Set<String> origins = new HashSet<>();
        for (String text : HeadText.split(argument)) {
            decisions.add(decideText(text, origins));
        }
        return new HeadAnswers(transaction.id(), transaction.timestamp(), decisions);
    }

    private HeadDecision decideText(String text, Set<String> origins) {
        int bytes = text.getBytes(StandardCharsets.UTF_8).length;
        if (bytes > LedgerLimits.MAX_HEAD_BYTES) {
            return refused(
                    Refusal.Code.TOO_LARGE, "a head of " + bytes + " bytes, limit " + LedgerLimits.MAX_HEAD_BYTES);
        }
        HeadToAnchor head;
        try {
            head = HeadText.decode(text);
        } catch (IllegalArgumentException | MalformedException e) {
            return refused(Refusal.Code.MALFORMED, String.valueOf(e.getMessage()));
        }
        if (!origins.add(head.origin())) {
            return refused(
                    Refusal.Code.REPEATED_ORIGIN, head.origin() + ": two heads in transaction " + transaction.id());
        }
        return decide(head);
    }

    private HeadDecision decide(HeadToAnchor head) {
        if (!inTime) {
            return refused(Refusal.Code.CLOCK, LedgerLimits.notInTime(transaction.timestamp()));
        }
        Optional<Refusal> notOwner = registry.mayAnchor(head.origin());
        if (notOwner.isPresent()) {
            return new HeadDecision.Refused(notOwner.get(), Optional.empty(), false);
        }
        long latest = latestSize(head.origin());
        // What is anchored stays so, and what contradicts it is evidence, whether or not its key has run out since.
        Optional<Refusal> badKey = registry.maySign(head, head.size() > latest);
        if (badKey.isPresent()) {
            return new HeadDecision.Refused(badKey.get(), Optional.empty(), false);
        }
        if (head.size() <= latest) {
            return answerFromHistory(head, latest);
        }
        if (head.previousSize() != latest) {
            return refused(
                    Refusal.Code.NOT_FROM_LATEST,
                    head.origin() + ": consistency proof from size " + head.previousSize() + ", latest anchored "
                            + latest,
                    anchorOf(head.origin(), latest));
        }
        if (latest > 0) {
            AnchoredNote onLedger = anchorOf(head.origin(), latest)
                    .orElseThrow(
                            () -> new IllegalStateException(head.origin() + ": head without anchor, size " + latest));
            if (!HeadProofs.extendsHistory(onLedger.checkpoint(), head)) {
                return refused(
                        Refusal.Code.INCONSISTENT,
                        head.origin() + ": size " + head.size() + " does not extend the anchored history of size "
                                + latest,
                        Optional.of(onLedger));
            }
        } else if (!head.consistencyProof().isEmpty()) {
            return refused(
                    Refusal.Code.INCONSISTENT,
                    head.origin() + ": first head with a consistency proof of "
                            + head.consistencyProof().size() + " hashes");
        }
        state.put(StateKeys.anchor(head.origin(), head.size()), note(head).encode());
        state.put(StateKeys.head(head.origin()), Long.toString(head.size()));
        return new HeadDecision.Anchored();
    }

    /** No larger than what is anchored: known, a fork, or a size that never was anchored. */
    private HeadDecision answerFromHistory(HeadToAnchor head, long latest) {
        Optional<AnchoredNote> first = anchorOf(head.origin(), head.size());
        if (first.isEmpty()) {
            return refused(
                    Refusal.Code.SMALLER_UNKNOWN_SIZE,
                    head.origin() + ": size " + head.size() + " was never anchored, latest anchored " + latest,
                    anchorOf(head.origin(), latest));
        }
        if (first.get().checkpoint().root().equals(head.root())) {
            return new HeadDecision.Known(first.get());
        }
        String key = StateKeys.fork(head.origin(), head.size(), head.root().hex());
        boolean isNew = state.get(key).isEmpty();
        if (isNew) {
            state.put(key, note(head).encode());
        }
        String detail = head.origin() + ": size " + head.size() + " is anchored with root "
                + first.get().checkpoint().root().hex() + ", not " + head.root().hex();
        return new HeadDecision.Refused(new Refusal(Refusal.Code.FORK, detail), first, isNew);
    }

    private long latestSize(String origin) {
        return state.get(StateKeys.head(origin)).map(Long::parseLong).orElse(0L);
    }

    private Optional<AnchoredNote> anchorOf(String origin, long size) {
        return state.get(StateKeys.anchor(origin, size)).map(AnchoredNote::decode);
    }

    private AnchoredNote note(HeadToAnchor head) {
        return new AnchoredNote(transaction.id(), transaction.timestamp(), head.signedNote());
    }

    private static HeadDecision refused(Refusal.Code code, String detail) {
        return refused(code, detail, Optional.empty());
    }

    private static HeadDecision refused(Refusal.Code code, String detail, Optional<AnchoredNote> onLedger) {
        return new HeadDecision.Refused(new Refusal(code, detail), onLedger, false);
    }
}
