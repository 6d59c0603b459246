package io.tombolo.reconcile.source;

import com.fasterxml.jackson.databind.JsonNode;
import org.jspecify.annotations.Nullable;

/** Where a snapshot is in the database's history: which change events it holds, and which come after it. */
public interface Cut {

    /** As it is reported, to people and in the published result. */
    String position();

    /**
     * Whether the snapshot holds what an event says.
     *
     * @param position the event's {@code source.position}
     * @param transaction the event's {@code source.transaction}
     * @throws IllegalArgumentException when the position is not one of this kind of database
     */
    boolean holds(String position, @Nullable String transaction);

    /** A number that grows along the database's log, by which a truncation is put after the rows that it removed. */
    long order(String position);

    /** Whether a connector with this source offset has read all that the snapshot holds. */
    boolean passed(JsonNode offset);
}
