package io.tombolo.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tombolo.http.BoundedHttp;
import io.tombolo.http.HttpAccess;
import io.tombolo.http.HttpAnswer;
import io.tombolo.http.HttpLimits;
import io.tombolo.http.server.Tokens;
import java.io.IOException;
import java.io.Reader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.concurrent.ExecutionException;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLParameters;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ScramCredentialInfo;
import org.apache.kafka.clients.admin.ScramMechanism;
import org.apache.kafka.clients.admin.UserScramCredentialUpsertion;
import org.apache.kafka.common.errors.ClusterAuthorizationException;
import org.apache.kafka.common.errors.SaslAuthenticationException;
import org.apache.kafka.common.errors.SslAuthenticationException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.errors.TopicAuthorizationException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A node that was open, then secured: who is refused at each of its ports, and who is not. */
class SecuredNodeIT {
    private static final HttpLimits LIMITS = new HttpLimits(Duration.ofMinutes(1), 1 << 20, 0);

    @TempDir
    static Path dir;

    private static Tombolo node;
    private static Path security;
    private static Map<String, Object> own;
    private static Tokens tokens;

    @BeforeAll
    static void start() throws IOException {
        Path data = dir.resolve("data");
        Tombolo.start(ServerConfig.local(data)).close();
        Tombolo.start(ServerConfig.local(data).withSecurity(Security.lab())).close();
        // Once secured, it stays so.
        node = Tombolo.start(ServerConfig.local(data));
        security = data.resolve("security");
        LabCertificates.create(dir.resolve("other"), List.of("127.0.0.1"), Duration.ofDays(1), Clock.systemUTC());
        tokens = new Tokens(security.resolve("tokens.json"), Clock.systemUTC());
        Properties file = new Properties();
        try (Reader in = Files.newBufferedReader(security.resolve("client.properties"))) {
            file.load(in);
        }
        own = new HashMap<>();
        file.stringPropertyNames().forEach(key -> own.put(key, file.getProperty(key)));
    }

    @AfterAll
    static void stop() {
        node.close();
    }

    private static Map<String, Object> but(String key, Object value) {
        Map<String, Object> changed = new HashMap<>(own);
        changed.put(key, value);
        return changed;
    }

    /** For a client whose words the broker does not know: it is not refused, and must not try without end. */
    private static Map<String, Object> briefly(Map<String, Object> settings) {
        settings.put("default.api.timeout.ms", 10_000);
        settings.put("request.timeout.ms", 5_000);
        return settings;
    }

    private static void clusterId(Map<String, Object> settings) throws Exception {
        try (Admin admin = Admin.create(settings)) {
            assertThat(admin.describeCluster().clusterId().get()).isNotEmpty();
        }
    }

    @Test
    void kafkaTakesItsOwnUserAndRefusesEverybodyElse() throws Exception {
        clusterId(own);

        String jaas = own.get("sasl.jaas.config").toString();
        String otherAuthority = dir.resolve("other").resolve("ca.pem").toString();
        assertThatThrownBy(
                        () -> clusterId(but("sasl.jaas.config", jaas.replaceAll("password=\"[^\"]*", "password=\"x"))))
                .hasCauseInstanceOf(SaslAuthenticationException.class);
        assertThatThrownBy(() -> clusterId(but("sasl.jaas.config", jaas.replace("username=\"tombolo", "username=\"x"))))
                .hasCauseInstanceOf(SaslAuthenticationException.class);
        assertThatThrownBy(() -> clusterId(but("ssl.truststore.location", otherAuthority)))
                .hasCauseInstanceOf(SslAuthenticationException.class);
        Map<String, Object> old = but("ssl.enabled.protocols", "TLSv1.2");
        old.put("ssl.protocol", "TLSv1.2");
        assertThatThrownBy(() -> clusterId(old)).hasCauseInstanceOf(SslAuthenticationException.class);
        assertThatThrownBy(() -> clusterId(briefly(but("security.protocol", "PLAINTEXT"))))
                .hasCauseInstanceOf(TimeoutException.class);
        assertThatThrownBy(() -> clusterId(briefly(but("security.protocol", "SSL"))))
                .isInstanceOf(ExecutionException.class);
        assertThatThrownBy(() -> clusterId(briefly(but("security.protocol", "SASL_PLAINTEXT"))))
                .isInstanceOf(ExecutionException.class);
    }

    @Test
    void aKafkaUserWithoutRightsMaySeeAndDoNothing() throws Exception {
        try (Admin admin = Admin.create(own)) {
            admin.alterUserScramCredentials(List.of(new UserScramCredentialUpsertion(
                            "guest",
                            new ScramCredentialInfo(ScramMechanism.SCRAM_SHA_512, 8_192),
                            "a-guests-password")))
                    .all()
                    .get();
        }
        String login = own.get("sasl.jaas.config")
                .toString()
                .replaceAll("username=.*", "username=\"guest\" password=\"a-guests-password\";");
        try (Admin guest = Admin.create(but("sasl.jaas.config", login))) {
            assertThat(guest.listTopics().names().get()).isEmpty();
            assertThatThrownBy(() -> guest.describeTopics(List.of("tombolo.log"))
                            .allTopicNames()
                            .get())
                    .hasCauseInstanceOf(TopicAuthorizationException.class);
            assertThatThrownBy(() -> guest.describeUserScramCredentials().all().get())
                    .hasCauseInstanceOf(ClusterAuthorizationException.class);
        }
    }

