package io.tombolo.cli;

import static org.awaitility.Awaitility.await;

import io.tombolo.cli.shell.Server;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.quota.ClientQuotaAlteration;
import org.apache.kafka.common.quota.ClientQuotaEntity;
import org.jspecify.annotations.Nullable;

/** An audit that is stopped in its middle, which it has because the broker gives each client so many bytes a second. */
final class InterruptedAudit {
    private static final double BYTES_PER_SECOND = 100_000;

    private final String api;
    private final Path folder;
    private final Path state;
    private final String[] command;

    /**
     * How the process ended.
     *
     * @param saved whether it left a state, when what it had saved before was taken from it
     */
    record Ended(int exitCode, String said, boolean saved) {}

    InterruptedAudit(String api, String dataset, Path folder) {
        this.api = api;
        this.folder = folder;
        this.state = folder.resolve("audit.state");
        this.command = new String[] {
            "audit",
            "--server",
            api,
            "--dataset",
            dataset,
            "--state",
            state.toString(),
            "--state-key",
            folder.resolve("audit.key").toString()
        };
    }

    /** Sends SIGTERM as soon as something was compared. */
    Ended run() throws IOException, InterruptedException, ExecutionException {
        String kafka = new Server().at(api).endpoints().kafka();
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", kafka))) {
            limit(admin, BYTES_PER_SECOND);
            try (ServerProcess audit = ServerProcess.start(folder.resolve("audit.out"), folder, command)) {
                await().atMost(Duration.ofMinutes(5)).until(() -> Files.exists(state));
                Files.delete(state);
                int exitCode = audit.stop();
                return new Ended(exitCode, audit.said(), Files.exists(state));
            } finally {
                limit(admin, null);
            }
        }
    }

    /** The same command once more, at full speed. */
    Shell.Said again() {
        return Shell.run(command);
    }

    Path state() {
        return state;
    }

    private static void limit(Admin admin, @Nullable Double bytesPerSecond)
            throws InterruptedException, ExecutionException {
        ClientQuotaEntity each = new ClientQuotaEntity(Collections.singletonMap(ClientQuotaEntity.CLIENT_ID, null));
        ClientQuotaAlteration.Op rate = new ClientQuotaAlteration.Op("consumer_byte_rate", bytesPerSecond);
        ClientQuotaAlteration limit = new ClientQuotaAlteration(each, List.of(rate));
        admin.alterClientQuotas(List.of(limit)).all().get();
    }
}
