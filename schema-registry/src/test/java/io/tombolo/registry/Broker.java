package io.tombolo.registry;

import io.tombolo.kafka.EmbeddedKafka;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/** One broker for all tests of this JVM, stopped after the last: each test class has topics of its own. */
final class Broker implements BeforeAllCallback {

    private static String bootstrapServers = "";

    @Override
    public void beforeAll(ExtensionContext context) {
        Running broker = context.getStore(
                        ExtensionContext.StoreScope.LAUNCHER_SESSION, ExtensionContext.Namespace.GLOBAL)
                .computeIfAbsent(Running.class, key -> Running.start(), Running.class);
        bootstrapServers = broker.kafka().bootstrapServers();
    }

    static String bootstrapServers() {
        return bootstrapServers;
    }

    /** A registry on a free port, with its schemas in this topic. */
    static EmbeddedRegistry.Config registry(String topic) {
        return new EmbeddedRegistry.Config("127.0.0.1", 0, Map.of("bootstrap.servers", bootstrapServers), topic);
    }

    private record Running(EmbeddedKafka kafka, Path folder) implements AutoCloseable {

        static Running start() {
            try {
                Path folder = Files.createTempDirectory("tombolo-broker");
                return new Running(EmbeddedKafka.start(EmbeddedKafka.Config.loopback(folder)), folder);
            } catch (IOException e) {
                throw new AssertionError(e);
            }
        }

        @Override
        public void close() throws IOException {
            kafka.close();
            List<Path> left;
            try (Stream<Path> files = Files.walk(folder)) {
                left = files.sorted(Comparator.reverseOrder()).toList();
            }
            for (Path path : left) {
                Files.delete(path);
            }
        }
    }
}
