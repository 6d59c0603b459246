package io.tombolo.dsp;

import java.util.Optional;

/** What this connector does next without being asked. */
@FunctionalInterface
interface Decisions {
    /** The move to make in this state, if there is one; asked after each change, and again after a restart. */
    Optional<Move> next(Exchange exchange);

    /**
     * A provider agrees to its own offers and starts transfers; a consumer accepts what it asked for, and confirms an agreement about it.
     * Everything else waits for the operator.
     */
    static Decisions standard() {
        return exchange -> {
            if (exchange.side() == Side.PROVIDER) {
                return switch (exchange.state()) {
                    case REQUESTED -> Optional.of(exchange.kind() == Kind.NEGOTIATION ? Move.AGREE : Move.START);
                    case ACCEPTED -> Optional.of(Move.AGREE);
                    case VERIFIED -> Optional.of(Move.FINALIZE);
                    default -> Optional.empty();
                };
            }
            return switch (exchange.state()) {
                case OFFERED -> exchange.isAsRequested() ? Optional.of(Move.ACCEPT) : Optional.empty();
                case AGREED -> Optional.of(exchange.isAsRequested() ? Move.VERIFY : Move.TERMINATE);
                default -> Optional.empty();
            };
        };
    }
}
