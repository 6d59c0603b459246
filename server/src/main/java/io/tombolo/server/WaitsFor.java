package io.tombolo.server;

import io.tombolo.anchoring.transactions.TransactionSearch;
import java.time.Clock;
import java.util.HashMap;
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
    static String text(Map<String, String> kafka, String what, Predicate<String> topics) {
        return what + "; " + kafka(kafka, topics);
    }

    private static String kafka(Map<String, String> kafka, Predicate<String> topics) {
        Map<String, Object> settings = new HashMap<>(kafka);
        settings.put(AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG, PATIENCE_MS);
        settings.put(AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, PATIENCE_MS);
        try (Admin admin = Admin.create(settings)) {
            String open = new TransactionSearch(admin, Clock.systemUTC())
                    .find(topics).stream()
                            .map(TransactionSearch.OpenTransaction::text)
                            .collect(Collectors.joining("; "));
            return open.isEmpty() ? "Kafka answers, and no transaction is open in its topics" : open;
        } catch (ExecutionException e) {
            return "Kafka at " + kafka.get("bootstrap.servers") + " does not answer (" + e.getCause() + ")";
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return "interrupted";
        }
    }
}
