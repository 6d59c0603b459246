package io.tombolo.kafka;

import java.time.Duration;
import java.util.Properties;
import kafka.server.KafkaConfig;
import kafka.server.KafkaRaftServer;
import org.apache.kafka.common.utils.Time;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Ends the registration that a killed process left in the cluster metadata, before the node starts again: a controller alone waits
 * until the dead broker's session is over and stops. Otherwise the node begins with partitions that seem to have a leader and then
 * have none, and Kafka 4.3 drops the markers of transactions that are decided (KAFKA-20734, docs/adr/0088).
 */
final class Fence {
    private static final Logger LOG = LoggerFactory.getLogger(Fence.class);
    private static final Duration WITHIN = Duration.ofMinutes(5);
    private static final Duration LOOK_EVERY = Duration.ofMillis(50);

    private Fence() {}

    /**
     * Returns at once for a folder whose node ended in order, or that never ran.
     *
     * @throws EmbeddedKafkaException when the registration is not ended within five minutes
     */
    static void endLastRun(EmbeddedKafka.Config config, int port, int controllerPort) {
        if (!LastRun.leftLeaders(config.folder())) {
            return;
        }
        long began = System.nanoTime();
        Properties settings = NodeSettings.controllerAlone(config, port, controllerPort);
        KafkaRaftServer controller = new KafkaRaftServer(KafkaConfig.fromProps(settings, false), Time.SYSTEM);
        try {
            Halts.failInstead(controller::startup);
            awaitNoLeaders(config, began);
        } catch (EmbeddedKafkaException e) {
            throw e;
        } catch (RuntimeException e) {
            throw new EmbeddedKafkaException(
                    "Kafka in " + config.dir()
                            + ": the controller that ends the registration of the broker that was killed"
                            + " did not start: " + e.getMessage(),
                    e);
        } finally {
            controller.shutdown();
            controller.awaitShutdown();
        }
        LOG.atInfo()
                .addKeyValue("folder", config.folder())
                .addKeyValue("ms", (System.nanoTime() - began) / 1_000_000)
                .log("The registration of a killed broker was ended before the start");
    }

    private static void awaitNoLeaders(EmbeddedKafka.Config config, long began) {
        while (LastRun.leftLeaders(config.folder())) {
            if (System.nanoTime() - began > WITHIN.toNanos()) {
                throw new EmbeddedKafkaException(
                        "Kafka in " + config.dir() + ": the registration of the broker that was killed did not end"
                                + " within " + WITHIN.toMinutes() + " min; see the log of the controller",
                        null);
            }
            try {
                Thread.sleep(LOOK_EVERY.toMillis());
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new EmbeddedKafkaException("Kafka in " + config.dir() + ": interrupted while it started", e);
            }
        }
    }
}
