package io.tombolo.server;

import io.tombolo.anchoring.transactions.TransactionSearch;
import java.time.Clock;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;

/** Says what keeps a part that reads topics from becoming ready, asked of Kafka when the part takes long. */
final class WaitsFor {
    private static final int PATIENCE_MS = 5_000;

    private WaitsFor() {}

    /** What the part is at, and the transactions that are open in its topics. */
    static String text(String bootstrap, String what, Predicate<String> topics) {
        return what + "; " + kafka(bootstrap, topics);
    }

    private static String kafka(String bootstrap, Predicate<String> topics) {
        try (Admin admin = Admin.create(Map.of(
                AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG,
                bootstrap,
                AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG,
                PATIENCE_MS,
                AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG,
                PATIENCE_MS))) {
            String open = new TransactionSearch(admin, Clock.systemUTC())
                    .find(topics).stream()
                            .map(TransactionSearch.OpenTransaction::text)
                            .collect(Collectors.joining("; "));
            return open.isEmpty() ? "Kafka answers, and no transaction is open in its topics" : open;
        } catch (ExecutionException e) {
            return "Kafka at " + bootstrap + " does not answer (" + e.getCause() + ")";
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return "interrupted";
        }
    }
}
