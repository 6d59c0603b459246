package io.tombolo.benchmarks.anchoring;

import io.tombolo.anchoring.AnchoringService;
import io.tombolo.anchoring.config.AnchoringConfig;
import io.tombolo.anchoring.kafka.Clients;
import io.tombolo.anchoring.kafka.OwnTopics;
import io.tombolo.anchoring.seal.LogKeys;
import io.tombolo.schemas.contract.Topics;
import io.tombolo.schemas.registry.RegistryClient;
import java.util.List;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;

/** The service as it ships, without a ledger: commit, append, bundles, signed batches and state, exactly once. */
final class FullService implements BenchCase {
    private final AnchoringConfig config;
    private final LogKeys keys;
    private final RegistryClient registry;
    private final long records;

    FullService(AnchoringConfig config, LogKeys keys, RegistryClient registry, long records) {
        this.config = config;
        this.keys = keys;
        this.registry = registry;
        this.records = records;
    }

    @Override
    public String name() {
        return "anchoring";
    }

    @Override
    public long run() throws InterruptedException {
        forget();
        AnchoringConfig own = config.withId("bench-anchoring-" + System.nanoTime());
        try (AnchoringService service = AnchoringService.start(
                own,
                keys,
                organisation -> {
                    throw new IllegalStateException("no ledger in this benchmark");
                },
                registry)) {
            long began = 0;
            long first = 0;
            while (true) {
                long appended = service.state().appended();
                if (began == 0 && appended > 0) {
                    began = System.nanoTime();
                    first = appended;
                }
                if (appended >= records) {
                    // The clock starts at the first commit: what it held is left out of the count too.
                    return (long) ((System.nanoTime() - began) * (records / (double) Math.max(1, records - first)));
                }
                Thread.sleep(1);
            }
        }
    }

    /** Each run begins without a past. */
    private void forget() throws InterruptedException {
        List<String> own = List.of(Topics.LOG, Topics.CHECKPOINTS, OwnTopics.LOGS, OwnTopics.FRONTIERS);
        try (Admin admin = Admin.create(Clients.admin(config))) {
            try {
                admin.deleteTopics(own).all().get();
            } catch (ExecutionException e) {
                // The first run finds none.
            }
            while (admin.listTopics().names().get().stream().anyMatch(own::contains)) {
                Thread.sleep(50);
            }
            OwnTopics.make(admin);
        } catch (ExecutionException e) {
            throw new IllegalStateException("topics of the last run can't be deleted", e);
        }
    }
}
