package io.tombolo.schemas.registry;

import io.tombolo.schemas.canonical.CanonicalSchema;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.TreeMap;
import java.util.UUID;

/** A registry in memory, for tests and for tools without one. Checks no compatibility. */
public final class InMemoryRegistry implements RegistryClient {

    private final Map<Integer, SchemaSource> byId = new TreeMap<>();
    private final Map<String, List<SubjectVersion>> subjects = new HashMap<>();
    private final int step;
    private int nextId;

    /** Ids 1, 2, 3, …. */
    public InMemoryRegistry() {
        this(1, 1);
    }

    /** Ids of another numbering. */
    public InMemoryRegistry(int firstId, int step) {
        this.nextId = firstId;
        this.step = step;
    }

    /** The GUID that this registry gives to a schema. */
    public static UUID guid(SchemaSource schema) {
        return UUID.nameUUIDFromBytes((schema.text() + schema.references()).getBytes(StandardCharsets.UTF_8));
    }

    @Override
    public synchronized Optional<SchemaSource> byId(int id) {
        return Optional.ofNullable(byId.get(id));
    }

    @Override
    public synchronized Optional<SchemaSource> byGuid(UUID guid) {
        return byId.values().stream()
                .filter(schema -> guid(schema).equals(guid))
                .findFirst();
    }

    @Override
    public synchronized int register(String subject, SchemaSource schema, boolean normalize) {
        OptionalInt known = idOf(subject, schema, normalize);
        if (known.isPresent()) {
            return known.getAsInt();
        }
        SchemaSource kept = normalize ? normalized(schema) : schema;
        int id = byId.entrySet().stream()
                .filter(entry -> entry.getValue().equals(kept))
                .map(Map.Entry::getKey)
                .findFirst()
                .orElseGet(this::takeId);
        byId.put(id, kept);
        List<SubjectVersion> versions = subjects.computeIfAbsent(subject, key -> new ArrayList<>());
        versions.add(new SubjectVersion(subject, versions.size() + 1, id, kept));
        return id;
    }

    @Override
    public synchronized OptionalInt idOf(String subject, SchemaSource schema, boolean normalize) {
        SchemaSource wanted = normalize ? normalized(schema) : schema;
        return subjects.getOrDefault(subject, List.of()).stream()
                .filter(version -> version.source().equals(wanted))
                .mapToInt(SubjectVersion::id)
                .findFirst();
    }

    @Override
    public synchronized Optional<SubjectVersion> latest(String subject) {
        List<SubjectVersion> versions = subjects.getOrDefault(subject, List.of());
        return versions.isEmpty() ? Optional.empty() : Optional.of(versions.get(versions.size() - 1));
    }

    @Override
    public synchronized Optional<SubjectVersion> version(String subject, int version) {
        List<SubjectVersion> versions = subjects.getOrDefault(subject, List.of());
        return version >= 1 && version <= versions.size() ? Optional.of(versions.get(version - 1)) : Optional.empty();
    }

    @Override
    public synchronized List<String> subjects() {
        return List.copyOf(subjects.keySet());
    }

    @Override
    public void setCompatibility(String subject, Compatibility compatibility) {
        // Nothing is checked here.
    }

    @Override
    public boolean isCompatible(String subject, SchemaSource schema) {
        return true;
    }

    private int takeId() {
        int id = nextId;
        nextId += step;
        return id;
    }

    private static SchemaSource normalized(SchemaSource schema) {
        return schema.references().isEmpty()
                ? SchemaSource.of(CanonicalSchema.of(schema.text()).json())
                : schema;
    }
}
