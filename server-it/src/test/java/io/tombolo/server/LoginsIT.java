package io.tombolo.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tombolo.connectors.row.Column;
import io.tombolo.http.server.ServerCertificate;
import io.tombolo.kafka.EmbeddedKafka;
import io.tombolo.kafka.NodeSecurity;
import io.tombolo.push.PushKeys;
import io.tombolo.schemas.DatasetId;
import java.io.IOException;
import java.io.InputStream;
import java.io.Reader;
import java.net.InetAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import no.nav.security.mock.oauth2.MockOAuth2Server;
import no.nav.security.mock.oauth2.OAuth2Config;
import no.nav.security.mock.oauth2.http.NettyWrapper;
import no.nav.security.mock.oauth2.token.DefaultOAuth2TokenCallback;
import no.nav.security.mock.oauth2.token.OAuth2TokenProvider;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.acl.AccessControlEntry;
import org.apache.kafka.common.acl.AclBinding;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.acl.AclPermissionType;
import org.apache.kafka.common.resource.PatternType;
import org.apache.kafka.common.resource.ResourcePattern;
import org.apache.kafka.common.resource.ResourceType;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A node that knows its callers by an issuer's tokens and by certificates, beside its own tokens and passwords. */
class LoginsIT {
    private static final String PASSWORD = "only-for-this-test";
    private static final int CLIENTS_PORT = EmbeddedKafka.freePort(InetAddress.getLoopbackAddress());

    @TempDir
    static Path dir;

    private static MockOAuth2Server issuer;
    private static Tombolo node;
    private static Path security;

    @BeforeAll
    static void start() throws Exception {
        issuer = new MockOAuth2Server(
                new OAuth2Config(false, null, null, false, new OAuth2TokenProvider(), Set.of(), new NettyWrapper()));
        issuer.start(InetAddress.getLoopbackAddress(), 0);
        for (String client : List.of("erp.partner.example", "other.example")) {
            LabCertificates.create(dir.resolve(client), List.of(client), Duration.ofDays(1), Clock.systemUTC());
        }
        Path logins = logins("tombolo.read", "erp.partner.example");
        Files.writeString(
                dir.resolve("clients.pem"),
                Files.readString(dir.resolve("erp.partner.example").resolve("ca.pem")));
        Path data = dir.resolve("data");
        node = Tombolo.start(ServerConfig.local(data)
                .withSecurity(Security.lab()
                        .withLogins(logins)
                        .withKafkaClients(new NodeSecurity.Clients(
                                dir.resolve("clients.pem"), CLIENTS_PORT, "RULE:^CN=([a-z.]+)$/$1/,DEFAULT"))));
        security = data.resolve("security");
        new PushKeys(data.resolve("push").resolve("keys.json"), Clock.systemUTC())
                .add("erp", DatasetId.parse("acme.example/orders"), List.of("id"), Column.parse("id:long"));
    }

    private static Path logins(String read, String certificate) throws IOException {
        return Files.writeString(
                dir.resolve("logins.json"), """
                {"issuer": {"issuer": "%s", "audience": "tombolo",
                  "read": ["%s"], "write": ["tombolo.write"], "admin": ["tombolo.admin"], "push": ["tombolo.push"]},
                 "certificates": {"authorities": "clients.pem", "names": [
                  {"san": "dns:%s", "name": "erp", "scope": "read", "push": true},
                  {"subject": "CN=nobody", "name": "nobody", "scope": "admin"}]}}
                """.formatted(issuer.issuerUrl("acme"), read, certificate));
    }

    @AfterAll
    static void stop() {
        node.close();
        issuer.shutdown();
    }

    private static String token(String scope) {
        return issuer.issueToken(
                        "acme",
                        "erp",
                        new DefaultOAuth2TokenCallback(
                                "acme", "service", "at+jwt", List.of("tombolo"), Map.of("scope", scope), 3_600))
                .serialize();
    }

    /** A client that relies on the node's authority and shows that folder's certificate, if it is one. */
    private static HttpClient client(String certificate) throws Exception {
        KeyStore trusted = KeyStore.getInstance(KeyStore.getDefaultType());
        trusted.load(null, null);
        trusted.setCertificateEntry(
                "ca",
                Certificates.ofPem(Files.readString(security.resolve("ca.pem"))).get(0));
        TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(trusted);
        SSLContext tls = SSLContext.getInstance("TLSv1.3");
        tls.init(certificate.isEmpty() ? null : keys(dir.resolve(certificate)), trust.getTrustManagers(), null);
        return HttpClient.newBuilder().sslContext(tls).build();
    }

