package io.tombolo.kafka;

import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Properties;
import java.util.stream.Collectors;
import kafka.server.KafkaConfig;
import kafka.server.KafkaRaftServer;
import org.apache.kafka.common.utils.Time;
import org.apache.kafka.metadata.storage.Formatter;
import org.apache.kafka.server.common.Feature;
import org.apache.kafka.server.common.MetadataVersion;
import org.jspecify.annotations.Nullable;

/** A broker beside the embedded one, so that some partitions can be without a leader while the others continue. */
public final class SecondBroker implements AutoCloseable {
    private static final int ID = 2;

    private final Properties settings;
    private @Nullable KafkaRaftServer server;

    private SecondBroker(Properties settings) {
        this.settings = settings;
    }

    /** Joins the cluster of a controller that listens on that port, node 1; what it needs is in {@code dir}. */
    public static SecondBroker start(Path dir, String clusterId, int controllerPort, int port) throws Exception {
        return start(List.of(dir), clusterId, controllerPort, port, "127.0.0.1");
    }

    /**
     * The same with several folders.
     *
     * @param dirs the first keeps the metadata; the broker works on without one of the others
     * @param host the name that clients are given
     */
    public static SecondBroker start(List<Path> dirs, String clusterId, int controllerPort, int port, String host)
            throws Exception {
        String dir = dirs.get(0).toString();
        new Formatter()
                .setPrintStream(new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8))
                .setNodeId(ID)
                .setClusterId(clusterId)
                .setDirectories(dirs.stream().map(Path::toString).toList())
                .setMetadataLogDirectory(dir)
                .setControllerListenerName("CONTROLLER")
                .setHasDynamicQuorum(false)
                .setSupportedFeatures(Feature.PRODUCTION_FEATURES)
                .setReleaseVersion(MetadataVersion.LATEST_PRODUCTION)
                .run();
        Properties settings = new Properties();
        settings.setProperty("process.roles", "broker");
        settings.setProperty("node.id", Integer.toString(ID));
        settings.setProperty("listeners", "PLAINTEXT://127.0.0.1:" + port);
        settings.setProperty("listener.security.protocol.map", "PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT");
        settings.setProperty("controller.listener.names", "CONTROLLER");
        settings.setProperty("controller.quorum.voters", "1@127.0.0.1:" + controllerPort);
        settings.setProperty("advertised.listeners", "PLAINTEXT://" + host + ":" + port);
        settings.setProperty("metadata.log.dir", dir);
        settings.setProperty("log.dirs", dirs.stream().map(Path::toString).collect(Collectors.joining(",")));
        settings.setProperty("log.cleaner.dedupe.buffer.size", "16777216");
        // As the embedded node has it: brokers must agree on who coordinates what.
        settings.setProperty("transaction.state.log.num.partitions", "8");
        settings.setProperty("offsets.topic.num.partitions", "8");
        SecondBroker broker = new SecondBroker(settings);
        broker.start();
        return broker;
    }

    /** Starts it again after {@link #close}. */
    public void start() {
        server = new KafkaRaftServer(KafkaConfig.fromProps(settings, false), Time.SYSTEM);
        server.startup();
    }

    @Override
    public void close() {
        if (server != null) {
            server.shutdown();
            server.awaitShutdown();
            server = null;
        }
    }
}
