package io.tombolo.registry;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.tombolo.schemas.canonical.CanonicalSchema;
import io.tombolo.schemas.canonical.MalformedSchemaException;
import io.tombolo.schemas.registry.Compatibility;
import io.tombolo.schemas.registry.SchemaSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.avro.NameValidator;
import org.apache.avro.Schema;

/** The rules: what may be registered, looked up and deleted. */
final class Registry {

    private static final int ATTEMPTS = 20;

    /** A schema that was sent: as it will be kept, parsed, and in canonical form. */
    record Parsed(SchemaSource source, Schema schema, CanonicalSchema canonical) {}

    private final Store store;
    private final SchemaLog log;

    Registry(Store store, SchemaLog log) {
        this.store = store;
        this.log = log;
    }

    Store store() {
        return store;
    }

    /** Reads the topic to what is its end now. */
    void catchUp() {
        log.awaitEnd();
    }

    /** Registers a schema unless it's there; competes with other instances until one proposal holds. */
    Store.Version register(String subject, SchemaSource sent, boolean normalize) {
        Parsed parsed = parse(sent);
        for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
            Optional<Store.Version> known = find(subject, parsed, normalize, false);
            if (known.isPresent()) {
                return known.get();
            }
            if (store.isReadOnly(subject)) {
                throw new Problem(42205, "Subject " + subject + " is in read-only mode");
            }
            List<String> conflicts = conflicts(subject, parsed.schema(), live(subject));
            if (!conflicts.isEmpty()) {
                throw new Problem(
                        409,
                        "Schema being registered is incompatible with an earlier schema for subject \"" + subject
                                + "\", by " + store.level(subject) + ": " + String.join("; ", conflicts));
            }
            log.append(new Change.Proposal(
                    subject, store.nextVersion(subject), store.idFor(parsed.source()), parsed.source()));
        }
        throw new Problem(50001, "Other registries on this topic were faster " + ATTEMPTS + " times; try again");
    }

    /** A version with this schema. With {@code normalize}, one whose canonical form is the same. */
    Optional<Store.Version> find(String subject, Parsed parsed, boolean normalize, boolean deletedToo) {
        return store.versions(subject).stream()
                .filter(version -> deletedToo || !version.deleted())
                .filter(version -> version.source().equals(parsed.source())
                        || (normalize && parse(version.source()).canonical().equals(parsed.canonical())))
                .findFirst();
    }

    List<String> conflicts(String subject, Schema schema, List<Store.Version> against) {
        List<CompatibilityCheck.Older> older = against.stream()
                .map(version -> new CompatibilityCheck.Older(
                        version.version(), parse(version.source()).schema()))
                .toList();
        return CompatibilityCheck.conflicts(store.level(subject), schema, older);
    }

    /** Versions that are not deleted. */
    List<Store.Version> live(String subject) {
        return store.versions(subject).stream()
                .filter(version -> !version.deleted())
                .toList();
    }

    /** One version by number, {@code latest} or {@code -1}. */
    Store.Version version(String subject, String version, boolean deletedToo) {
        List<Store.Version> versions = deletedToo ? store.versions(subject) : live(subject);
        if (versions.isEmpty()) {
            throw Problem.subjectNotFound(subject);
        }
        if (version.equals("latest") || version.equals("-1")) {
            return versions.get(versions.size() - 1);
        }
        int number = number(version);
        return versions.stream()
                .filter(found -> found.version() == number)
                .findFirst()
                .orElseThrow(() -> Problem.versionNotFound(version));
    }

    /** Deletes versions; permanently only after they were marked, as Confluent has it. Returns their numbers. */
    List<Integer> delete(String subject, List<Store.Version> versions, boolean permanent) {
        for (Store.Version version : versions) {
            if (permanent && !version.deleted()) {
                throw new Problem(
                        40405, "Subject '" + subject + "' was not deleted first before being permanently deleted");
            }
            // Permanently only when no id needs it: ids stay readable, and so must what they refer to.
            if (!(permanent ? store.referring(version) : referencedBy(version)).isEmpty()) {
                throw new Problem(
                        42206,
                        "One or more references exist to the schema {subject=" + subject + ",version="
                                + version.version() + "}.");
            }
        }
        versions.forEach(version -> log.append(new Change.Deletion(subject, version.version(), permanent)));
        return versions.stream().map(Store.Version::version).toList();
    }

    /** Ids of the schemas that refer to a version, of which a version is left that is not deleted. */
    List<Integer> referencedBy(Store.Version target) {
        Set<Integer> alive = store.all().stream()
                .filter(version -> !version.deleted())
                .map(Store.Version::id)
                .collect(Collectors.toSet());
        return store.referring(target).stream().filter(alive::contains).toList();
    }

    void setLevel(String subject, Compatibility level) {
        log.append(new Change.Level(subject, level));
    }

    void dropLevel(String subject) {
        log.append(new Change.Level(subject, null));
    }

    void setReadOnly(String subject, boolean readOnly) {
        log.append(new Change.Mode(subject, readOnly));
    }

    void dropReadOnly(String subject) {
        log.append(new Change.Mode(subject, null));
    }

    /**
     * Parses a schema with its references. It is kept in Avro's own spelling, as Confluent keeps it, unless that says something else: Avro
     * makes doubles of numbers.
     */
    Parsed parse(SchemaSource sent) {
        try {
            Map<String, String> texts = new LinkedHashMap<>();
            collect(sent, texts, new ArrayList<>());
            Schema.Parser parser = new Schema.Parser(NameValidator.STRICT_VALIDATOR);
            texts.values().forEach(parser::parse);
            CanonicalSchema canonical = CanonicalSchema.of(sent.text(), List.copyOf(texts.values()));
            Schema schema = parser.parse(sent.text());
            // Avro would write the referenced types out in full: that text would no longer need its references.
            String kept = texts.isEmpty()
                    ? schema.toString()
                    : Change.JSON.readTree(sent.text()).toString();
            String same = isThis(canonical, kept, List.copyOf(texts.values())) ? kept : sent.text();
            return new Parsed(new SchemaSource(same, sent.references()), schema, canonical);
        } catch (Problem e) {
            throw e;
        } catch (RuntimeException | JsonProcessingException | StackOverflowError e) {
            // Of numbers and sizes that it can't hold Avro says so by exceptions of many kinds.
            throw Problem.invalidSchema(String.valueOf(e.getMessage()));
        }
    }

    private static boolean isThis(CanonicalSchema canonical, String text, List<String> referenced) {
        try {
            return CanonicalSchema.of(text, referenced).equals(canonical);
        } catch (MalformedSchemaException e) {
            return false; // A number became infinite.
        }
    }

    private void collect(SchemaSource source, Map<String, String> texts, List<String> path) {
        for (SchemaSource.Reference reference : source.references()) {
            String key = reference.subject() + " version " + reference.version();
            if (path.contains(key)) {
                throw Problem.invalidSchema("refers to itself through " + key);
            }
            SchemaSource found = store.versions(reference.subject()).stream()
                    .filter(version -> version.version() == reference.version())
                    .map(Store.Version::source)
                    .findFirst()
                    .orElseThrow(() -> Problem.invalidSchema("No schema reference found for subject \""
                            + reference.subject() + "\" and version " + reference.version()));
            path.add(key);
            collect(found, texts, path);
            path.remove(path.size() - 1);
            texts.putIfAbsent(key, found.text());
        }
    }

    private static int number(String version) {
        try {
            int number = Integer.parseInt(version);
            if (number >= 1) {
                return number;
            }
        } catch (NumberFormatException e) {
            // answered below
        }
        throw new Problem(
                42202,
                "The specified version '" + version + "' is not a valid version id. Allowed values are between "
                        + "[1, 2^31-1] and the string \"latest\"");
    }
}
