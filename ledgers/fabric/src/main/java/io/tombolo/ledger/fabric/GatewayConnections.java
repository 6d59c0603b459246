package io.tombolo.ledger.fabric;

import io.grpc.Status;
import io.tombolo.ledger.LedgerPeer;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.hyperledger.fabric.client.GatewayException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The configured gateway peers; the one in use stays in use until a call says that another may do better. Only a peer's loss and
 * its return are logged; {@link #peers()} counts each failure.
 */
final class GatewayConnections implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(GatewayConnections.class);

    private final List<GatewayConnection> connections;
    private final AtomicInteger current = new AtomicInteger();

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
        int index = connections.indexOf(connection);
        current.compareAndSet(index, (index + 1) % connections.size());
        if (connection.failed()) {
            LOG.atWarn()
                    .addKeyValue("peer", connection)
                    .addKeyValue("next", current())
                    .addKeyValue("status", why.getCode())
                    .log("peer lost; the next one is taken");
        }
    }

    /** Somebody got an answer there. */
    void answered(GatewayConnection connection) {
        if (connection.answered()) {
            LOG.atInfo().addKeyValue("peer", connection).log("peer back");
        }
    }

    List<LedgerPeer> peers() {
        return connections.stream().map(GatewayConnection::state).toList();
    }

    @Override
    public void close() {
        connections.forEach(GatewayConnection::close);
    }
}
