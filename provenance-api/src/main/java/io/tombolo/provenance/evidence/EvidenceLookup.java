package io.tombolo.provenance.evidence;

import java.nio.ByteBuffer;

/** The answer to a request for evidence. */
public sealed interface EvidenceLookup {
    /**
     * There is.
     *
     * @param file the evidence file, read-only
     */
    record Found(ByteBuffer file) implements EvidenceLookup {
        public Found {
            file = file.asReadOnlyBuffer();
        }

        @Override
        public ByteBuffer file() {
            return file.duplicate();
        }
    }

    /** There is none, for a reason that the caller can understand. */
    record Unavailable(Reason reason, String message) implements EvidenceLookup {}

    /** Why there is no evidence. */
    enum Reason {
        UNKNOWN_DATASET,
        UNKNOWN_PARTITION,
        /** No record was ever committed at this offset, or none that the log knows of. */
        UNKNOWN_OFFSET,
        /** The log will hold it, or holds it, but no checkpoint covers it yet: ask again. */
        NOT_YET_SEALED,
        /** Sealed, but the topic does not hold the record any more. */
        RECORD_GONE,
        /** Kafka or the registry is out of reach. */
        UNREACHABLE
    }
}
