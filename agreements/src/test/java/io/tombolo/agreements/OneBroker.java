package io.tombolo.agreements;

import io.tombolo.kafka.EmbeddedKafka;
import io.tombolo.registry.EmbeddedRegistry;
import io.tombolo.schemas.registry.Compatibility;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/** Gives all tests of this JVM that ask for {@link Clients} one broker and its registry: each agreement has an id of its own. */
public final class OneBroker implements ParameterResolver {
    private static final ExtensionContext.Namespace STORE = ExtensionContext.Namespace.create(OneBroker.class);

    /** Settings of clients. */
    public record Clients(Map<String, String> kafka, Map<String, String> registry) {}

    /** What is closed when the last test is through. */
    private record Running(EmbeddedKafka broker, EmbeddedRegistry registry, Path folder) implements AutoCloseable {
        private static Running start() {
            try {
                Path folder = Files.createTempDirectory("one-broker");
                EmbeddedKafka broker = EmbeddedKafka.start(EmbeddedKafka.Config.loopback(folder));
                EmbeddedRegistry registry = EmbeddedRegistry.start(new EmbeddedRegistry.Config(
                        "127.0.0.1", 0, kafka(broker), "tombolo.schemas", Compatibility.BACKWARD_TRANSITIVE));
                return new Running(broker, registry, folder);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        private static Map<String, String> kafka(EmbeddedKafka broker) {
            return Map.of("bootstrap.servers", broker.bootstrapServers());
        }

        private Clients clients() {
            return new Clients(
                    kafka(broker), Map.of("schema.registry.url", registry.uri().toString()));
        }

        @Override
        public void close() throws IOException {
            registry.close();
            broker.close();
            try (Stream<Path> all = Files.walk(folder)) {
                for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
                    Files.delete(path);
                }
            }
        }
    }

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
        return parameter.getParameter().getType() == Clients.class;
    }

    @Override
    public Clients resolveParameter(ParameterContext parameter, ExtensionContext context) {
        return context.getStore(ExtensionContext.StoreScope.LAUNCHER_SESSION, STORE)
                .computeIfAbsent(Running.class, key -> Running.start(), Running.class)
                .clients();
    }
}
