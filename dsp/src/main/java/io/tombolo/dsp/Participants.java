package io.tombolo.dsp;

import java.util.Optional;

/** Who the other connectors are. */
public interface Participants {
    /**
     * The participant that sends a request.
     *
     * @param authorization header {@code Authorization}, empty where there is none
     * @return empty when nobody is known by it
     */
    Optional<String> sender(String authorization);

    /** Whether a sender speaks for a participant. */
    default boolean speaks(String sender, String participant) {
        return sender.equals(participant);
    }

    /** The header {@code Authorization} of requests to a participant; empty for none. */
    Optional<String> authorization(String participant);

    /** Everybody has that name and may speak for every participant, for a connector that only this machine reaches. */
    static Participants anybody(String name) {
        return new Participants() {
            @Override
            public Optional<String> sender(String authorization) {
                return Optional.of(name);
            }

            @Override
            public boolean speaks(String sender, String participant) {
                return true;
            }

            @Override
            public Optional<String> authorization(String participant) {
                return Optional.empty();
            }
        };
    }
}
