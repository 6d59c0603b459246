package io.tombolo.schemas.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URI;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Whatever answers in a registry's place: it is named for what it is, and holds up nobody for long. */
class HostileRegistryTest {

    private final FakeRegistry registry = new FakeRegistry();

    @AfterEach
    void stop() {
        registry.close();
    }

    @Test
    void asksWhetherHtmlComesFromARegistry() {
        URI url = registry.serve(200, "text/html", "<html>Welcome</html>");

        assertThatThrownBy(() -> FakeRegistry.client(url).byId(7))
                .isInstanceOf(RegistryException.Misconfigured.class)
                .hasMessage(url + "/schemas/ids/7: status 200 with text/html, must be JSON; is " + url
                        + " a schema registry?");
    }

    @Test
    void doesNotTakeAnothersNotFoundForAnAnswer() {
        URI url = registry.serve(404, "application/json", "{\"detail\":\"no such page\"}");

        assertThatThrownBy(() -> FakeRegistry.client(url).byId(7))
                .isInstanceOf(RegistryException.Misconfigured.class)
                .hasMessageContaining("status 404 without a registry's error code");
    }

    @Test
    void doesNotTakeAnotherServersNotFoundForAMissingGuid() {
        URI url = registry.serve(404, "text/html", "<html>no such page</html>");

        assertThatThrownBy(() -> FakeRegistry.client(url).byGuid(new UUID(1, 2)))
                .isInstanceOf(RegistryException.Misconfigured.class)
                .hasMessageEndingWith("must be JSON; is " + url + " a schema registry?");
    }

    @Test
    void refusesAnAnswerWithoutASchema() {
        URI url = registry.serve(200, FakeRegistry.JSON, "{\"id\":1}");

        assertThatThrownBy(() -> FakeRegistry.client(url).byId(7)).hasMessage("registry: an answer without 'schema'");
    }

    @Test
    void leavesACircleOfRedirects() {
        URI url = registry.serve(exchange -> {
            exchange.getResponseHeaders().set("Location", "/again");
            FakeRegistry.answer(exchange, 302, FakeRegistry.JSON, "{}");
        });

        assertThatThrownBy(() -> FakeRegistry.client(url).byId(7))
                .isInstanceOf(RegistryException.Misconfigured.class)
                .hasMessageContaining("over 5 redirects, the limit; perhaps in a circle");
        assertThat(registry.requests()).hasSize(6);
    }

    @Test
    void takesNoCredentialsToAnotherHost() {
        URI elsewhere = registry.serve(200, FakeRegistry.JSON, "{\"schema\":\"\\\"int\\\"\"}");
        URI url = registry.serve(exchange -> {
            exchange.getResponseHeaders().set("Location", elsewhere + "/schemas/ids/7");
            FakeRegistry.answer(exchange, 307, FakeRegistry.JSON, "{}");
        });

        assertThatThrownBy(() -> FakeRegistry.client(url).byId(7))
                .isInstanceOf(RegistryException.Misconfigured.class)
                .hasMessageContaining("give that address instead");
        assertThat(registry.requests()).hasSize(1);
    }

    @Test
    void namesARedirectThatLeadsNowhere() {
        String[] location = {""};
        URI url = registry.serve(exchange -> {
            exchange.getResponseHeaders().set("Location", location[0]);
            FakeRegistry.answer(exchange, 302, FakeRegistry.JSON, "{}");
        });

        location[0] = "mailto:somebody";
        assertThatThrownBy(() -> FakeRegistry.client(url).byId(7))
                .isInstanceOf(RegistryException.Misconfigured.class)
                .hasMessageContaining("redirects to mailto:somebody");
        location[0] = "http://[";
        assertThatThrownBy(() -> FakeRegistry.client(url).byId(7))
                .isInstanceOf(RegistryException.Misconfigured.class)
                .hasMessage(url + "/schemas/ids/7: redirects to 'http://[', which is not an address");
    }

    @Test
    void readsNoAnswerWithoutEnd() {
        URI url = registry.serve(exchange -> {
            exchange.sendResponseHeaders(200, 0);
            byte[] much = new byte[1 << 20];
            for (int i = 0; i < 20; i++) {
                exchange.getResponseBody().write(much);
            }
            exchange.close();
        });

        assertThatThrownBy(() -> FakeRegistry.client(url).byId(7))
                .isInstanceOf(RegistryException.Misconfigured.class)
                .hasMessage(url + "/schemas/ids/7: an answer of over 16777216 bytes, the limit");
    }

    @Test
    void doesNotWaitForTheRestOfAnAnswerForEver() {
        URI url = registry.serve(exchange -> {
            exchange.sendResponseHeaders(200, 100);
            exchange.getResponseBody().write('{');
            exchange.getResponseBody().flush();
        });
        HttpRegistryClient client = new HttpRegistryClient(RegistrySettings.from(
                Map.of("schema.registry.url", url.toString(), "http.read.timeout.ms", 300, "max.retries", 0)));

        assertThatThrownBy(() -> client.byId(7))
                .isInstanceOf(RegistryException.Unavailable.class)
                .hasMessage(url + "/schemas/ids/7: the answer is not whole within 300 ms, the limit");
    }

    @Test
    void saysThatItIsNotLetInHoweverThatIsSaid() {
        URI url = registry.serve(401, "text/html", "<h1>Who are you?</h1>");

        assertThatThrownBy(() -> FakeRegistry.client(url).byId(7))
                .isInstanceOfSatisfying(
                        RegistryException.Refused.class,
                        e -> assertThat(e.code()).isEqualTo(401))
                .hasMessage(url + "/schemas/ids/7: refused with 401: see basic.auth.* and bearer.auth.*");
    }

    @Test
    void namesASchemaThatIsTooLong() {
        URI url = registry.serve(200, FakeRegistry.JSON, "{\"schema\":\"" + "x".repeat(5 << 20) + "\"}");
        SchemaResolver resolver = new SchemaResolver(FakeRegistry.client(url));

        assertThatThrownBy(() -> resolver.byId(7)).hasMessage("schema 7: schema: 5242880 characters, limit 1048576");
    }
}
