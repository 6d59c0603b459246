package io.tombolo.schemas.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import com.sun.net.httpserver.HttpServer;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsParameters;
import com.sun.net.httpserver.HttpsServer;
import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.KeyStore;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class HttpRegistryClientTest {

    private static final String JSON = "application/vnd.schemaregistry.v1+json";

    private final List<HttpServer> servers = new ArrayList<>();
    private final List<String> requests = new CopyOnWriteArrayList<>();
    private final List<String> authorizations = new CopyOnWriteArrayList<>();

    @AfterEach
    void stop() {
        servers.forEach(server -> server.stop(0));
    }

    @Test
    void readsASchemaWithItsReferences() {
        URI url = serve(
                200,
                JSON,
                "{\"schema\":\"\\\"int\\\"\",\"references\":[{\"name\":\"a.B\",\"subject\":\"b\",\"version\":3}]}");

        assertThat(client(url).byId(7))
                .contains(new SchemaSource("\"int\"", List.of(new SchemaSource.Reference("a.B", "b", 3))));
        assertThat(requests).containsExactly("GET /schemas/ids/7");
    }

    @Test
    void asksByGuidToo() {
        URI url = serve(200, JSON, "{\"schema\":\"\\\"int\\\"\"}");
        UUID guid = new UUID(1, 2);

        assertThat(client(url).byGuid(guid)).contains(SchemaSource.of("\"int\""));
        assertThat(requests).containsExactly("GET /schemas/guids/" + guid);
    }

    @Test
    void takesARegistryWithoutGuidsForOneThatHasNotThisOne() {
        URI url = serve(exchange -> {
            boolean types = exchange.getRequestURI().getPath().equals("/schemas/types");
            answer(exchange, types ? 200 : 404, JSON, types ? "[\"AVRO\"]" : "");
        });

        assertThat(client(url).byGuid(new UUID(1, 2))).isEmpty();
    }

    @Test
    void doesNotTakeAnotherServersNotFoundForAMissingGuid() {
        URI url = serve(404, "text/html", "<html>no such page</html>");

        assertThatThrownBy(() -> client(url).byGuid(new UUID(1, 2)))
                .isInstanceOf(RegistryException.Misconfigured.class)
                .hasMessageEndingWith("must be JSON; is " + url + " a schema registry?");
    }

    @Test
    void takesUnknownForAnAnswer() {
        URI url = serve(404, JSON, "{\"error_code\":40403,\"message\":\"Schema 7 not found\"}");

        assertThat(client(url).byId(7)).isEmpty();
        assertThat(requests).hasSize(1);
    }

    @Test
    void passesOnARefusalWithItsCode() {
        URI url = serve(422, JSON, "{\"error_code\":42201,\"message\":\"Invalid schema\"}");

        assertThatThrownBy(() -> client(url).register("s", SchemaSource.of("x"), false))
                .isInstanceOfSatisfying(
                        RegistryException.Refused.class,
                        e -> assertThat(e.code()).isEqualTo(42201))
                .hasMessageContaining("/subjects/s/versions: refused with 42201: Invalid schema");
        assertThat(requests).hasSize(1);
    }

    @Test
    void asksWhetherHtmlComesFromARegistry() {
        URI url = serve(200, "text/html", "<html>Welcome</html>");

        assertThatThrownBy(() -> client(url).byId(7))
                .isInstanceOf(RegistryException.Misconfigured.class)
                .hasMessage(url + "/schemas/ids/7: status 200 with text/html, must be JSON; is " + url
                        + " a schema registry?");
    }

    @Test
    void doesNotTakeAnothersNotFoundForAnAnswer() {
        URI url = serve(404, "application/json", "{\"detail\":\"no such page\"}");

        assertThatThrownBy(() -> client(url).byId(7))
                .isInstanceOf(RegistryException.Misconfigured.class)
                .hasMessageContaining("status 404 without a registry's error code");
    }

    @Test
    void refusesAnAnswerWithoutASchema() {
        URI url = serve(200, JSON, "{\"id\":1}");

        assertThatThrownBy(() -> client(url).byId(7)).hasMessage("registry: an answer without 'schema'");
    }

    @Test
    void leavesACircleOfRedirects() {
        URI url = serve(exchange -> {
            exchange.getResponseHeaders().set("Location", "/again");
            answer(exchange, 302, JSON, "{}");
        });

        assertThatThrownBy(() -> client(url).byId(7))
                .isInstanceOf(RegistryException.Misconfigured.class)
                .hasMessageContaining("over 5 redirects, in a circle perhaps");
        assertThat(requests).hasSize(6);
    }

    @Test
    void takesNoCredentialsToAnotherHost() {
        URI elsewhere = serve(200, JSON, "{\"schema\":\"\\\"int\\\"\"}");
        URI url = serve(exchange -> {
            exchange.getResponseHeaders().set("Location", elsewhere + "/schemas/ids/7");
            answer(exchange, 307, JSON, "{}");
        });

        assertThatThrownBy(() -> client(url).byId(7))
                .isInstanceOf(RegistryException.Misconfigured.class)
                .hasMessageContaining("give that address instead");
        assertThat(requests).hasSize(1);
    }

    @Test
    void triesAgainWhatIsTransientOnly() {
        int[] calls = {0};
        URI url = serve(exchange -> {
            if (++calls[0] < 3) {
                answer(exchange, 503, "text/plain", "starting");
            } else {
                answer(exchange, 200, JSON, "{\"schema\":\"\\\"int\\\"\"}");
            }
        });

        assertThat(client(url).byId(7)).isPresent();
        assertThat(requests).hasSize(3);
    }

    @Test
    void saysThatARegistryIsDown() throws Exception {
        URI url = nobody();

        assertThatThrownBy(() -> client(url).byId(7))
                .isInstanceOf(RegistryException.Unavailable.class)
                .hasMessageStartingWith(url + "/schemas/ids/7: no answer: ");
    }

    @Test
    void goesOnToTheNextAddressAndStaysThere() throws Exception {
        URI down = nobody();
        URI up = serve(200, JSON, "{\"schema\":\"\\\"int\\\"\"}");
        HttpRegistryClient client =
                new HttpRegistryClient(RegistrySettings.from(quick(Map.of("schema.registry.url", down + "," + up))));

        assertThat(client.byId(7)).isPresent();
        assertThat(client.byId(8)).isPresent();
        assertThat(requests).containsExactly("GET /schemas/ids/7", "GET /schemas/ids/8");
    }

    @Test
    void sendsCredentials() {
        URI url = serve(200, JSON, "{\"schema\":\"\\\"int\\\"\"}");
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
            var unused = new HttpRegistryClient(RegistrySettings.from(quick(setting))).byId(1);
        }

        String basic = "Basic YWxpY2U6d29uZGVy";
        assertThat(authorizations).containsExactly(basic, basic, basic, "Bearer t0k3n");
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
    void saysThatACertificateHasExpired() throws Exception {
        URI url = serveTls("expired.p12");

        assertThatThrownBy(() -> tlsClient(url).byId(7))
                .isInstanceOf(RegistryException.Misconfigured.class)
                .hasMessageContaining("TLS failed: NotAfter: ");
    }

    @Test
    void speaksTlsToWhomItTrusts() throws Exception {
        URI url = serveTls("server.p12");

        assertThat(tlsClient(url).byId(7)).isPresent();
        assertThatThrownBy(() -> client(url).byId(7))
                .isInstanceOf(RegistryException.Misconfigured.class)
                .hasMessageContaining("TLS failed: ");
    }

    @Test
    void showsItsOwnCertificateToWhomAsksForIt() throws Exception {
        URI url = serveTls("server.p12", true);

        assertThat(tlsClient(
                                url,
                                Map.of(
                                        "schema.registry.ssl.keystore.location", "src/test/resources/tls/server.p12",
                                        "schema.registry.ssl.keystore.password", "changeit"))
                        .byId(7))
                .isPresent();
        assertThatThrownBy(() -> tlsClient(url).byId(7)).isInstanceOf(RegistryException.class);
    }

    @Test
    void namesTheTrustStoreThatCanNotBeRead() {
        URI url = URI.create("https://127.0.0.1:1");

        assertThatThrownBy(() -> tlsClient(url, Map.of("schema.registry.ssl.truststore.password", "wrong")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("ssl.truststore.location: src/test/resources/tls/ca.p12 can't be read: ");
    }

    private static HttpRegistryClient client(URI url) {
        return new HttpRegistryClient(RegistrySettings.from(quick(Map.of("schema.registry.url", url.toString()))));
    }

    private static HttpRegistryClient tlsClient(URI url) {
        return tlsClient(url, Map.of());
    }

    private static HttpRegistryClient tlsClient(URI url, Map<String, Object> more) {
        Map<String, Object> settings = new HashMap<>(Map.of(
                "schema.registry.url", url.toString(),
                "schema.registry.ssl.truststore.location", "src/test/resources/tls/ca.p12",
                "schema.registry.ssl.truststore.password", "changeit"));
        settings.putAll(more);
        return new HttpRegistryClient(RegistrySettings.from(quick(settings)));
    }

    private static Map<String, Object> quick(Map<String, Object> settings) {
        Map<String, Object> all = new HashMap<>(settings);
        all.put("max.retries", 3);
        all.put("retries.wait.ms", 1);
        return all;
    }

    private URI serve(int status, String type, String body) {
        return serve(exchange -> answer(exchange, status, type, body));
    }

    private URI serve(HttpHandler handler) {
        try {
            return started(
                    HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0), handler, "http");
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private URI serveTls(String store) throws Exception {
        return serveTls(store, false);
    }

    private URI serveTls(String store, boolean asksForCertificate) throws Exception {
        KeyManagerFactory factory = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        factory.init(load(store), "changeit".toCharArray());
        SSLContext context = SSLContext.getInstance("TLS");
        TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(load("ca.p12"));
        context.init(factory.getKeyManagers(), trust.getTrustManagers(), null);
        HttpsServer server = HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setHttpsConfigurator(new HttpsConfigurator(context) {
            @Override
            public void configure(HttpsParameters parameters) {
                SSLParameters tls = context.getDefaultSSLParameters();
                tls.setNeedClientAuth(asksForCertificate);
                parameters.setSSLParameters(tls);
            }
        });
        return started(server, exchange -> answer(exchange, 200, JSON, "{\"schema\":\"\\\"int\\\"\"}"), "https");
    }

    private static KeyStore load(String store) throws Exception {
        KeyStore keys = KeyStore.getInstance("PKCS12");
        try (InputStream in = new FileInputStream("src/test/resources/tls/" + store)) {
            keys.load(in, "changeit".toCharArray());
            return keys;
        }
    }

    private URI started(HttpServer server, HttpHandler handler, String scheme) {
        server.createContext("/", exchange -> {
            requests.add(exchange.getRequestMethod() + " " + exchange.getRequestURI());
            String authorization = exchange.getRequestHeaders().getFirst("Authorization");
            if (authorization != null) {
                authorizations.add(authorization);
            }
            handler.handle(exchange);
        });
        server.start();
        servers.add(server);
        return URI.create(scheme + "://127.0.0.1:" + server.getAddress().getPort());
    }

    private static void answer(HttpExchange exchange, int status, String type, String body) throws IOException {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().set("Content-Type", type);
        exchange.sendResponseHeaders(status, bytes.length);
        exchange.getResponseBody().write(bytes);
        exchange.close();
    }

    private static URI nobody() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return URI.create("http://127.0.0.1:" + socket.getLocalPort());
        }
    }
}
