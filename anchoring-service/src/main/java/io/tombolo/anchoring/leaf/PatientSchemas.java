package io.tombolo.anchoring.leaf;

import io.tombolo.anchoring.status.StatusBoard;
import io.tombolo.merkle.Hash;
import io.tombolo.schemas.commit.SchemaHashes;
import io.tombolo.schemas.registry.RegistryException;
import java.time.Duration;
import java.util.UUID;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Waits for a registry that gives no answer: a record must never get form 1 because a server was away. After the patience the
 * stream thread starts over, so that it leaves its group rather than being thrown out.
 */
final class PatientSchemas implements SchemaHashes {
    private static final Logger LOG = LoggerFactory.getLogger(PatientSchemas.class);
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final SchemaHashes registry;
    private final StatusBoard status;

    PatientSchemas(SchemaHashes registry, StatusBoard status) {
        this.registry = registry;
        this.status = status;
    }

    @Override
    public @Nullable Hash hashOf(int schemaId) {
        return patiently("id " + schemaId, () -> registry.hashOf(schemaId));
    }

    @Override
    public @Nullable Hash hashOf(UUID guid) {
        return patiently("GUID " + guid, () -> registry.hashOf(guid));
    }

    private @Nullable Hash patiently(String schema, Supplier<@Nullable Hash> question) {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        for (long pause = 100; ; pause = Math.min(2 * pause, 2_000)) {
            try {
                Hash hash = question.get();
                if (pause > 100) {
                    status.failing(null);
                }
                return hash;
            } catch (RegistryException e) {
                status.failing("schema registry: " + e.getMessage());
                LOG.atWarn()
                        .addKeyValue("schema", schema)
                        .log("the registry gives no answer; records wait: " + e.getMessage());
                if (System.nanoTime() > deadline) {
                    throw e;
                }
                pause(pause, e);
            }
        }
    }

    private static void pause(long millis, RegistryException cause) {
        try {
            Thread.sleep(millis);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw cause;
        }
    }
}