    private static KeyManager[] keys(Path folder) throws Exception {
        Path store = folder.resolve("client.p12");
        ServerCertificate.load(folder.resolve("server.pem"), folder.resolve("server-key.pem"), Clock.systemUTC())
                .writePkcs12(store, PASSWORD);
        KeyStore own = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(store)) {
            own.load(in, PASSWORD.toCharArray());
        }
        KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        keys.init(own, PASSWORD.toCharArray());
        return keys.getKeyManagers();
    }

    private static HttpResponse<String> ask(HttpClient client, String method, String url, String token)
            throws Exception {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(url))
                .header("Content-Type", "application/json")
                .header("Idempotency-Key", url.hashCode() + "-" + token.hashCode())
                .method(
                        method,
                        method.equals("GET")
                                ? HttpRequest.BodyPublishers.noBody()
                                : HttpRequest.BodyPublishers.ofString("{\"id\": 1}"));
        if (!token.isEmpty()) {
            request.header("Authorization", "Bearer " + token);
        }
        return client.send(request.build(), HttpResponse.BodyHandlers.ofString());
    }

    private static int status(String method, String url, String token) throws Exception {
        return ask(client(""), method, url, token).statusCode();
    }

    private static String events(String dataset) {
        return node.endpoints().push() + "/v1/datasets/acme.example/" + dataset + "/events";
    }

    @Test
    void everyServerTakesTokensOfTheIssuer() throws Exception {
        Endpoints where = node.endpoints();
        String reader = token("tombolo.read");

        assertThat(status("GET", where.api() + "/api/v1/status", reader)).isEqualTo(200);
        assertThat(status("GET", where.registry() + "/subjects", reader)).isEqualTo(200);
        HttpResponse<String> wrote = ask(client(""), "POST", where.registry() + "/subjects/x/versions", reader);
        assertThat(wrote.statusCode()).isEqualTo(403);
        assertThat(wrote.body()).contains("erp has the scope read, needed is write");
        HttpResponse<String> connect = ask(client(""), "GET", where.connect() + "/connectors", reader);
        assertThat(connect.statusCode()).isEqualTo(403);
        assertThat(connect.body()).contains("erp has the scope read, needed is admin");
        assertThat(status("GET", where.connect() + "/connectors", token("tombolo.admin")))
                .isEqualTo(200);
        HttpResponse<String> none = ask(client(""), "GET", where.api() + "/api/v1/status", token("openid"));
        assertThat(none.statusCode()).isEqualTo(403);
        assertThat(none.body()).contains("erp has no scope, needed is read");
    }

    @Test
    void aClientOfTheIssuerPushesWithTheKeyOfItsName() throws Exception {
        assertThat(status("POST", events("orders"), token("tombolo.push"))).isEqualTo(201);
        HttpResponse<String> other = ask(client(""), "POST", events("others"), token("tombolo.push"));
        assertThat(other.statusCode()).isEqualTo(403);
        assertThat(other.body()).contains("erp: no key of that name opens acme.example/others");
        HttpResponse<String> reads = ask(client(""), "POST", events("orders"), token("tombolo.read"));
        assertThat(reads.statusCode()).isEqualTo(403);
        assertThat(reads.body()).contains("erp: may not push");
        HttpResponse<String> forged = ask(client(""), "POST", events("orders"), token("tombolo.push") + "x");
        assertThat(forged.statusCode()).isEqualTo(401);
        assertThat(forged.body()).contains("the access token is refused: ");
    }

    @Test
    void aCertificateIsALogin() throws Exception {
        HttpClient erp = client("erp.partner.example");
        String status = node.endpoints().api() + "/api/v1/status";

        assertThat(ask(erp, "GET", status, "").statusCode()).isEqualTo(200);
        HttpResponse<String> wrote = ask(erp, "POST", node.endpoints().registry() + "/subjects/x/versions", "");
        assertThat(wrote.statusCode()).isEqualTo(403);
        assertThat(wrote.body()).contains("erp has the scope read, needed is write");
        assertThat(ask(erp, "POST", events("orders"), "").statusCode()).isEqualTo(201);
        assertThat(ask(client(""), "GET", status, "").statusCode()).isEqualTo(401);
        assertThat(isRefused(client("other.example"), status)).isTrue();
    }

    @Test
    void changedLoginsCountWithoutARestart() throws Exception {
        HttpClient erp = client("erp.partner.example");
        String status = node.endpoints().api() + "/api/v1/status";
        String connectors = node.endpoints().connect() + "/connectors";
        String authorities = Files.readString(dir.resolve("clients.pem"));
        assertThat(ask(erp, "GET", status, "").statusCode()).isEqualTo(200);
        assertThat(isRefused(client("other.example"), status)).isTrue();
        try {
            logins("tombolo.look", "other.example");
            assertThat(ask(erp, "GET", status, "").statusCode()).isEqualTo(401);
            assertThat(status("GET", status, token("tombolo.look"))).isEqualTo(200);
            assertThat(status("GET", status, token("tombolo.read"))).isEqualTo(403);
            assertThat(ask(client(""), "GET", connectors, token("tombolo.look")).body())
                    .contains("erp has the scope read, needed is admin");

            Files.writeString(
                    dir.resolve("clients.pem"),
                    Files.readString(dir.resolve("other.example").resolve("ca.pem")));
            assertThat(ask(client("other.example"), "GET", status, "").statusCode())
                    .isEqualTo(200);
            assertThat(isRefused(client("erp.partner.example"), status)).isTrue();

            Files.writeString(dir.resolve("logins.json"), "{\"issuer\":");
            assertThat(ask(client("other.example"), "GET", status, "").statusCode())
                    .isEqualTo(200);
            assertThat(status("GET", status, token("tombolo.look"))).isEqualTo(200);
        } finally {
            Files.writeString(dir.resolve("clients.pem"), authorities);
            logins("tombolo.read", "erp.partner.example");
        }
        assertThat(ask(client("erp.partner.example"), "GET", status, "").statusCode())
                .isEqualTo(200);
        assertThat(isRefused(client("other.example"), status)).isTrue();
        assertThat(status("GET", status, token("tombolo.look"))).isEqualTo(403);
    }

    /** A certificate of another authority: a client does not show it, or TLS refuses it if both authorities have the same name. */
    private static boolean isRefused(HttpClient client, String url) throws Exception {
        try {
            return ask(client, "GET", url, "").statusCode() == 401;
        } catch (IOException refused) {
            return true;
        }
    }

    private static Map<String, Object> kafka(String certificate) throws IOException {
        Path folder = dir.resolve(certificate);
        Path both = Files.writeString(
                folder.resolve("both.pem"),
                Files.readString(folder.resolve("server-key.pem")) + Files.readString(folder.resolve("server.pem")));
        Map<String, Object> settings = new HashMap<>();
        settings.put("bootstrap.servers", "127.0.0.1:" + CLIENTS_PORT);
        settings.put("security.protocol", "SSL");
        settings.put("ssl.keystore.type", "PEM");
        settings.put("ssl.keystore.location", both.toString());
        settings.put("ssl.truststore.type", "PEM");
        settings.put("ssl.truststore.location", security.resolve("ca.pem").toString());
        settings.put("default.api.timeout.ms", 10_000);
        settings.put("request.timeout.ms", 5_000);
        return settings;
    }

    @Test
    void aCertificateIsALoginAtKafkaUnderTheNameThatTheRulesGive() throws Exception {
        Properties own = new Properties();
        try (Reader in = Files.newBufferedReader(security.resolve("client.properties"))) {
            own.load(in);
        }
        try (Admin admin = Admin.create(own)) {
            admin.createAcls(List.of(new AclBinding(
                            new ResourcePattern(ResourceType.TOPIC, "tombolo.anchors", PatternType.LITERAL),
                            new AccessControlEntry(
                                    "User:erp.partner.example", "*", AclOperation.DESCRIBE, AclPermissionType.ALLOW))))
                    .all()
                    .get();
        }
        try (Admin erp = Admin.create(kafka("erp.partner.example"))) {
            assertThat(erp.listTopics().names().get()).isEqualTo(Set.of("tombolo.anchors"));
        }
        try (Admin other = Admin.create(kafka("other.example"))) {
            assertThatThrownBy(() -> other.listTopics().names().get())
                    .hasMessageContaining("SslAuthenticationException");
        }
        Map<String, Object> without = kafka("other.example");
        without.keySet().removeIf(key -> key.startsWith("ssl.keystore"));
        try (Admin nobody = Admin.create(without)) {
            assertThatThrownBy(() -> nobody.listTopics().names().get())
                    .hasMessageContaining("SslAuthenticationException");
        }
    }
}
