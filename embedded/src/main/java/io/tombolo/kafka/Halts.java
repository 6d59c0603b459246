package io.tombolo.kafka;

import org.apache.kafka.common.utils.Exit;

/**
 * Kafka halts the process when its controller can't start, as on a port that somebody has taken, without a word to the owner of the
 * process. While a node starts, its start fails instead; later it is as Kafka has it.
 */
final class Halts {
    private static final ThreadLocal<Boolean> STARTING = ThreadLocal.withInitial(() -> false);

    static {
        Exit.setHaltProcedure((status, message) -> {
            if (STARTING.get()) {
                throw new EmbeddedKafkaException(
                        "Kafka gave up with status " + status + "; its log has the reason", null);
            }
            Runtime.getRuntime().halt(status);
        });
    }

    private Halts() {}

    /** Runs what would halt the process; on this thread it fails instead. */
    static void failInstead(Runnable start) {
        STARTING.set(true);
        try {
            start.run();
        } finally {
            STARTING.remove();
        }
    }
}
