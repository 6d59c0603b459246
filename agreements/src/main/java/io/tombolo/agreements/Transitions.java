package io.tombolo.agreements;

import java.util.List;
import java.util.Optional;

/** Which action leads from which state to which, and who may do it: the whole table. */
final class Transitions {
    private Transitions() {}

    private enum Who {
        PROVIDER,
        CONSUMER,
        EITHER,
        THE_ONE_BEFORE
    }

    /** A line of the table. */
    record Transition(State to, Who who) {
        /** @param before who took the step before */
        List<Party> may(Terms terms, String before) {
            return switch (who) {
                case PROVIDER -> List.of(terms.provider());
                case CONSUMER -> List.of(terms.consumer());
                case EITHER -> List.of(terms.provider(), terms.consumer());
                case THE_ONE_BEFORE -> List.of(
                        terms.provider().name().equals(before) ? terms.provider() : terms.consumer());
            };
        }
    }

    static Optional<Transition> of(Optional<State> from, Action action) {
        State state = from.orElse(null);
        return switch (action) {
            case REQUEST -> line(state == null || state == State.OFFERED, State.REQUESTED, Who.CONSUMER);
            case OFFER -> line(state == null || state == State.REQUESTED, State.OFFERED, Who.PROVIDER);
            case ACCEPT -> line(
                    state == State.OFFERED || state == State.REQUESTED,
                    State.AGREED,
                    state == State.OFFERED ? Who.CONSUMER : Who.PROVIDER);
            case FINALIZE -> line(state == State.AGREED, State.FINALIZED, Who.PROVIDER);
            case SUSPEND -> line(state == State.FINALIZED, State.SUSPENDED, Who.EITHER);
            case RESUME -> line(state == State.SUSPENDED, State.FINALIZED, Who.THE_ONE_BEFORE);
            case END -> line(state != null && state != State.TERMINATED, State.TERMINATED, Who.EITHER);
        };
    }

    private static Optional<Transition> line(boolean possible, State to, Who who) {
        return possible ? Optional.of(new Transition(to, who)) : Optional.empty();
    }
}
