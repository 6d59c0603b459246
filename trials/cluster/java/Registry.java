import io.tombolo.http.server.Protection;
import io.tombolo.registry.EmbeddedRegistry;
import io.tombolo.schemas.registry.Compatibility;
import java.time.Clock;
import java.util.Map;
import java.util.concurrent.CountDownLatch;

/** Tombolo's registry alone, against a cluster: {@code Registry HOST PORT BOOTSTRAP}. SIGTERM ends it. */
public final class Registry {
    public static void main(String[] arguments) throws Exception {
        EmbeddedRegistry registry = EmbeddedRegistry.start(new EmbeddedRegistry.Config(
                arguments[0],
                Integer.parseInt(arguments[1]),
                Map.of("bootstrap.servers", arguments[2]),
                "tombolo.schemas",
                Compatibility.BACKWARD,
                // The namespaces' own network is in the place of a proxy that ends TLS.
                Protection.of(true, "", "", "", "", Clock.systemUTC())));
        CountDownLatch ended = new CountDownLatch(1);
        Runtime.getRuntime()
                .addShutdownHook(new Thread(
                        () -> {
                            registry.close();
                            ended.countDown();
                        },
                        "end"));
        ended.await();
    }
}
