package io.tombolo.connect;

import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListTransactionsOptions;
import org.apache.kafka.clients.admin.TransactionListing;
import org.apache.kafka.clients.admin.TransactionState;
import org.apache.kafka.connect.errors.ConnectException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Transactions that a killed worker left open.
 *
 * <p>A worker that starts reads its topics to their end, and that end stays hidden until such a transaction times out (60 s and
 * more). This worker is the only one of its group, so whatever is open in the group's name is dead and is ended at once.
 */
final class OpenTransactions {

    private static final Logger LOG = LoggerFactory.getLogger(OpenTransactions.class);
    private static final long WITHIN_SECONDS = 60;

    private OpenTransactions() {}

    static void end(Map<String, Object> kafka, String group) {
        try (Admin admin = Admin.create(kafka)) {
            List<String> open = admin
                    .listTransactions(new ListTransactionsOptions().filterStates(List.of(TransactionState.ONGOING)))
                    .all()
                    .get(WITHIN_SECONDS, TimeUnit.SECONDS)
                    .stream()
                    .map(TransactionListing::transactionalId)
                    .filter(id -> id.startsWith(group + "-") || id.equals("connect-cluster-" + group))
                    .toList();
            if (!open.isEmpty()) {
                admin.fenceProducers(open).all().get(WITHIN_SECONDS, TimeUnit.SECONDS);
                LOG.atInfo().addKeyValue("transactions", open.size()).log("Ended what a killed worker had left open");
            }
        } catch (ExecutionException | TimeoutException e) {
            throw new ConnectException(
                    "Kafka at " + kafka.get("bootstrap.servers") + ": transactions left open can't be ended: " + e, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new ConnectException("interrupted while transactions left open were ended", e);
        }
    }
}
