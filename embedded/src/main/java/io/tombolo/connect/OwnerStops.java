package io.tombolo.connect;

import java.util.Map;
import org.apache.kafka.common.utils.Exit;
import org.apache.kafka.connect.cli.ConnectDistributed;
import org.apache.kafka.connect.runtime.Connect;
import org.eclipse.jetty.util.thread.ShutdownThread;

/**
 * Starts Connect without what stops it when the process is asked to end: one hook of its own, and one of its web server's. With the owner,
 * who closes the worker, there would be three at a time. The second to stop Connect does not wait for the first, so that Kafka went while the
 * worker still needed it; and a web server that is stopped twice at once may be left half stopped, with somebody waiting for its end.
 */
final class OwnerStops {
    private static final String CONNECTS_HOOK = "connect-shutdown-hook";

    private OwnerStops() {}

    static synchronized Connect<?> startConnect(Map<String, String> worker) {
        Exit.setShutdownHookAdder((name, hook) -> {
            if (!name.equals(CONNECTS_HOOK)) {
                Runtime.getRuntime().addShutdownHook(new Thread(hook, name));
            }
        });
        try {
            return new ConnectDistributed().startConnect(worker);
        } finally {
            Exit.resetShutdownHookAdder();
            forgetWebServers();
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
