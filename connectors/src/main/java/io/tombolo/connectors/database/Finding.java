package io.tombolo.connectors.database;

/**
 * What a look at one of a database's settings came to.
 *
 * @param subject what was looked at, as {@code wal_level}
 * @param state whether the connector can work with it
 * @param found what is there
 * @param remedy what to do about it, in SQL where that is how; empty when nothing is to be done
 */
public record Finding(String subject, State state, String found, String remedy) {

    /** Whether the connector can work with what was found. */
    public enum State {
        GOOD,
        /** It works, but something will be missing or costs more. */
        WARNING,
        /** It can't work. */
        BAD
    }

    static Finding good(String subject, String found) {
        return new Finding(subject, State.GOOD, found, "");
    }

    static Finding bad(String subject, String found, String remedy) {
        return new Finding(subject, State.BAD, found, remedy);
    }

    static Finding warning(String subject, String found, String remedy) {
        return new Finding(subject, State.WARNING, found, remedy);
    }
}
