package io.tombolo.cli;

import io.tombolo.server.DataFolder;
import io.tombolo.server.Security;
import io.tombolo.server.ServerConfig;
import io.tombolo.server.Tombolo;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;

/**
 * What {@code tombolo up} runs, in this JVM: for tests that neither kill it nor read what it prints and logs. It costs a part of the CPU of
 * a {@link ServerProcess}, whose JVM loads and compiles everything again.
 */
final class NodeHere implements AutoCloseable {
    private final DataFolder folder;
    private final Tombolo node;

    private NodeHere(DataFolder folder, Tombolo node) {
        this.folder = folder;
        this.node = node;
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
        System.setProperty("tombolo.plugins", ServerProcess.PLUGINS);
        DataFolder folder = DataFolder.open(config.data());
        try {
            Tombolo node = Tombolo.start(
                    config,
                    folder,
                    Clock.systemUTC(),
                    // A busy machine is not what these tests are about.
                    Duration.ofMinutes(10),
                    System.out::println);
            folder.publishEndpoints(node.endpoints());
            return new NodeHere(folder, node);
        } catch (RuntimeException | Error e) {
            folder.close();
            throw e;
        }
    }

    String api() {
        return node.endpoints().api();
    }

    @Override
    public void close() {
        node.close();
        folder.close();
    }
}
