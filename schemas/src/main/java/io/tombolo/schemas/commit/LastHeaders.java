package io.tombolo.schemas.commit;

import org.jspecify.annotations.Nullable;

/** A record's headers, of which the last counts where several have one name, as Kafka's own look-up has it. */
@FunctionalInterface
public interface LastHeaders {

    /** The value of the last header of this name, not to be written to; null when there is none, or none with a value. */
    byte @Nullable [] value(String name);
}
