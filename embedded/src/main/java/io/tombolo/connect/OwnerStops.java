package io.tombolo.connect;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
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
 *
 * <p>Nor does it end the process when it can't start: then the start fails. An end of the process would wait for the owner, who waits for the
 * start (docs/adr/0183).
 */
final class OwnerStops {
    private static final String CONNECTS_HOOK = "connect-shutdown-hook";

    /** Workers that start, by their addresses, {@code host:port}. */
    private static final Map<String, Start> STARTING = new ConcurrentHashMap<>();

    private record Start(Thread thread, AtomicBoolean gaveUp) {}

    static {
        // Connect ends the process from a thread of the worker's, or from the one that starts it.
        Exit.setExitProcedure((status, message) -> {
            Thread thread = Thread.currentThread();
            STARTING.entrySet().stream()
                    .filter(one -> one.getValue().thread().equals(thread)
                            || thread.getName().contains("-" + one.getKey() + "-"))
                    .findFirst()
                    .ifPresentOrElse(
                            one -> one.getValue().gaveUp().set(true),
                            () -> Runtime.getRuntime().exit(status));
        });
    }

    private OwnerStops() {}

    /** Whether Connect gave a worker up that starts, for which it would end the process. */
    static boolean gaveUp(String worker) {
        Start start = STARTING.get(worker);
        return start != null && start.gaveUp().get();
    }

    /** From now on it ends the process as Connect has it. */
    static void started(String worker) {
        STARTING.remove(worker);
    }

    /** {@code beforeKafka} is called when the plugins are found: all that follows needs Kafka. */
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

        /** Next Connect asks Kafka for its cluster, and gives up where Kafka takes longer than a minute to start. */
        @Override
        protected DistributedConfig createConfig(Map<String, String> worker) {
            DistributedConfig config = super.createConfig(worker);
            beforeKafka.run();
            return config;
        }

        @Override
        protected DistributedHerder createHerder(
                DistributedConfig config,
                String workerId,
                Plugins plugins,
                ConnectorClientConfigOverridePolicy overrides,
                RestServer server,
                RestClient client) {
            STARTING.put(workerId, new Start(Thread.currentThread(), new AtomicBoolean()));
            try {
                return super.createHerder(config, workerId, plugins, overrides, server, client);
            } catch (RuntimeException e) {
                STARTING.remove(workerId);
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
