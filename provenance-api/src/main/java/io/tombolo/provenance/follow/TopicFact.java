package io.tombolo.provenance.follow;

import io.tombolo.provenance.store.HeldAnchor;
import io.tombolo.provenance.store.HeldCheckpoint;
import io.tombolo.provenance.store.LogView;
import io.tombolo.schemas.Origin;
import java.util.Optional;

/** What one record of the topics says. */
sealed interface TopicFact {
    /** The log that it is about; empty where the record does not even say that. */
    Optional<Origin> about();

    record Bundle(Origin origin, long index, Bytes bytes) implements TopicFact {
        @Override
        public Optional<Origin> about() {
            return Optional.of(origin);
        }
    }

    record Sealed(Origin origin, HeldCheckpoint head) implements TopicFact {
        @Override
        public Optional<Origin> about() {
            return Optional.of(origin);
        }
    }

    record Anchored(Origin origin, HeldAnchor anchor) implements TopicFact {
        @Override
        public Optional<Origin> about() {
            return Optional.of(origin);
        }
    }

    /** A record that must not be trusted, and why. */
    record Unbelievable(Optional<Origin> about, LogView.Fault.Kind kind, long size, String message, String note)
            implements TopicFact {}

    /** The bytes of a bundle; nobody changes them. */
    final class Bytes {
        private final byte[] bytes;

        Bytes(byte[] bytes) {
            this.bytes = bytes;
        }

        @SuppressWarnings("EI_EXPOSE_REP")
        byte[] array() {
            return bytes;
        }
    }
}
