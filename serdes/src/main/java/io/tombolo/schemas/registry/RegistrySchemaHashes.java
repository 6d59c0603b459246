package io.tombolo.schemas.registry;

import io.tombolo.merkle.Hash;
import io.tombolo.schemas.canonical.MalformedSchemaException;
import io.tombolo.schemas.commit.SchemaHashes;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Schema hashes from a registry. An id or GUID that the registry doesn't know, or whose schema can't be read, is null, and not
 * asked again for a second, so that a flood of bad records does not become a flood of requests. Thread-safe.
 */
public final class RegistrySchemaHashes implements SchemaHashes {

    private static final Logger LOG = LoggerFactory.getLogger(RegistrySchemaHashes.class);
    private static final Duration UNKNOWN_FOR = Duration.ofSeconds(1);
    private static final int MAX_UNKNOWN = 10_000;

    private final SchemaResolver schemas;
    private final Clock clock;
    private final Map<Object, Long> unknownUntil = new ConcurrentHashMap<>();

    public RegistrySchemaHashes(RegistryClient registry) {
        this(new SchemaResolver(registry), Clock.systemUTC());
    }

    public RegistrySchemaHashes(SchemaResolver schemas, Clock clock) {
        this.schemas = schemas;
        this.clock = clock;
    }

    @Override
    public @Nullable Hash hashOf(int schemaId) {
        return hashOf(schemaId, () -> schemas.byId(schemaId));
    }

    @Override
    public @Nullable Hash hashOf(UUID guid) {
        return hashOf(guid, () -> schemas.byGuid(guid));
    }

    private @Nullable Hash hashOf(Object schema, Supplier<Optional<ResolvedSchema>> lookup) {
        long now = clock.millis();
        Long until = unknownUntil.get(schema);
        if (until != null && now < until) {
            return null;
        }
        Hash hash = ask(schema, lookup);
        if (hash != null) {
            unknownUntil.remove(schema);
            return hash;
        }
        if (unknownUntil.size() >= MAX_UNKNOWN) {
            unknownUntil.clear();
        }
        unknownUntil.put(schema, now + UNKNOWN_FOR.toMillis());
        return null;
    }

    private static @Nullable Hash ask(Object schema, Supplier<Optional<ResolvedSchema>> lookup) {
        try {
            return lookup.get().map(found -> found.canonical().hash()).orElse(null);
        } catch (MalformedSchemaException e) {
            LOG.atWarn()
                    .addKeyValue("schema", schema)
                    .addKeyValue("reason", e.getMessage())
                    .log("A registered schema can't be read; its records are committed raw");
            return null;
        }
    }
}
