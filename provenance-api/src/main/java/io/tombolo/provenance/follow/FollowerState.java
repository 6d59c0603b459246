package io.tombolo.provenance.follow;

import java.util.Map;

/**
 * How the follower is doing.
 *
 * @param waiting facts read before what they rest on
 * @param unreadable records of the topics that could not be read at all since the start
 * @param message what is wrong, empty when nothing is
 * @param lag records of the topics that are not read yet, -1 where that is not known
 */
public record FollowerState(
        Phase phase, int waiting, long unreadable, String message, Map<String, Long> cursor, long lag) {
    public FollowerState {
        cursor = Map.copyOf(cursor);
    }

    /** Whose lag is not known. */
    public FollowerState(Phase phase, int waiting, long unreadable, String message, Map<String, Long> cursor) {
        this(phase, waiting, unreadable, message, cursor, -1);
    }

    /** The follower's life. */
    public enum Phase {
        /** Kafka or the topics are not there yet. */
        CONNECTING,
        /** Reading what was written before the start. */
        CATCHING_UP,
        FOLLOWING,
        /** Stopped for a reason that a restart does not cure; what is held is still served. */
        FAILED,
        STOPPED
    }
}
