package io.tombolo.cli;

import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.util.ContextInitializer;
import ch.qos.logback.core.joran.spi.JoranException;
import io.tombolo.cli.shell.Logging;
import io.tombolo.provenance.store.LogStore;
import io.tombolo.server.DataFolder;
import io.tombolo.server.Ledgers;
import io.tombolo.server.Security;
import io.tombolo.server.ServerConfig;
import io.tombolo.server.Tombolo;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import org.slf4j.LoggerFactory;

/**
 * What {@code tombolo up} runs, in this JVM: for tests that do not kill it. It costs a part of the CPU of a {@link ServerProcess}, whose JVM
 * loads and compiles everything again.
 */
final class NodeHere implements AutoCloseable {
    private final DataFolder folder;
    private final Tombolo node;
    private final List<String> reports;
    private final boolean logs;

    private NodeHere(DataFolder folder, Tombolo node, List<String> reports, boolean logs) {
        this.folder = folder;
        this.node = node;
        this.reports = reports;
        this.logs = logs;
    }

    /** On free ports of loopback, ready when this returns. */
    static NodeHere up(Path data) {
        return up(ServerConfig.local(data));
    }

    /** The same, secured. */
    static NodeHere upSecured(Path data) {
        return up(ServerConfig.local(data).withSecurity(Security.lab()));
    }

    static NodeHere up(ServerConfig config) {
        return up(config, false);
    }

    /** The same, which logs to its data folder as {@code tombolo up} does, with all else that is logged in this JVM until it is closed. */
    static NodeHere upWithLog(ServerConfig config) {
        return up(config, true);
    }

    /** The same on free ports of loopback. */
    static NodeHere upWithLog(Path data) {
        return upWithLog(ServerConfig.local(data));
    }

    private static NodeHere up(ServerConfig config, boolean logs) {
        System.setProperty("tombolo.plugins", ServerProcess.PLUGINS);
        List<String> reports = new CopyOnWriteArrayList<>();
        DataFolder folder = DataFolder.open(config.data());
        try {
            if (logs) {
                Logging.toFolder(folder.sub("logs"), Logging.Form.TEXT);
            }
            Tombolo node = Tombolo.start(
                    config,
                    folder,
                    Clock.systemUTC(),
                    // A busy machine is not what these tests are about.
                    Duration.ofMinutes(10),
                    reports::add);
            folder.publishEndpoints(node.endpoints());
            return new NodeHere(folder, node, reports, logs);
        } catch (RuntimeException | Error e) {
            folder.close();
            throw e;
        }
    }

    /**
     * Sealing and anchoring as often as a {@link ServerProcess} on these ports: Kafka's, the registry's, Connect's, the read side's, and
     * push's if there are five.
     */
    static ServerConfig on(Path data, String host, List<Integer> ports, ServerConfig.PartnerPorts partners) {
        return new ServerConfig(
                data,
                host,
                ports.get(0),
                ports.get(1),
                ports.get(2),
                ports.get(3),
                ports.size() > 4 ? ports.get(4) : 0,
                0,
                100_000,
                Duration.ofMillis(200),
                Duration.ofMillis(300),
                Ledgers.on(Optional.empty()),
                List.of(),
                List.of(),
                Security.UNASKED,
                Map.of(),
                partners,
                Optional.empty(),
                LogStore.Objects.NONE);
    }

    /** The same on loopback, where no partner connects. */
    static ServerConfig on(Path data, List<Integer> ports) {
        return on(data, "127.0.0.1", ports, new ServerConfig.PartnerPorts(0, 0));
    }

    /** What it reported to its operator while it started, a line each. */
    List<String> reports() {
        return List.copyOf(reports);
    }

    String api() {
        return node.endpoints().api();
    }

    @Override
    public void close() {
        node.close();
        folder.close();
        if (logs) {
            logAsBefore();
        }
    }

    private static void logAsBefore() {
        LoggerContext context = (LoggerContext) LoggerFactory.getILoggerFactory();
        context.reset();
        try {
            new ContextInitializer(context).autoConfig();
        } catch (JoranException e) {
            throw new AssertionError(e);
        }
    }
}
