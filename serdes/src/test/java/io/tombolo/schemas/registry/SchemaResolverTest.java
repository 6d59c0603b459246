package io.tombolo.schemas.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tombolo.schemas.canonical.CanonicalSchema;
import io.tombolo.schemas.canonical.MalformedSchemaException;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class SchemaResolverTest {

    private final InMemoryRegistry registry = new InMemoryRegistry();
    private final SchemaResolver resolver = new SchemaResolver(registry);

    @Test
    void followsReferencesToTheirEnd() {
        registry.register("a", SchemaSource.of("{\"type\":\"fixed\",\"name\":\"x.A\",\"size\":2}"), false);
        registry.register("b", referring("{\"type\":\"array\",\"items\":\"x.A\"}", "a"), false);
        int id = registry.register(
                "c",
                referring("{\"type\":\"record\",\"name\":\"x.C\",\"fields\":[{\"name\":\"a\",\"type\":\"A\"}]}", "a"),
                false);

        ResolvedSchema resolved = resolver.byId(id).orElseThrow();

        assertThat(resolved.avro().getField("a").schema().getFixedSize()).isEqualTo(2);
        assertThat(resolved.canonical())
                .isEqualTo(
                        CanonicalSchema.of(
                                "{\"type\":\"record\",\"name\":\"x.C\",\"fields\":[{\"name\":\"a\",\"type\":{\"type\":\"fixed\",\"name\":\"A\",\"size\":2}}]}"));
    }

    @Test
    void namesTheReferenceThatIsMissing() {
        int id = registry.register("c", referring("\"x.A\"", "gone"), false);

        assertThatThrownBy(() -> resolver.byId(id))
                .isInstanceOf(MalformedSchemaException.class)
                .hasMessage("schema 1: refers to T in gone version 1, which the registry has not");
    }

    @Test
    void leavesACircleOfReferences() {
        registry.register("a", referring("\"x.B\"", "b"), false);
        registry.register("b", referring("\"x.A\"", "a"), false);

        assertThatThrownBy(() -> resolver.byId(1)).hasMessageContaining("refers to itself through");
    }

    @Test
    void refusesAClashOfNamesAndASchemaOf5Mb() {
        String fixed = "{\"type\":\"fixed\",\"name\":\"x.A\",\"size\":2}";
        registry.register("a", SchemaSource.of(fixed), false);
        int clash = registry.register("c", referring("[" + fixed + "]", "a"), false);
        int large = registry.register("d", SchemaSource.of("\"" + "x".repeat(5 << 20) + "\""), false);

        assertThatThrownBy(() -> resolver.byId(clash)).hasMessage("schema 2: name 'x.A': defined twice");
        assertThatThrownBy(() -> resolver.byId(large))
                .hasMessage("schema 3: schema: 5242882 characters, limit 1048576");
    }

    @Test
    void readsARecursiveSchema() {
        int id = registry.register(
                "r",
                SchemaSource.of(
                        "{\"type\":\"record\",\"name\":\"R\",\"fields\":[{\"name\":\"n\",\"type\":[\"null\",\"R\"]}]}"),
                false);

        assertThat(resolver.byId(id)).isPresent();
    }

    @Test
    void doesNotAskAgainAtOnceForWhatIsUnknown() {
        AtomicInteger asked = new AtomicInteger();
        long[] now = {0};
        RegistryClient counting = new CountingRegistry(registry, asked);
        RegistrySchemaHashes hashes = new RegistrySchemaHashes(
                new SchemaResolver(counting),
                ((InstantSource) () -> Instant.ofEpochMilli(now[0])).withZone(ZoneOffset.UTC));

        assertThat(hashes.hashOf(1)).isNull();
        assertThat(hashes.hashOf(1)).isNull();
        assertThat(asked).hasValue(1);

        registry.register("s", SchemaSource.of("\"int\""), false);
        now[0] = 1_000;
        assertThat(hashes.hashOf(1)).isEqualTo(CanonicalSchema.of("\"int\"").hash());
        assertThat(hashes.hashOf(1)).isNotNull();
        assertThat(asked).hasValue(2);
    }

    @Test
    void keepsNoMoreSchemasThanItMay() {
        AtomicInteger asked = new AtomicInteger();
        SchemaResolver small = new SchemaResolver(new CountingRegistry(registry, asked), 2);
        for (String type : List.of("int", "long", "string")) {
            registry.register(type, SchemaSource.of("\"" + type + "\""), false);
        }

        for (int id : new int[] {1, 2, 1, 2}) {
            assertThat(small.byId(id)).isPresent();
        }
        assertThat(asked).hasValue(2);

        for (int id : new int[] {3, 1, 3}) {
            assertThat(small.byId(id)).isPresent();
        }
        assertThat(asked).hasValue(4);
    }

    @Test
    void givesNoHashForASchemaThatCanNotBeRead() {
        int id = registry.register("s", SchemaSource.of("<html>"), false);

        assertThat(new RegistrySchemaHashes(registry).hashOf(id)).isNull();
    }

    private static SchemaSource referring(String text, String subject) {
        return new SchemaSource(text, List.of(new SchemaSource.Reference("T", subject, 1)));
    }

    /** Counts what is asked by id; only that is used here. */
    private record CountingRegistry(InMemoryRegistry inner, AtomicInteger asked) implements RegistryClient {
        @Override
        public Optional<SchemaSource> byId(int id) {
            asked.incrementAndGet();
            return inner.byId(id);
        }

        @Override
        public Optional<SchemaSource> byGuid(UUID guid) {
            return inner.byGuid(guid);
        }

        @Override
        public int register(String subject, SchemaSource schema, boolean normalize) {
            return inner.register(subject, schema, normalize);
        }

        @Override
        public OptionalInt idOf(String subject, SchemaSource schema, boolean normalize) {
            return inner.idOf(subject, schema, normalize);
        }

        @Override
        public Optional<SubjectVersion> latest(String subject) {
            return inner.latest(subject);
        }

        @Override
        public Optional<SubjectVersion> version(String subject, int version) {
            return inner.version(subject, version);
        }

        @Override
        public List<String> subjects() {
            return inner.subjects();
        }

        @Override
        public void setCompatibility(String subject, Compatibility compatibility) {
            inner.setCompatibility(subject, compatibility);
        }

        @Override
        public boolean isCompatible(String subject, SchemaSource schema) {
            return inner.isCompatible(subject, schema);
        }
    }
}
