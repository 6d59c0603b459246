package io.tombolo.ledger.fabric;

import io.grpc.Status;
import io.tombolo.ledger.LedgerPeer;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.hyperledger.fabric.client.GatewayException;
import org.hyperledger.fabric.client.SubmitException;
import org.hyperledger.fabric.protos.gateway.ErrorDetail;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The configured gateway peers; the one in use stays in use until a call says that another may do better. All are asked
 * whether they answer, as often as somebody looks at {@link #peers()}. Only a server's loss and its return are logged; each failure of a call is counted.
 */
final class GatewayConnections implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(GatewayConnections.class);

    private final List<GatewayConnection> connections;
    private final AtomicInteger current = new AtomicInteger();
    private final Orderers orderers = new Orderers();
    private final ExecutorService probes = Executors.newCachedThreadPool(task -> {
        Thread thread = new Thread(task, "fabric-probe");
        thread.setDaemon(true);
        return thread;
    });

    GatewayConnections(FabricLedger.Config config) {
        connections = config.gateways().stream()
                .map(peer -> new GatewayConnection(peer, config))
                .toList();
    }

    /** One call to one gateway. */
    @FunctionalInterface
    interface Call<T> {
        T on(GatewayConnection connection) throws GatewayException;
    }

    GatewayConnection current() {
        return connections.get(current.get() % connections.size());
    }

    /**
     * Tries each gateway once, as long as the failure is that gateway's own. For calls that change nothing: what may have
     * been submitted must not be tried elsewhere as if it had not.
     */
    <T> T onAny(Call<T> call) throws GatewayException {
        GatewayException last = null;
        for (int i = 0; i < connections.size(); i++) {
            GatewayConnection connection = current();
            try {
                T result = call.on(connection);
                answered(connection);
                return result;
            } catch (GatewayException e) {
                if (!Failures.anotherGatewayMayDoBetter(e)) {
                    throw e;
                }
                last = e;
                leave(connection, e);
            }
        }
        throw java.util.Objects.requireNonNull(last);
    }

    /** The next gateway is taken from now on, unless somebody moved on already. */
    void leave(GatewayConnection connection, GatewayException why) {
        leave(connection, why.getStatus());
    }

    void leave(GatewayConnection connection, Status why) {
        takeNextAfter(connection);
        if (connection.failed()) {
            lost(connection, why);
        }
    }

    /** A transaction was not taken. Whether its peer answers is asked by itself, where that is not known. */
    void notSubmitted(GatewayConnection connection, SubmitException why) {
        if (!Failures.isOfOrderers(why)) {
            leave(connection, why.getStatus());
            return;
        }
        takeNextAfter(connection);
        List<String> named =
                why.getDetails().stream().map(ErrorDetail::getAddress).toList();
        if (orderers.failed(named)) {
            LOG.atWarn()
                    .addKeyValue("peer", connection)
                    .addKeyValue("orderers", named)
                    .addKeyValue("status", why.getStatus())
                    .log("orderers take no transaction");
        }
    }

    private void takeNextAfter(GatewayConnection connection) {
        int index = connections.indexOf(connection);
        current.compareAndSet(index, (index + 1) % connections.size());
    }

    private void lost(GatewayConnection connection, Status why) {
        LOG.atWarn()
                .addKeyValue("peer", connection)
                .addKeyValue("next", current())
                .addKeyValue("status", why.getCode())
                .log("peer lost; the next one is taken");
    }

    /** Somebody got an answer there. */
    void answered(GatewayConnection connection) {
        if (connection.answered()) {
            LOG.atInfo().addKeyValue("peer", connection).log("peer back");
        }
    }

    /** A transaction was taken there. */
    void submitted(GatewayConnection connection) {
        answered(connection);
        if (orderers.answered()) {
            LOG.atInfo().addKeyValue("peer", connection).log("orderers take transactions again");
        }
    }

    /** What is known now. Peers that were not asked for some seconds are asked meanwhile. */
    List<LedgerPeer> peers() {
        for (GatewayConnection connection : connections) {
            if (connection.beginToAsk() && !probes.isShutdown()) {
                probes.execute(() -> ask(connection));
            }
        }
        return Stream.concat(connections.stream().map(GatewayConnection::state), orderers.states().stream())
                .toList();
    }

    private void ask(GatewayConnection connection) {
        Status status = connection.ask();
        if (probes.isShutdown()) {
            return;
        }
        if (status.isOk()) {
            answered(connection);
        } else if (connection.fellSilent()) {
            takeNextAfter(connection);
            lost(connection, status);
        }
    }

    @Override
    public void close() {
        probes.shutdownNow();
        connections.forEach(GatewayConnection::close);
    }
}
