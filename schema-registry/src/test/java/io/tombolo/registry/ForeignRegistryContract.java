package io.tombolo.registry;

import static org.assertj.core.api.Assertions.assertThat;

import io.tombolo.merkle.Hash;
import io.tombolo.schemas.commit.Commitment;
import io.tombolo.schemas.commit.Committer;
import io.tombolo.schemas.commit.PartFormat;
import io.tombolo.schemas.registry.Compatibility;
import io.tombolo.schemas.registry.HttpRegistryClient;
import io.tombolo.schemas.registry.InMemoryRegistry;
import io.tombolo.schemas.registry.RegistryClient;
import io.tombolo.schemas.registry.RegistrySchemaHashes;
import io.tombolo.schemas.registry.SchemaSource;
import io.tombolo.schemas.registry.SubjectVersion;
import io.tombolo.schemas.serde.AvroSerializer;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericRecord;
import org.junit.jupiter.api.Test;

/** Our client, serializers and commitments against a registry that is not ours. */
abstract class ForeignRegistryContract extends SerializerInteropContract {

    private static final String INNER =
            "{\"type\":\"record\",\"name\":\"f.In\",\"fields\":[{\"name\":\"x\",\"type\":\"int\",\"default\":7}]}";
    private static final String OUTER =
            "{\"type\":\"record\",\"name\":\"f.Out\",\"fields\":[{\"name\":\"in\",\"type\":\"f.In\"},"
                    + "{\"name\":\"price\",\"type\":{\"type\":\"bytes\",\"logicalType\":\"decimal\",\"precision\":9,\"scale\":2}}]}";

    private final String subject = "foreign-" + UUID.randomUUID();

    @Test
    void keepsSchemasAndTheirReferences() {
        RegistryClient client = HttpRegistryClient.of(URI.create(url()));
        int inner = client.register(subject + "-in", SchemaSource.of(INNER), false);
        SchemaSource outer = new SchemaSource(OUTER, List.of(new SchemaSource.Reference("f.In", subject + "-in", 1)));

        int id = client.register(subject, outer, false);

        assertThat(id).isNotEqualTo(inner);
        assertThat(client.idOf(subject, outer, false)).hasValue(id);
        assertThat(client.latest(subject)).map(SubjectVersion::version).contains(1);
        assertThat(client.byId(2_000_000_000)).isEmpty();
        assertThat(client.version(subject, 99)).isEmpty();
        assertThat(client.latest(subject + "-nobody")).isEmpty();
        assertThat(new RegistrySchemaHashes(client).hashOf(id)).isEqualTo(hashInMemory());
    }

    @Test
    void checksCompatibility() {
        RegistryClient client = HttpRegistryClient.of(URI.create(url()));
        client.register(subject, SchemaSource.of(INNER), false);
        client.setCompatibility(subject, Compatibility.BACKWARD_TRANSITIVE);

        assertThat(client.isCompatible(subject, SchemaSource.of(INNER.replace("\"int\"", "\"long\""))))
                .isTrue();
        assertThat(client.isCompatible(subject, SchemaSource.of(INNER.replace("\"int\",\"default\":7", "\"bytes\""))))
                .isFalse();
    }

    @Test
    void givesTheSameCommitmentAsAnotherNumbering() {
        Schema schema = new Schema.Parser().parse(INNER);
        GenericRecord record = new GenericData.Record(schema);
        record.put("x", 5);
        RegistryClient client = HttpRegistryClient.of(URI.create(url()));
        InMemoryRegistry other = new InMemoryRegistry(1_000_000, 7);

        assertThat(commitment(client, record)).isEqualTo(commitment(other, record));
    }

    private Commitment commitment(RegistryClient registry, GenericRecord record) {
        byte[] framed = new AvroSerializer(registry, Map.of(), false).serialize(subject, record);
        Committer committer = new Committer(new RegistrySchemaHashes(registry), PartFormat.RAW, PartFormat.AVRO);
        Commitment commitment = committer.commit(null, framed, new byte[16]);
        assertThat(commitment.form()).isEqualTo(Commitment.AS_REGISTERED);
        return commitment;
    }

    private static Hash hashInMemory() {
        InMemoryRegistry registry = new InMemoryRegistry();
        registry.register("in", SchemaSource.of(INNER), false);
        int id = registry.register(
                "out", new SchemaSource(OUTER, List.of(new SchemaSource.Reference("f.In", "in", 1))), false);
        return new RegistrySchemaHashes(registry).hashOf(id);
    }
}
