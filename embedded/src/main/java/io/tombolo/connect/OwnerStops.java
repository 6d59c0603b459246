package io.tombolo.connect;

import java.util.Map;
import org.apache.kafka.common.utils.Exit;
import org.apache.kafka.connect.cli.ConnectDistributed;
import org.apache.kafka.connect.connector.policy.ConnectorClientConfigOverridePolicy;
import org.apache.kafka.connect.runtime.Connect;
import org.apache.kafka.connect.runtime.distributed.DistributedConfig;
import org.apache.kafka.connect.runtime.distributed.DistributedHerder;
import org.apache.kafka.connect.runtime.isolation.Plugins;
import org.apache.kafka.connect.runtime.rest.RestClient;
import org.apache.kafka.connect.runtime.rest.RestServer;
import org.eclipse.jetty.util.thread.ShutdownThread;

/**
 * Starts Connect without what stops it when the process is asked to end: one hook of its own, and one of its web server's. With the owner,
 * who closes the worker, there would be three at a time. The second to stop Connect does not wait for the first, so that Kafka went while the
 * worker still needed it; and a web server that is stopped twice at once may be left half stopped, with somebody waiting for its end.
 */
final class OwnerStops {
    private static final String CONNECTS_HOOK = "connect-shutdown-hook";

    private OwnerStops() {}

    /** {@code beforeKafka} is called when all is done that needs no Kafka: the plugins are found, and the web server is made. */
    static synchronized Connect<?> startConnect(Map<String, String> worker, Runnable beforeKafka) {
        Exit.setShutdownHookAdder((name, hook) -> {
            if (!name.equals(CONNECTS_HOOK)) {
                Runtime.getRuntime().addShutdownHook(new Thread(hook, name));
            }
        });
        try {
            return new WaitingForKafka(beforeKafka).startConnect(worker);
        } finally {
            Exit.resetShutdownHookAdder();
            forgetWebServers();
        }
    }

    private static final class WaitingForKafka extends ConnectDistributed {
        private final Runnable beforeKafka;

        WaitingForKafka(Runnable beforeKafka) {
            this.beforeKafka = beforeKafka;
        }

        @Override
        protected DistributedHerder createHerder(
                DistributedConfig config,
                String workerId,
                Plugins plugins,
                ConnectorClientConfigOverridePolicy overrides,
                RestServer server,
                RestClient client) {
            try {
                beforeKafka.run();
                return super.createHerder(config, workerId, plugins, overrides, server, client);
            } catch (RuntimeException e) {
                server.stop();
                throw e;
            }
        }
    }

    /** Every web server of this JVM has an owner that closes it. */
    private static void forgetWebServers() {
        try {
            Runtime.getRuntime().removeShutdownHook(ShutdownThread.getInstance());
        } catch (IllegalStateException e) {
            // The process is ending already.
        }
    }
}
