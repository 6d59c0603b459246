package io.tombolo.registry;

import io.tombolo.schemas.registry.Compatibility;
import io.tombolo.schemas.registry.SchemaSource;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;

/**
 * What the topic says so far. Every instance applies the same records in the same order, so all reach the same state;
 * nothing is decided anywhere else. Thread-safe.
 */
final class Store {

    /** One version of a subject. */
    record Version(String subject, int version, int id, SchemaSource source, boolean deleted) {}

    private final Compatibility defaultCompatibility;
    private final Map<String, TreeMap<Integer, Version>> subjects = new TreeMap<>();
    private final Map<String, Integer> newestVersion = new HashMap<>();
    private final Map<Integer, SchemaSource> byId = new TreeMap<>();
    private final Map<UUID, SchemaSource> byGuid = new HashMap<>();
    private final Map<SchemaSource, Integer> ids = new HashMap<>();
    private final Map<String, Compatibility> levels = new HashMap<>();
    private final Map<String, Boolean> readOnly = new HashMap<>();
    private int newestId;

    Store(Compatibility defaultCompatibility) {
        this.defaultCompatibility = defaultCompatibility;
    }

    synchronized void apply(Change change) {
        if (change instanceof Change.Proposal proposal) {
            propose(proposal);
        } else if (change instanceof Change.Deletion deletion) {
            delete(deletion);
        } else if (change instanceof Change.Level level) {
            if (level.compatibility() == null) {
                levels.remove(level.subject());
            } else {
                levels.put(level.subject(), level.compatibility());
            }
        } else if (change instanceof Change.Mode mode) {
            if (mode.readOnly() == null) {
                readOnly.remove(mode.subject());
            } else {
                readOnly.put(mode.subject(), mode.readOnly());
            }
        }
    }

    /** Holds only if it's the next version, and neither its id nor its schema already goes with another. */
    private void propose(Change.Proposal proposal) {
        SchemaSource taken = byId.get(proposal.id());
        Integer known = ids.get(proposal.source());
        boolean holds = proposal.version() == nextVersion(proposal.subject())
                && (taken == null || taken.equals(proposal.source()))
                && (known == null || known == proposal.id());
        if (!holds) {
            return;
        }
        byId.put(proposal.id(), proposal.source());
        byGuid.put(guid(proposal.source()), proposal.source());
        ids.put(proposal.source(), proposal.id());
        newestId = Math.max(newestId, proposal.id());
        newestVersion.put(proposal.subject(), proposal.version());
        subjects.computeIfAbsent(proposal.subject(), key -> new TreeMap<>())
                .put(
                        proposal.version(),
                        new Version(proposal.subject(), proposal.version(), proposal.id(), proposal.source(), false));
    }

    /** Ids stay: what was committed with a schema must stay readable. */
    private void delete(Change.Deletion deletion) {
        TreeMap<Integer, Version> versions = subjects.get(deletion.subject());
        Version version = versions == null ? null : versions.get(deletion.version());
        if (versions == null || version == null) {
            return;
        }
        if (deletion.permanent()) {
            versions.remove(deletion.version());
            if (versions.isEmpty()) {
                subjects.remove(deletion.subject());
            }
        } else {
            versions.put(
                    version.version(),
                    new Version(version.subject(), version.version(), version.id(), version.source(), true));
        }
    }

    synchronized Optional<SchemaSource> byId(int id) {
        return Optional.ofNullable(byId.get(id));
    }

    synchronized Optional<SchemaSource> byGuid(UUID guid) {
        return Optional.ofNullable(byGuid.get(guid));
    }

    /** Ids of all schemas that refer to a version, those whose versions are gone permanently too. */
    synchronized List<Integer> referring(Version target) {
        return byId.entrySet().stream()
                .filter(known -> known.getValue().references().stream()
                        .anyMatch(reference -> reference.subject().equals(target.subject())
                                && reference.version() == target.version()))
                .map(Map.Entry::getKey)
                .toList();
    }

    /** The id that a schema has, or the next free one. */
    synchronized int idFor(SchemaSource source) {
        return ids.getOrDefault(source, newestId + 1);
    }

    synchronized int nextVersion(String subject) {
        return newestVersion.getOrDefault(subject, 0) + 1;
    }

    /** Versions in ascending order, those marked as deleted too. */
    synchronized List<Version> versions(String subject) {
        TreeMap<Integer, Version> versions = subjects.get(subject);
        return versions == null ? List.of() : List.copyOf(versions.values());
    }

    synchronized Collection<Version> all() {
        List<Version> all = new ArrayList<>();
        subjects.values().forEach(versions -> all.addAll(versions.values()));
        return all;
    }

    /** Names of subjects, in order, with whether any version is not deleted. */
    synchronized Map<String, Boolean> subjects() {
        Map<String, Boolean> names = new LinkedHashMap<>();
        subjects.forEach((name, versions) ->
                names.put(name, versions.values().stream().anyMatch(version -> !version.deleted())));
        return names;
    }

    /** A subject's own compatibility; the empty subject's is everybody's. */
    synchronized Optional<Compatibility> ownLevel(String subject) {
        return Optional.ofNullable(levels.get(subject));
    }

    synchronized Compatibility level(String subject) {
        return levels.getOrDefault(subject, levels.getOrDefault("", defaultCompatibility));
    }

    synchronized Optional<Boolean> ownReadOnly(String subject) {
        return Optional.ofNullable(readOnly.get(subject));
    }

    synchronized boolean isReadOnly(String subject) {
        return readOnly.getOrDefault(subject, readOnly.getOrDefault("", false));
    }

    /** The same on every instance, and in every registry of this kind: made from the schema. */
    static UUID guid(SchemaSource source) {
        return UUID.nameUUIDFromBytes((source.text() + source.references()).getBytes(StandardCharsets.UTF_8));
    }
}
