package io.tombolo.dsp;

import static io.tombolo.dsp.Kind.NEGOTIATION;
import static io.tombolo.dsp.Kind.TRANSFER;
import static io.tombolo.dsp.Side.CONSUMER;
import static io.tombolo.dsp.Side.PROVIDER;
import static io.tombolo.dsp.State.ACCEPTED;
import static io.tombolo.dsp.State.AGREED;
import static io.tombolo.dsp.State.COMPLETED;
import static io.tombolo.dsp.State.FINALIZED;
import static io.tombolo.dsp.State.OFFERED;
import static io.tombolo.dsp.State.REQUESTED;
import static io.tombolo.dsp.State.STARTED;
import static io.tombolo.dsp.State.SUSPENDED;
import static io.tombolo.dsp.State.TERMINATED;
import static io.tombolo.dsp.State.VERIFIED;

import java.util.Arrays;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * The messages that change a state, and when each side may send them: both state machines of the specification as one table. A first
 * request has no state before it.
 */
enum Move {
    REQUEST(NEGOTIATION, "ContractRequestMessage", "request", EnumSet.of(CONSUMER), EnumSet.of(OFFERED), REQUESTED),
    OFFER(NEGOTIATION, "ContractOfferMessage", "offers", EnumSet.of(PROVIDER), EnumSet.of(REQUESTED), OFFERED),
    ACCEPT(
            NEGOTIATION,
            "ContractNegotiationEventMessage",
            "events",
            EnumSet.of(CONSUMER),
            EnumSet.of(OFFERED),
            ACCEPTED),
    AGREE(
            NEGOTIATION,
            "ContractAgreementMessage",
            "agreement",
            EnumSet.of(PROVIDER),
            EnumSet.of(REQUESTED, ACCEPTED),
            AGREED),
    VERIFY(
            NEGOTIATION,
            "ContractAgreementVerificationMessage",
            "agreement/verification",
            EnumSet.of(CONSUMER),
            EnumSet.of(AGREED),
            VERIFIED),
    FINALIZE(
            NEGOTIATION,
            "ContractNegotiationEventMessage",
            "events",
            EnumSet.of(PROVIDER),
            EnumSet.of(VERIFIED),
            FINALIZED),
    /** Ends a negotiation without an agreement. */
    TERMINATE(
            NEGOTIATION,
            "ContractNegotiationTerminationMessage",
            "termination",
            EnumSet.allOf(Side.class),
            EnumSet.of(REQUESTED, OFFERED, ACCEPTED, AGREED, VERIFIED),
            TERMINATED),

    TRANSFER_REQUEST(
            TRANSFER,
            "TransferRequestMessage",
            "request",
            EnumSet.of(CONSUMER),
            EnumSet.noneOf(State.class),
            REQUESTED),
    /** The provider's also begins; either side's ends a suspension of its own. */
    START(
            TRANSFER,
            "TransferStartMessage",
            "start",
            EnumSet.allOf(Side.class),
            EnumSet.of(REQUESTED, SUSPENDED),
            STARTED),
    SUSPEND(
            TRANSFER,
            "TransferSuspensionMessage",
            "suspension",
            EnumSet.allOf(Side.class),
            EnumSet.of(STARTED),
            SUSPENDED),
    COMPLETE(
            TRANSFER,
            "TransferCompletionMessage",
            "completion",
            EnumSet.allOf(Side.class),
            EnumSet.of(STARTED),
            COMPLETED),
    /** Ends a transfer before its end. */
    STOP(
            TRANSFER,
            "TransferTerminationMessage",
            "termination",
            EnumSet.allOf(Side.class),
            EnumSet.of(REQUESTED, STARTED, SUSPENDED),
            TERMINATED);

    private final Kind kind;
    private final String type;
    private final String path;

    @SuppressWarnings("ImmutableEnumChecker") // A copy, which can't be changed.
    private final Set<Side> senders;

    @SuppressWarnings("ImmutableEnumChecker") // A copy, which can't be changed.
    private final Set<State> before;

    private final State after;

    Move(Kind kind, String type, String path, Set<Side> senders, Set<State> before, State after) {
        this.kind = kind;
        this.type = type;
        this.path = path;
        this.senders = Set.copyOf(senders);
        this.before = Set.copyOf(before);
        this.after = after;
    }

    /** What a move leads to. */
    sealed interface Next {
        /** It is allowed. */
        record To(State state) implements Next {}

        /** It is not. */
        record Refused(String reason) implements Next {}
    }

    /** What follows when that side makes this move in that state. */
    Next from(State state, Side sender) {
        boolean begins = this == START && state == REQUESTED;
        if (!senders.contains(sender) || (begins && sender == CONSUMER)) {
            return new Next.Refused(type + ": not a message of the "
                    + sender.name().toLowerCase(Locale.ROOT) + (begins ? " in state " + state : ""));
        }
        return before.contains(state)
                ? new Next.To(after)
                : new Next.Refused(type + ": not possible in state " + state + ", must be "
                        + (before.isEmpty() ? "the first message" : new TreeSet<>(before).toString()));
    }

    /** The move that a message at this path asks for, sent by that side. */
    static Optional<Move> at(Kind kind, String path, Side sender) {
        return Arrays.stream(values())
                .filter(move -> move.kind == kind && move.path.equals(path) && move.senders.contains(sender))
                .findFirst();
    }

    /** The first message of an exchange. */
    static Move first(Kind kind) {
        return kind == NEGOTIATION ? REQUEST : TRANSFER_REQUEST;
    }

    Kind kind() {
        return kind;
    }

    /** {@code @type} of its message. */
    String type() {
        return type;
    }

    /** Below the exchange's own path. */
    String path() {
        return path;
    }

    State after() {
        return after;
    }
}
