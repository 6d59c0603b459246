package io.tombolo.agreements;

import io.tombolo.merkle.Hash;
import io.tombolo.merkle.MalformedException;
import io.tombolo.merkle.note.NoteCheck;
import io.tombolo.merkle.note.SignedNote;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** An agreement as its signed steps made it; immutable. What is refused leaves it as it is. */
public final class Agreement {
    /** How far two organisations' clocks may be apart where their times are compared. */
    public static final Duration CLOCKS = Duration.ofMinutes(5);

    private final List<Taken> taken;
    private final Terms terms;
    private final State state;

    /**
     * A step that was taken.
     *
     * @param note the signed step
     * @param proposed the terms that it proposes; only of {@link Action#OFFER} and {@link Action#REQUEST}
     * @param by the organisation that signed it
     */
    public record Taken(Step step, SignedNote note, Optional<Terms> proposed, String by) {}

    /** What happened to a step. */
    public sealed interface Outcome {
        /** It was taken. */
        record Changed(Agreement agreement) implements Outcome {}

        /** It was not. */
        record Refused(Refusal why) implements Outcome {}
    }

    private Agreement(List<Taken> taken, Terms terms, State state) {
        this.taken = List.copyOf(taken);
        this.terms = terms;
        this.state = state;
    }

    /**
     * Takes a step, or refuses it.
     *
     * @param before the agreement; empty for a first step
     * @param note the signed step
     * @param proposed the text of the terms that it proposes, if it proposes any
     * @param now the time by which the period is judged; for a step that was taken before, the step's own
     */
    public static Outcome take(Optional<Agreement> before, SignedNote note, Optional<String> proposed, Instant now) {
        try {
            Step step = Step.parse(note.text());
            return check(before, step, note, proposed.map(Terms::parse), now);
        } catch (MalformedException e) {
            return refused(Refusal.Code.MALFORMED, String.valueOf(e.getMessage()));
        }
    }

    private static Outcome check(
            Optional<Agreement> before, Step step, SignedNote note, Optional<Terms> proposed, Instant now) {
        int expected = before.map(one -> one.taken.size()).orElse(0);
        if (step.number() < expected) {
            return refused(
                    Refusal.Code.REPLAYED,
                    name(step) + ": number " + step.number() + " was taken before, next is " + expected);
        }
        if (before.isEmpty() && step.number() > 0) {
            return refused(Refusal.Code.UNKNOWN, "there is no agreement " + step.id());
        }
        if (proposed.isPresent() != step.action().proposes()) {
            return refused(
                    Refusal.Code.MALFORMED,
                    name(step)
                            + (proposed.isPresent()
                                    ? ": proposes no terms, but some are given"
                                    : ": terms are missing"));
        }
        Terms terms = proposed.or(() -> before.map(Agreement::terms)).orElse(null);
        if (terms == null) {
            return refused(Refusal.Code.OUT_OF_ORDER, name(step) + ": an agreement begins with request or offer");
        }
        Hash previous = before.map(one -> one.last().step().hash()).orElse(terms.hash());
        if (!step.id().equals(terms.id())
                || !step.terms().equals(terms.hash())
                || !step.previous().equals(previous)
                || before.filter(one -> !isSameDeal(one.terms, terms)).isPresent()) {
            return refused(Refusal.Code.ALTERED, name(step) + ": signed for other terms, or another history");
        }
        return next(before, step, note, proposed, terms, now);
    }

    /** Proposals may change what is agreed, never between whom or about which dataset. */
    private static boolean isSameDeal(Terms one, Terms other) {
        return one.id().equals(other.id())
                && one.provider().equals(other.provider())
                && one.consumer().equals(other.consumer())
                && one.dataset().equals(other.dataset());
    }

    private static Outcome next(
            Optional<Agreement> before,
            Step step,
            SignedNote note,
            Optional<Terms> proposed,
            Terms terms,
            Instant now) {
        Optional<Transitions.Transition> found = Transitions.of(before.map(Agreement::state), step.action());
        if (found.isEmpty()) {
            return refused(
                    Refusal.Code.OUT_OF_ORDER,
                    name(step) + ": not possible in state "
                            + before.map(one -> one.state().name()).orElse("none"));
        }
        String suspended = before.map(one -> one.last().by()).orElse("");
        List<Party> may = found.get().may(terms, suspended);
        if (note.signatures().size() != 1) {
            return refused(
                    Refusal.Code.WRONG_SIGNER,
                    name(step) + ": " + note.signatures().size() + " signatures, must be 1");
        }
        if (!(note.verify(may.stream().map(Party::verifier).toList()) instanceof NoteCheck.Signed signed)) {
            return refused(
                    Refusal.Code.WRONG_SIGNER,
                    name(step) + ": not signed by "
                            + String.join(" or ", may.stream().map(Party::name).toList())
                            + " with the key of the terms");
        }
        if (step.action() != Action.END && !now.isBefore(terms.until())) {
            return refused(Refusal.Code.EXPIRED, name(step) + ": the period ended at " + terms.until());
        }
        List<Taken> all = new ArrayList<>(before.map(Agreement::taken).orElse(List.of()));
        all.add(new Taken(step, note, proposed, signed.by().get(0).name()));
        return new Outcome.Changed(new Agreement(all, terms, found.get().to()));
    }

    private static String name(Step step) {
        return step.action().word() + " of " + step.id();
    }

    private static Outcome refused(Refusal.Code code, String detail) {
        return new Outcome.Refused(new Refusal(code, detail));
    }

    /** The step that a side may sign next, about these terms. */
    public Step next(Action action, Instant at, String reason) {
        return new Step(action, id(), taken.size(), last().step().hash(), terms.hash(), at, reason);
    }

    /** As {@link #next(Action, Instant, String)}, which proposes other terms. */
    public Step next(Action action, Terms other, Instant at) {
        return new Step(action, id(), taken.size(), last().step().hash(), other.hash(), at, Step.NO_REASON);
    }

    public String id() {
        return terms.id();
    }

    /** Those that were proposed last. */
    public Terms terms() {
        return terms;
    }

    public State state() {
        return state;
    }

    /** All steps, in their order. */
    public List<Taken> taken() {
        return taken;
    }

    public Taken last() {
        return taken.get(taken.size() - 1);
    }

    /** Whether the consumer may read now. */
    public boolean inForce(Instant now) {
        return state == State.FINALIZED && terms.apply(now);
    }

    /** Whether it was in force at any moment from {@link #CLOCKS} before one until {@link #CLOCKS} behind another. */
    public boolean wasInForce(Instant from, Instant until) {
        Instant earliest = from.minus(CLOCKS);
        Instant latest = until.plus(CLOCKS);
        Optional<Instant> since = Optional.empty();
        for (Taken one : taken) {
            boolean begins =
                    one.step().action() == Action.FINALIZE || one.step().action() == Action.RESUME;
            if (since.isPresent() && !begins && meet(since.get(), one.step().at(), earliest, latest)) {
                return true;
            }
            since = begins ? Optional.of(one.step().at()) : Optional.empty();
        }
        return since.isPresent() && meet(since.get(), terms.until(), earliest, latest);
    }

    private boolean meet(Instant from, Instant until, Instant earliest, Instant latest) {
        Instant begin = from.isAfter(terms.from()) ? from : terms.from();
        Instant end = until.isBefore(terms.until()) ? until : terms.until();
        return begin.isBefore(latest) && end.isAfter(earliest);
    }
}
