package io.tombolo.schemas.registry;

import io.tombolo.schemas.canonical.CanonicalSchema;
import io.tombolo.schemas.canonical.MalformedSchemaException;
import io.tombolo.schemas.commit.Frame;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.avro.NameValidator;
import org.apache.avro.Schema;

/** Schemas by id, parsed with what they refer to; each asked for once, up to a bound. Thread-safe. */
public final class SchemaResolver {

    private static final int MAX_REFERENCES = 1_000;

    private final RegistryClient registry;
    private final int capacity;
    private final Map<Object, ResolvedSchema> resolved = new ConcurrentHashMap<>();

    public SchemaResolver(RegistryClient registry) {
        this(registry, 10_000);
    }

    /** Keeps at most {@code capacity} schemas; when full, it starts over. */
    public SchemaResolver(RegistryClient registry, int capacity) {
        this.registry = registry;
        this.capacity = capacity;
    }

    /**
     * The schema with an id; empty when the registry has none.
     *
     * @throws MalformedSchemaException when what it has can't be read as a schema
     */
    public Optional<ResolvedSchema> byId(int id) {
        ResolvedSchema known = resolved.get(id);
        return known != null
                ? Optional.of(known)
                : registry.byId(id).map(source -> keep(id, resolve("schema " + id, source)));
    }

    /** As {@link #byId(int)}, by GUID. */
    public Optional<ResolvedSchema> byGuid(UUID guid) {
        ResolvedSchema known = resolved.get(guid);
        return known != null
                ? Optional.of(known)
                : registry.byGuid(guid).map(source -> keep(guid, resolve("schema " + guid, source)));
    }

    /** As {@link #byId(int)}, for bytes that begin with a frame. */
    public Optional<ResolvedSchema> byFrame(byte[] framed) {
        return Frame.isFramed(framed) ? byId(Frame.id(framed)) : byGuid(Frame.guid(framed));
    }

    /** Parses a schema with what it refers to. {@code what} names it in errors. */
    public ResolvedSchema resolve(String what, SchemaSource source) {
        Map<String, SchemaSource> dependencies = new LinkedHashMap<>();
        collect(what, source, dependencies, new LinkedHashSet<>());
        try {
            List<String> texts =
                    dependencies.values().stream().map(SchemaSource::text).toList();
            CanonicalSchema canonical = CanonicalSchema.of(source.text(), texts);
            Schema.Parser parser = new Schema.Parser(NameValidator.STRICT_VALIDATOR).setValidateDefaults(false);
            texts.forEach(parser::parse);
            return new ResolvedSchema(parser.parse(source.text()), canonical);
        } catch (RuntimeException | StackOverflowError e) {
            // Avro refuses a fixed of 2 GiB with an UnsupportedOperationException.
            throw new MalformedSchemaException(what + ": " + e.getMessage(), e);
        }
    }

    /** Depth first, so that each text comes after those it needs. */
    private void collect(String what, SchemaSource source, Map<String, SchemaSource> dependencies, Set<String> path) {
        for (SchemaSource.Reference reference : source.references()) {
            String key = reference.subject() + " version " + reference.version();
            if (dependencies.containsKey(key)) {
                continue;
            }
            if (!path.add(key)) {
                throw new MalformedSchemaException(what + ": refers to itself through " + new ArrayList<>(path));
            }
            if (path.size() + dependencies.size() > MAX_REFERENCES) {
                throw new MalformedSchemaException(what + ": refers to over " + MAX_REFERENCES + " schemas");
            }
            SchemaSource found = registry.version(reference.subject(), reference.version())
                    .map(SubjectVersion::source)
                    .orElseThrow(() -> new MalformedSchemaException(
                            what + ": refers to " + reference.name() + " in " + key + ", which the registry has not"));
            collect(what, found, dependencies, path);
            path.remove(key);
            dependencies.put(key, found);
        }
    }

    private ResolvedSchema keep(Object key, ResolvedSchema schema) {
        if (resolved.size() >= capacity) {
            resolved.clear();
        }
        resolved.put(key, schema);
        return schema;
    }
}
