package io.tombolo.junit;

import io.tombolo.server.Endpoints;
import io.tombolo.server.ServerConfig;
import io.tombolo.server.Tombolo;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * Gives a test class a node of its own: Kafka, registry, Connect, anchoring service, the ledger for development, read side and push, in
 * this JVM, on free ports of loopback and in a temporary folder. It starts before the first test and stops after the last. To be
 * registered in a static field:
 *
 * <pre>{@code
 * @RegisterExtension
 * static TomboloExtension tombolo = new TomboloExtension();
 * }</pre>
 */
public final class TomboloExtension implements BeforeAllCallback, AfterAllCallback {
    private @Nullable Path folder;
    private @Nullable Tombolo server;

    @Override
    public void beforeAll(ExtensionContext context) throws IOException {
        folder = Files.createTempDirectory("tombolo");
        server = Tombolo.start(ServerConfig.local(folder));
    }

    /**
     * Where the node's parts listen.
     *
     * @throws IllegalStateException outside a test of the class
     */
    public Endpoints endpoints() {
        if (server == null) {
            throw new IllegalStateException("no node: register the extension in a static field of the test class");
        }
        return server.endpoints();
    }

    @Override
    public void afterAll(ExtensionContext context) throws IOException {
        if (server != null) {
            server.close();
            server = null;
        }
        if (folder != null) {
            delete(folder);
        }
    }

    private static void delete(Path folder) throws IOException {
        List<Path> deepestFirst;
        try (Stream<Path> all = Files.walk(folder)) {
            deepestFirst = all.sorted(Comparator.reverseOrder()).toList();
        }
        for (Path path : deepestFirst) {
            Files.deleteIfExists(path);
        }
    }
}
