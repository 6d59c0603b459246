package io.tombolo.schemas.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class HttpRegistryClientTest {

    private final FakeRegistry registry = new FakeRegistry();

    @AfterEach
    void stop() {
        registry.close();
    }

    @Test
    void readsASchemaWithItsReferences() {
        URI url = registry.serve(
                200,
                FakeRegistry.JSON,
                "{\"schema\":\"\\\"int\\\"\",\"references\":[{\"name\":\"a.B\",\"subject\":\"b\",\"version\":3}]}");

        assertThat(FakeRegistry.client(url).byId(7))
                .contains(new SchemaSource("\"int\"", List.of(new SchemaSource.Reference("a.B", "b", 3))));
        assertThat(registry.requests()).containsExactly("GET /schemas/ids/7");
    }

    @Test
    void asksByGuidToo() {
        URI url = registry.serve(200, FakeRegistry.JSON, "{\"schema\":\"\\\"int\\\"\"}");
        UUID guid = new UUID(1, 2);

        assertThat(FakeRegistry.client(url).byGuid(guid)).contains(SchemaSource.of("\"int\""));
        assertThat(registry.requests()).containsExactly("GET /schemas/guids/" + guid);
    }

    @Test
    void takesARegistryWithoutGuidsForOneThatHasNotThisOne() {
        URI url = registry.serve(exchange -> {
            boolean types = exchange.getRequestURI().getPath().equals("/schemas/types");
            FakeRegistry.answer(exchange, types ? 200 : 404, FakeRegistry.JSON, types ? "[\"AVRO\"]" : "");
        });

        assertThat(FakeRegistry.client(url).byGuid(new UUID(1, 2))).isEmpty();
    }

    @Test
    void takesUnknownForAnAnswer() {
        URI url = registry.serve(404, FakeRegistry.JSON, "{\"error_code\":40403,\"message\":\"Schema 7 not found\"}");

        assertThat(FakeRegistry.client(url).byId(7)).isEmpty();
        assertThat(registry.requests()).hasSize(1);
    }

    @Test
    void passesOnARefusalWithItsCode() {
        URI url = registry.serve(422, FakeRegistry.JSON, "{\"error_code\":42201,\"message\":\"Invalid schema\"}");

        assertThatThrownBy(() -> FakeRegistry.client(url).register("s", SchemaSource.of("x"), false))
                .isInstanceOfSatisfying(
                        RegistryException.Refused.class,
                        e -> assertThat(e.code()).isEqualTo(42201))
                .hasMessageContaining("/subjects/s/versions: refused with 42201: Invalid schema");
        assertThat(registry.requests()).hasSize(1);
    }

    @Test
    void triesAgainWhatIsTransientOnly() {
        int[] calls = {0};
        URI url = registry.serve(exchange -> {
            if (++calls[0] < 3) {
                FakeRegistry.answer(exchange, 503, "text/plain", "starting");
            } else {
                FakeRegistry.answer(exchange, 200, FakeRegistry.JSON, "{\"schema\":\"\\\"int\\\"\"}");
            }
        });

        assertThat(FakeRegistry.client(url).byId(7)).isPresent();
        assertThat(registry.requests()).hasSize(3);
    }

    @Test
    void saysThatARegistryIsDown() throws Exception {
        URI url = FakeRegistry.nobody();

        assertThatThrownBy(() -> FakeRegistry.client(url).byId(7))
                .isInstanceOf(RegistryException.Unavailable.class)
                .hasMessageStartingWith(url + "/schemas/ids/7: no answer: ");
    }

    @Test
    void goesOnToTheNextAddressAndStaysThere() throws Exception {
        URI down = FakeRegistry.nobody();
        URI up = registry.serve(200, FakeRegistry.JSON, "{\"schema\":\"\\\"int\\\"\"}");
        HttpRegistryClient client = new HttpRegistryClient(
                RegistrySettings.from(FakeRegistry.quick(Map.of("schema.registry.url", down + "," + up))));

        assertThat(client.byId(7)).isPresent();
        assertThat(client.byId(8)).isPresent();
        assertThat(registry.requests()).containsExactly("GET /schemas/ids/7", "GET /schemas/ids/8");
    }

    @Test
    void sendsCredentials() {
        URI url = registry.serve(200, FakeRegistry.JSON, "{\"schema\":\"\\\"int\\\"\"}");
        String withUser = url.toString().replace("http://", "http://alice:wonder@");
        List<Map<String, Object>> settings = List.of(
                Map.of(
                        "schema.registry.url", url.toString(),
                        "basic.auth.credentials.source", "USER_INFO",
                        "basic.auth.user.info", "alice:wonder"),
                Map.of(
                        "schema.registry.url", url.toString(),
                        "schema.registry.basic.auth.credentials.source", "USER_INFO",
                        "schema.registry.basic.auth.user.info", "alice:wonder"),
                Map.of("schema.registry.url", withUser),
                Map.of(
                        "schema.registry.url", url.toString(),
                        "bearer.auth.credentials.source", "STATIC_TOKEN",
                        "bearer.auth.token", "t0k3n"));

        for (Map<String, Object> setting : settings) {
            var unused = new HttpRegistryClient(RegistrySettings.from(FakeRegistry.quick(setting))).byId(1);
        }

        String basic = "Basic YWxpY2U6d29uZGVy";
        assertThat(registry.authorizations()).containsExactly(basic, basic, basic, "Bearer t0k3n");
    }

    @Test
    void neverShowsSecrets() {
        Map<String, Object> settings =
                Map.of("schema.registry.url", "http://alice:wonder@host:1", "basic.auth.user.info", "alice:wonder");

        assertThat(RegistrySettings.from(settings).toString()).doesNotContain("wonder");
    }

    @Test
    void namesTheSettingThatIsWrong() {
        assertThatThrownBy(() -> RegistrySettings.from(Map.of())).hasMessage("schema.registry.url: missing");
        assertThatThrownBy(() -> RegistrySettings.from(Map.of("schema.registry.url", "host:80")))
                .hasMessage("schema.registry.url: 'host:80', must be http://host:port or https://host:port");
        assertThatThrownBy(() -> new HttpRegistryClient(RegistrySettings.from(
                        Map.of("schema.registry.url", "http://h:1", "basic.auth.credentials.source", "SASL_INHERIT"))))
                .hasMessage("basic.auth.credentials.source: 'SASL_INHERIT', must be URL or USER_INFO");
    }

    @Test
    void goesThroughAProxyWhenToldTo() {
        URI proxy = registry.serve(200, FakeRegistry.JSON, "{\"schema\":\"\\\"int\\\"\"}");
        HttpRegistryClient client = new HttpRegistryClient(RegistrySettings.from(FakeRegistry.quick(Map.of(
                "schema.registry.url", "http://registry.invalid:8081",
                "proxy.host", proxy.getHost(),
                "proxy.port", proxy.getPort()))));

        assertThat(client.byId(7)).isPresent();
        assertThat(registry.requests()).containsExactly("GET http://registry.invalid:8081/schemas/ids/7");
    }
}
