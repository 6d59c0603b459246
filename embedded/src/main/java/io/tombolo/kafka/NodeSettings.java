package io.tombolo.kafka;

import java.time.Duration;
import java.util.Map;
import java.util.Properties;
import java.util.Set;

/** The broker settings of a single node on a small machine, each with its reason. */
final class NodeSettings {

    static final int NODE_ID = 1;
    static final String CONTROLLER = "CONTROLLER";

    /** A start under heavy load takes its time: the default of one minute would end it. */
    static final Duration REGISTERED_WITHIN = Duration.ofMinutes(5);

    private NodeSettings() {}

    static Properties of(EmbeddedKafka.Config config, int port, int controllerPort) {
        Properties settings = new Properties();
        identity(settings, config, port, controllerPort);
        oneOfEverything(settings);
        quickAndSmall(settings);
        // A typo in a topic's name must not make a topic. Connect makes its own by topic.creation.*.
        settings.setProperty("auto.create.topics.enable", "false");
        config.security().ifPresent(security -> settings.putAll(security.broker(config, port, controllerPort)));
        settings.putAll(config.overrides());
        return settings;
    }

    /** The same node as a controller only, which takes a broker for dead after a second. */
    static Properties controllerAlone(EmbeddedKafka.Config config, int port, int controllerPort) {
        Properties settings = of(config, port, controllerPort);
        settings.keySet()
                .removeAll(Set.of("advertised.listeners", "inter.broker.listener.name", "early.start.listeners"));
        settings.setProperty("process.roles", "controller");
        settings.setProperty("listeners", CONTROLLER + "://" + config.controllerHost() + ":" + controllerPort);
        settings.setProperty("broker.session.timeout.ms", "1000");
        return settings;
    }

    private static void identity(Properties settings, EmbeddedKafka.Config config, int port, int controllerPort) {
        String broker = "PLAINTEXT://" + config.host() + ":" + port;
        String controller = config.host() + ":" + controllerPort;
        settings.setProperty("process.roles", "broker,controller");
        settings.setProperty("node.id", Integer.toString(NODE_ID));
        settings.setProperty("listeners", broker + "," + CONTROLLER + "://" + controller);
        settings.setProperty("advertised.listeners", broker);
        settings.setProperty("listener.security.protocol.map", "PLAINTEXT:PLAINTEXT," + CONTROLLER + ":PLAINTEXT");
        settings.setProperty("inter.broker.listener.name", "PLAINTEXT");
        settings.setProperty("controller.listener.names", CONTROLLER);
        // Static voters, because a dynamic quorum keeps the address on disk and ports change between starts.
        settings.setProperty("controller.quorum.voters", NODE_ID + "@" + controller);
        settings.setProperty("log.dirs", config.folder().toString());
    }

    private static void oneOfEverything(Properties settings) {
        Map.of(
                        "default.replication.factor", "1",
                        "min.insync.replicas", "1",
                        "offsets.topic.replication.factor", "1",
                        "transaction.state.log.replication.factor", "1",
                        "transaction.state.log.min.isr", "1",
                        "share.coordinator.state.topic.replication.factor", "1",
                        "share.coordinator.state.topic.min.isr", "1",
                        "offsets.topic.num.partitions", "8",
                        "transaction.state.log.num.partitions", "8",
                        "share.coordinator.state.topic.num.partitions", "1")
                .forEach(settings::setProperty);
    }

    private static void quickAndSmall(Properties settings) {
        Map.of(
                        "group.initial.rebalance.delay.ms", "0",
                        // Nobody could take over from the only broker. To take it for dead while it is only slow, or
                        // suspended, leaves its partitions without a leader (Fence has the other half).
                        "broker.session.timeout.ms", "86400000",
                        "broker.heartbeat.interval.ms", "500",
                        "num.network.threads", "2",
                        "num.io.threads", "4",
                        "background.threads", "4",
                        // Taken from the heap at start: 128 MiB by default.
                        "log.cleaner.dedupe.buffer.size", "16777216",
                        "controlled.shutdown.enable", "true")
                .forEach(settings::setProperty);
        // The only controller has no follower that needs to learn that it lives: Kafka's 500 ms wake up ten threads.
        settings.setProperty("metadata.max.idle.interval.ms", "30000");
        settings.setProperty("initial.broker.registration.timeout.ms", Long.toString(REGISTERED_WITHIN.toMillis()));
    }
}