    @Test
    void everyHttpPortRefusesPlainTextOldTlsAndOtherAuthorities() throws Exception {
        for (String url : ports()) {
            HttpRequest asked = HttpRequest.newBuilder(URI.create(url)).build();
            HttpRequest plain = HttpRequest.newBuilder(URI.create(url.replace("https:", "http:")))
                    .build();
            SSLParameters old = new SSLParameters(null, new String[] {"TLSv1.2"});
            BoundedHttp oldTls =
                    new BoundedHttp(HttpClient.newBuilder().sslParameters(old).build(), LIMITS);

            assertThatThrownBy(() -> HttpAccess.OPEN.http(LIMITS).send(plain))
                    .as(url)
                    .isInstanceOf(IOException.class);
            assertThatThrownBy(() -> HttpAccess.OPEN.http(LIMITS).send(asked))
                    .as(url)
                    .isInstanceOf(SSLException.class);
            assertThatThrownBy(() -> relyingOn(dir.resolve("other"), "").send(asked))
                    .as(url)
                    .isInstanceOf(SSLException.class);
            assertThatThrownBy(() -> oldTls.send(asked))
                    .as(url)
                    .isInstanceOf(SSLException.class)
                    .hasMessageContaining("protocol_version");
        }
    }

    private static List<String> ports() throws Exception {
        Endpoints where = node.endpoints();
        String anchoring = asked(where.api() + "/api/v1/endpoints", admin())
                .text()
                .replaceAll(".*\"anchoring\":\"([^\"]*)\".*", "$1");
        return List.of(
                where.registry() + "/subjects",
                where.connect() + "/connectors",
                where.api() + "/api/v1/status",
                where.push() + "/v1/datasets/acme.example/x/events",
                anchoring + "/metrics");
    }

    private static String admin() throws IOException {
        return Files.readString(security.resolve("node.token")).strip();
    }

    private static BoundedHttp relyingOn(Path folder, String token) {
        return new HttpAccess(
                        Optional.of(folder.resolve("ca.pem")),
                        Optional.of(token).filter(text -> !text.isEmpty()))
                .http(LIMITS);
    }

    private static HttpAnswer asked(String url, String token) throws Exception {
        return relyingOn(security, token)
                .send(HttpRequest.newBuilder(URI.create(url)).build());
    }

    private static HttpAnswer posted(String url, String token) throws Exception {
        return relyingOn(security, token)
                .send(HttpRequest.newBuilder(URI.create(url))
                        .header("Content-Type", "application/json")
                        .POST(HttpRequest.BodyPublishers.ofString("{}"))
                        .build());
    }

    @Test
    void everyHttpPortAsksForATokenOfItsScope() throws Exception {
        Endpoints where = node.endpoints();
        Tokens.Created read = tokens.create("reader", Tokens.Scope.READ);
        List<Integer> without = new ArrayList<>();
        for (String url : ports()) {
            HttpAnswer answer = url.contains("/events") ? posted(url, "") : asked(url, "");
            without.add(answer.status());
            assertThat(answer.header("WWW-Authenticate").orElse("")).as(url).startsWith("Bearer");
            assertThat((url.contains("/events") ? posted(url, read.text() + "x") : asked(url, read.text() + "x"))
                            .status())
                    .as(url)
                    .isEqualTo(401);
        }

        assertThat(without).containsExactly(401, 401, 401, 401, 401);
        assertThat(asked(where.api() + "/api/v1/status", read.text()).status()).isEqualTo(200);
        assertThat(asked(where.registry() + "/subjects", read.text()).status()).isEqualTo(200);
        HttpAnswer refused = posted(where.registry() + "/subjects/x/versions", read.text());
        assertThat(refused.status()).isEqualTo(403);
        assertThat(refused.text())
                .contains("token " + read.token().id() + " has the scope read, needed is write")
                .doesNotContain(read.text());
        HttpAnswer connect = asked(where.connect() + "/connectors", read.text());
        assertThat(connect.status()).isEqualTo(403);
        assertThat(connect.header("Content-Type")).contains("application/problem+json");
        assertThat(connect.text()).contains("needed is admin");
        assertThat(asked(where.connect() + "/connectors", admin()).status()).isEqualTo(200);

        assertThat(tokens.revoke(read.token().id())).isTrue();
        assertThat(asked(where.api() + "/api/v1/status", read.text()).status()).isEqualTo(401);
    }

    @Test
    void aNewCertificateIsInUseWithoutARestart() throws Exception {
        Path other = dir.resolve("other");
        Path before = Files.createDirectories(dir.resolve("before"));
        copyCertificate(security, before);
        String url = node.endpoints().registry() + "/subjects";
        try {
            copyCertificate(other, security);

            clusterId(but("ssl.truststore.location", other.resolve("ca.pem").toString()));
            assertThatThrownBy(() -> clusterId(own)).hasCauseInstanceOf(SslAuthenticationException.class);
            HttpRequest asked = HttpRequest.newBuilder(URI.create(url)).build();
            assertThat(relyingOn(other, admin()).send(asked).status()).isEqualTo(200);
            assertThatThrownBy(() -> relyingOn(security, admin()).send(asked)).isInstanceOf(SSLException.class);
        } finally {
            copyCertificate(before, security);
        }
        clusterId(own);
        assertThat(asked(url, admin()).status()).isEqualTo(200);
    }

    private static void copyCertificate(Path from, Path to) throws IOException {
        for (String file : List.of(LabCertificates.CERTIFICATE, LabCertificates.PRIVATE_KEY)) {
            Files.copy(from.resolve(file), to.resolve(file), StandardCopyOption.REPLACE_EXISTING);
        }
    }

    @Test
    void secretsAreTheirOwnersAloneAndTokensAreKeptAsHashes() throws Exception {
        for (String file :
                List.of("node.password", "node.token", "client.properties", "tokens.json", "server-key.pem")) {
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(security.resolve(file))))
                    .as(file)
                    .isEqualTo("rw-------");
        }
        assertThat(Files.readString(security.resolve("tokens.json"))).doesNotContain(admin());
    }
}
