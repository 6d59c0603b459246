package io.tombolo.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Confluent's own client and serializers against our registry. */
@ExtendWith(Broker.class)
class ConfluentInteropIT extends SerializerInteropContract {

    private static EmbeddedRegistry registry;

    @BeforeAll
    static void start() {
        registry = EmbeddedRegistry.start(Broker.registry("confluent"));
    }

    @AfterAll
    static void stop() {
        registry.close();
    }

    @Override
    String url() {
        return registry.uri().toString();
    }

    @Test
    void theirClientDoesAllThatOurRegistryClaims() {
        Confluent client = client();
        Object one = Confluent.schema(
                "{\"type\":\"record\",\"name\":\"c.R\",\"fields\":[{\"name\":\"x\",\"type\":\"int\"}]}");
        Object two =
                Confluent.schema("{\"type\":\"record\",\"name\":\"c.R\",\"fields\":[{\"name\":\"x\",\"type\":\"int\"},"
                        + "{\"name\":\"y\",\"type\":\"int\",\"default\":0}]}");
        Object bad = Confluent.schema(
                "{\"type\":\"record\",\"name\":\"c.R\",\"fields\":[{\"name\":\"q\",\"type\":\"int\"}]}");

        Object first = client.call("register", "life", one);
        Object second = client.call("register", "life", two, true);

        assertThat(second).isNotEqualTo(first);
        assertThat(client.call("getId", "life", one)).isEqualTo(first);
        assertThat(client.call("getVersion", "life", two)).isEqualTo(2);
        assertThat(client.call("getAllVersions", "life")).isEqualTo(List.of(1, 2));
        assertThat(client.call("getAllSubjects").toString()).contains("life");
        assertThat(client.call("getAllSubjectsByPrefix", "lif")).hasToString("[life]");
        assertThat(client.call("getAllSubjectsById", first)).hasToString("[life]");
        assertThat(client.call("getAllVersionsById", second)).asString().contains("life");
        assertThat(client.call("getSchemaById", first)).isEqualTo(one);
        assertThat(client.call("getSchemaBySubjectAndId", "life", second)).isEqualTo(two);
        Object latest = client.call("getLatestSchemaMetadata", "life");
        assertThat(Confluent.invoke(latest, "getId")).isEqualTo(second);
        assertThat(Confluent.invoke(latest, "getVersion")).isEqualTo(2);
        assertThat(client.call("testCompatibility", "life", two)).isEqualTo(true);
        assertThat(client.call("testCompatibility", "life", bad)).isEqualTo(false);
        assertThat((List<?>) client.call("testCompatibilityVerbose", "life", bad))
                .isNotEmpty();
        assertCode(409, () -> client.call("register", "life", bad));
        assertCode(40408, () -> client.call("getCompatibility", "life"));
        assertThat(client.call("updateCompatibility", "life", "FULL_TRANSITIVE"))
                .isEqualTo("FULL_TRANSITIVE");
        assertThat(client.call("getCompatibility", "life")).isEqualTo("FULL_TRANSITIVE");
        client.call("deleteCompatibility", "life");
        assertThat(client.call("getCompatibility", (Object) null)).isEqualTo("BACKWARD");
        assertThat(client.call("getMode")).isEqualTo("READWRITE");
        assertThat(client.call("setMode", "READONLY", "life")).isEqualTo("READONLY");
        assertThat(client.call("getMode", "life")).isEqualTo("READONLY");
        assertThat(client.call("setMode", "READWRITE", "life")).isEqualTo("READWRITE");
        assertCode(40403, () -> client.call("getSchemaById", 12_345));
        assertCode(40401, () -> client.call("getAllVersions", "nobody"));
        assertCode(40402, () -> client.call("getSchemaMetadata", "life", 9));
        assertThat(client.call("deleteSchemaVersion", "life", "1")).isEqualTo(1);
        assertThat(client.call("getAllVersions", "life")).isEqualTo(List.of(2));
        assertThat(client.call("deleteSubject", "life")).isEqualTo(List.of(2));
        assertThat(client.call("deleteSubject", "life", true)).isEqualTo(List.of(1, 2));
        assertCode(40401, () -> client.call("getAllVersions", "life"));
    }

    private static void assertCode(int code, ThrowingCallable call) {
        assertThatThrownBy(call)
                .satisfies(failure -> assertThat(Confluent.code(failure)).isEqualTo(code));
    }
}
