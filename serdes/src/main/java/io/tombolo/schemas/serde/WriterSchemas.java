package io.tombolo.schemas.serde;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tombolo.schemas.registry.RegistryClient;
import io.tombolo.schemas.registry.SchemaResolver;
import io.tombolo.schemas.registry.SchemaSource;
import io.tombolo.schemas.registry.SubjectVersion;
import java.time.Duration;
import java.util.Map;
import java.util.OptionalInt;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.avro.NameValidator;
import org.apache.avro.Schema;
import org.apache.avro.SchemaCompatibility;
import org.apache.avro.io.DatumWriter;
import org.apache.avro.specific.SpecificData;
import org.apache.avro.specific.SpecificDatumWriter;
import org.apache.kafka.common.errors.SerializationException;

/** For each topic and schema: its id in the registry, and how to write it. Asked for once, up to a bound. */
final class WriterSchemas {

    private static final JsonMapper JSON = JsonMapper.builder().build();

    /** A registered writer schema, and what writes data by it. */
    record Writer(int id, DatumWriter<Object> datum) {}

    /** Compares the schema by identity first: Avro's own equality walks the whole schema. */
    private static final class Key {
        private final String topic;
        private final Schema schema;

        Key(String topic, Schema schema) {
            this.topic = topic;
            this.schema = schema;
        }

        @Override
        @SuppressWarnings("ReferenceEquality") // that is the point: a cache hit must not cost a walk over the schema
        public boolean equals(Object other) {
            return other instanceof Key key && schema == key.schema && topic.equals(key.topic);
        }

        @Override
        public int hashCode() {
            return 31 * System.identityHashCode(schema) + topic.hashCode();
        }
    }

    private final RegistryClient registry;
    private final SchemaResolver resolver;
    private final SerdeSettings settings;
    private final boolean isKey;
    private final Map<Key, Writer> writers = new ConcurrentHashMap<>();
    private volatile long emptied = System.nanoTime();

    WriterSchemas(RegistryClient registry, SerdeSettings settings, boolean isKey) {
        this.registry = registry;
        this.resolver = new SchemaResolver(registry);
        this.settings = settings;
        this.isKey = isKey;
    }

    Writer writer(String topic, Schema schema) {
        forgetOldLatest();
        Key key = new Key(topic, schema);
        Writer known = writers.get(key);
        if (known != null) {
            return known;
        }
        Writer found = find(settings.subjects().subject(topic, isKey, schema), schema);
        if (writers.size() >= settings.maxSchemas()) {
            writers.clear(); // schemas made again for each record: slow, but not a leak
        }
        writers.put(key, found);
        return found;
    }

    private void forgetOldLatest() {
        Duration latestFor = settings.latestFor();
        if (!latestFor.isNegative() && settings.useLatest() && System.nanoTime() - emptied > latestFor.toNanos()) {
            emptied = System.nanoTime();
            writers.clear();
        }
    }

    private Writer find(String subject, Schema schema) {
        if (settings.autoRegister()) {
            return new Writer(registry.register(subject, source(schema), settings.normalize()), datum(schema));
        }
        if (settings.useLatest()) {
            return latest(subject, schema);
        }
        OptionalInt id = registry.idOf(subject, source(schema), settings.normalize());
        if (id.isEmpty()) {
            throw new SerializationException("subject " + subject + ": schema " + schema.getFullName()
                    + " is not registered, and auto.register.schemas is false");
        }
        return new Writer(id.getAsInt(), datum(schema));
    }

    private Writer latest(String subject, Schema schema) {
        SubjectVersion latest = registry.latest(subject)
                .orElseThrow(() -> new SerializationException("subject " + subject + ": has no version to use"));
        Schema writer =
                resolver.resolve("schema " + latest.id(), latest.source()).avro();
        if (settings.latestMustBeCompatible()) {
            SchemaCompatibility.SchemaCompatibilityType compatible = SchemaCompatibility.checkReaderWriterCompatibility(
                            writer, schema)
                    .getType();
            if (compatible != SchemaCompatibility.SchemaCompatibilityType.COMPATIBLE) {
                throw new SerializationException("subject " + subject + ": version " + latest.version()
                        + " can't read what " + schema.getFullName()
                        + " says; see use.latest.version and latest.compatibility.strict");
            }
        }
        return new Writer(latest.id(), datum(writer));
    }

    /** What Avro's compiler says to Java alone is not for the registry, when it is configured so. */
    private SchemaSource source(Schema schema) {
        if (!settings.removeJavaProperties()) {
            return SchemaSource.of(schema);
        }
        try {
            JsonNode json = JSON.readTree(schema.toString());
            json.findParents("avro.java.string").forEach(parent -> ((ObjectNode) parent).remove("avro.java.string"));
            return SchemaSource.of(new Schema.Parser(NameValidator.NO_VALIDATION)
                    .setValidateDefaults(false)
                    .parse(json.toString()));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("Avro's own text of a schema is not JSON", e);
        }
    }

    /** Writes generic and specific data alike: specific data finds its own way when its class is there. */
    private DatumWriter<Object> datum(Schema schema) {
        return isSpecific(schema) ? new SpecificDatumWriter<>(schema) : new GenericWriter(schema, settings.generic());
    }

    private static boolean isSpecific(Schema schema) {
        return schema.getType() == Schema.Type.RECORD && SpecificData.get().getClass(schema) != null;
    }
}
