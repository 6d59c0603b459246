package io.tombolo.server;

import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;

/** The operator's own Kafka cluster, in place of the embedded broker; it is there before this server and stays after it. */
final class OwnCluster implements AutoCloseable {
    private static final long PATIENCE_SECONDS = 30;

    private OwnCluster() {}

    /**
     * Returns once the cluster answers.
     *
     * @throws ServerException when it does not, or refuses this client
     */
    static OwnCluster found(Map<String, String> clients) {
        String where = "Kafka at " + clients.get("bootstrap.servers");
        try (Admin admin = Admin.create(Map.copyOf(clients))) {
            admin.describeCluster().clusterId().get(PATIENCE_SECONDS, TimeUnit.SECONDS);
            return new OwnCluster();
        } catch (ExecutionException e) {
            throw new ServerException(where + " refuses this client: " + e.getCause(), e);
        } catch (TimeoutException e) {
            throw new ServerException(where + " does not answer in " + PATIENCE_SECONDS + " s", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new ServerException(where + ": interrupted", e);
        }
    }

    /** Closes nothing: the cluster is not this server's. */
    @Override
    public void close() {}
}
