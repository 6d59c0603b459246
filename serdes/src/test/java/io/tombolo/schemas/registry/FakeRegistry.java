package io.tombolo.schemas.registry;

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
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.KeyStore;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.TrustManagerFactory;

/** Servers in a registry's place that answer whatever a test says, and remember what they were asked. */
final class FakeRegistry implements AutoCloseable {

    static final String JSON = "application/vnd.schemaregistry.v1+json";

    private final List<HttpServer> servers = new ArrayList<>();
    private final List<String> requests = new CopyOnWriteArrayList<>();
    private final List<String> authorizations = new CopyOnWriteArrayList<>();

    /** Method and address of each request. */
    List<String> requests() {
        return requests;
    }

    List<String> authorizations() {
        return authorizations;
    }

    @Override
    public void close() {
        servers.forEach(server -> server.stop(0));
    }

    static HttpRegistryClient client(URI url) {
        return new HttpRegistryClient(RegistrySettings.from(quick(Map.of("schema.registry.url", url.toString()))));
    }

    static HttpRegistryClient tlsClient(URI url) {
        return tlsClient(url, Map.of());
    }

    static HttpRegistryClient tlsClient(URI url, Map<String, Object> more) {
        Map<String, Object> settings = new HashMap<>(Map.of(
                "schema.registry.url", url.toString(),
                "schema.registry.ssl.truststore.location", "src/test/resources/tls/ca.p12",
                "schema.registry.ssl.truststore.password", "changeit"));
        settings.putAll(more);
        return new HttpRegistryClient(RegistrySettings.from(quick(settings)));
    }

    static Map<String, Object> quick(Map<String, Object> settings) {
        Map<String, Object> all = new HashMap<>(settings);
        all.put("max.retries", 3);
        all.put("retries.wait.ms", 1);
        return all;
    }

    URI serve(int status, String type, String body) {
        return serve(exchange -> answer(exchange, status, type, body));
    }

    URI serve(HttpHandler handler) {
        try {
            return started(
                    HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0), handler, "http");
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    URI serveTls(String store) throws Exception {
        return serveTls(store, false);
    }

    URI serveTls(String store, boolean asksForCertificate) throws Exception {
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

    static void answer(HttpExchange exchange, int status, String type, String body) throws IOException {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().set("Content-Type", type);
        exchange.sendResponseHeaders(status, bytes.length);
        exchange.getResponseBody().write(bytes);
        exchange.close();
    }

    /** Where nobody answers: a port that no system gives to a server of another test. */
    static URI nobody() {
        return URI.create("http://127.0.0.1:1");
    }
}
