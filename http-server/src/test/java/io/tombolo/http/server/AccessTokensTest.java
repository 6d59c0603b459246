package io.tombolo.http.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.PlainJWT;
import com.nimbusds.jwt.SignedJWT;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.Date;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A server that asks its organisation's issuer who somebody is. */
final class AccessTokensTest {
    private static final String TYPE = "at+jwt";
    private static final Map<String, Object> READER = Map.of("scope", "openid tombolo.read");
    private static final long HOUR = 3_600;

    @TempDir
    Path dir;

    private Duration ahead = Duration.ZERO;
    private final Clock clock = ((InstantSource) () -> Instant.now().plus(ahead)).withZone(ZoneOffset.UTC);
    private RotatingIssuer issuer;
    private Tokens tokens;
    private WebServer server;

    @BeforeEach
    void start() throws IOException {
        issuer = new RotatingIssuer();
        Path file = Files.writeString(dir.resolve("logins.json"), """
                {"issuer": {"issuer": "%s", "audience": "tombolo",
                  "read": ["tombolo.read"], "write": ["tombolo.write"], "admin": ["tombolo.admin"]}}
                """.formatted(issuer.name()));
        tokens = new Tokens(dir.resolve("tokens.json"), clock);
        Protection protection =
                Protection.of(false, "", "", dir.resolve("tokens.json").toString(), file.toString(), clock);
        server = WebServer.start(
                new WebServer.Settings(
                        "test", "127.0.0.1", 0, WebServer.Limits.defaults(), Problem::document, protection),
                request -> CompletableFuture.completedFuture(ApiResponse.json(200, Map.of("path", request.path()))));
    }

    @AfterEach
    void stop() {
        server.close();
        issuer.close();
    }

    private HttpResponse<String> ask(String method, String token) throws Exception {
        return HttpClient.newHttpClient()
                .send(
                        HttpRequest.newBuilder(URI.create(server.uri() + "/x"))
                                .method(method, HttpRequest.BodyPublishers.noBody())
                                .header("Authorization", "Bearer " + token)
                                .build(),
                        HttpResponse.BodyHandlers.ofString());
    }

    private void refuses(String token, int status, String kind, String why) throws Exception {
        HttpResponse<String> answer = ask("GET", token);

        assertThat(answer.statusCode()).isEqualTo(status);
        assertThat(answer.headers().firstValue("Content-Type")).contains("application/problem+json");
        assertThat(answer.body()).contains("urn:tombolo:problem:" + kind).contains(why);
        assertThat(token.isEmpty() || !answer.body().contains(token)).isTrue();
    }

    private void refuses(String token, String why) throws Exception {
        refuses(token, 401, "token-refused", "the access token is refused: " + why);
    }

    private String good(long seconds) {
        return issuer.token(TYPE, "tombolo", READER, seconds);
    }

    private JWTClaimsSet claims() {
        return new JWTClaimsSet.Builder()
                .issuer(issuer.name())
                .audience("tombolo")
                .subject("mallory")
                .claim("scope", "tombolo.admin")
                .expirationTime(Date.from(Instant.now().plusSeconds(HOUR)))
                .build();
    }

    private String signed(RSAKey key) throws Exception {
        SignedJWT token = new SignedJWT(
                new JWSHeader.Builder(JWSAlgorithm.RS256)
                        .type(new JOSEObjectType(TYPE))
                        .keyID(key.getKeyID())
                        .build(),
                claims());
        token.sign(new RSASSASigner(key));
        return token.serialize();
    }

    @Test
    void aGoodTokenOpensWhatItsScopeSaysAndOursStillCount() throws Exception {
        assertThat(ask("GET", good(HOUR)).statusCode()).isEqualTo(200);
        HttpResponse<String> wrote = ask("POST", good(HOUR));
        assertThat(wrote.statusCode()).isEqualTo(403);
        assertThat(wrote.body()).contains("erp has the scope read, needed is write");
        Map<String, Object> writer = Map.of("scope", "tombolo.write");
        assertThat(ask("POST", issuer.token(TYPE, "tombolo", writer, HOUR)).statusCode())
                .isEqualTo(200);
        assertThat(ask("GET", tokens.create("own", Tokens.Scope.READ).text()).statusCode())
                .isEqualTo(200);
        assertThat(ask("GET", "").statusCode()).isEqualTo(401);
    }

    @Test
    void aTokenWithoutScopeOpensNothing() throws Exception {
        refuses(issuer.token(TYPE, "tombolo", Map.of(), HOUR), 403, "scope", "erp has no scope, needed is read");
    }

    @Test
    void anExpiredTokenIsRefusedOnceItIsOlderThanClocksMayDiffer() throws Exception {
        String token = good(60);
        ahead = ahead.plus(Duration.ofSeconds(75));
        assertThat(ask("GET", token).statusCode()).isEqualTo(200);
        ahead = ahead.plus(Duration.ofSeconds(20));
        refuses(token, "it expired at ");
    }

    @Test
    void anotherAudienceAnotherIssuerAndAnotherTypeAreRefused() throws Exception {
        refuses(issuer.token(TYPE, "other", READER, HOUR), "its audience is [other], must be tombolo");
        refuses(
                issuer.token(TYPE, "tombolo", Map.of("scope", "tombolo.read", "iss", "https://evil.example"), HOUR),
                "its issuer is https://evil.example, must be " + issuer.name());
        refuses(issuer.token("JWT", "tombolo", READER, HOUR), "JOSE header typ (type) JWT not allowed");
    }

    @Test
    void neitherNoSignatureNorOneWithThePublicKeyCounts() throws Exception {
        refuses(new PlainJWT(claims()).serialize(), "its algorithm is none, accepted are RS256, ES256");
        SignedJWT confused = new SignedJWT(
                new JWSHeader.Builder(JWSAlgorithm.HS256)
                        .type(new JOSEObjectType(TYPE))
                        .keyID(issuer.key().getKeyID())
                        .build(),
                claims());
        confused.sign(new MACSigner(issuer.key().toRSAPublicKey().getEncoded()));
        refuses(confused.serialize(), "its algorithm is HS256, accepted are RS256, ES256");
        refuses("a.b.c", "it is not a JWT");
        RSAKey forged = RotatingIssuer.key(issuer.key().getKeyID());
        refuses(signed(forged), "Signed JWT rejected: Invalid signature");
    }

    @Test
    void aKeyThatIsNotKnownIsAskedForButNotWithoutEnd() throws Exception {
        assertThat(ask("GET", good(HOUR)).statusCode()).isEqualTo(200);
        int used = issuer.asked();
        RSAKey second = RotatingIssuer.key("two");
        refuses(signed(second), "Signed JWT rejected: Another algorithm expected, or no matching key(s) found");
        for (int i = 0; i < 20; i++) {
            assertThat(ask("GET", signed(second)).statusCode()).isEqualTo(401);
        }
        refuses(signed(second), "the issuer has no key of its kid");

        assertThat(used).isPositive();
        // By 22 tokens, each of which might have asked.
        assertThat(issuer.asked()).isBetween(1, 4);
        ahead = ahead.plus(Duration.ofMinutes(1));
        issuer.rotate(second);
        assertThat(ask("GET", good(HOUR)).statusCode()).isEqualTo(200);
        assertThat(ask("POST", signed(second)).statusCode()).isEqualTo(200);
    }

    @Test
    void knownKeysOutliveTheirIssuerForAnHourAndThenNobodyIsLetIn() throws Exception {
        String token = good(24 * HOUR);
        assertThat(ask("GET", token).statusCode()).isEqualTo(200);
        issuer.close();
        ahead = ahead.plus(Duration.ofMinutes(50));
        assertThat(ask("GET", token).statusCode()).isEqualTo(200);
        ahead = ahead.plus(Duration.ofMinutes(30));
        refuses(token, 503, "issuer-away", "the keys of issuer " + issuer.name() + " can't be had; try again later");
        for (int i = 0; i < 5; i++) {
            refuses(token, 503, "issuer-away", "can't be had");
        }
        assertThat(ask("GET", tokens.create("own", Tokens.Scope.READ).text()).statusCode())
                .isEqualTo(200);
    }

    @Test
    void aFileOfLoginsSaysWhatIsWrongWithIt() throws Exception {
        assertThat(wrong(
                        "{\"issuer\": {\"issuer\": \"http://login.example\", \"audience\": \"x\", \"read\": [\"r\"]}}"))
                .endsWith("issuer.issuer: http://login.example must be https");
        assertThat(wrong("{\"issuer\": {\"issuer\": \"https://login.example\", \"audience\": \"x\", \"read\": [\"r\"],"
                        + " \"algorithms\": [\"HS256\"]}}"))
                .contains("issuer.algorithms: HS256, must be of [ES256, ");
        assertThat(wrong("{\"issuer\": {\"issuer\": \"https://login.example\", \"audience\": \"x\"}}"))
                .endsWith("give the values of the claim scope that are read, write, admin or push");
        assertThat(wrong("{\"isuer\": {}}")).contains("isuer");
        assertThat(wrong("{}")).endsWith("it names neither an issuer nor certificates");
        assertThat(wrong("{\"issuer\": {\"issuer\": \"https://login.example\", \"audience\": \"x\", \"read\": [\"r\"],"
                        + " \"skew_seconds\": 3000}}"))
                .endsWith("issuer.skew_seconds: 3000, limits 0 and 300");
    }

    private String wrong(String text) throws IOException {
        Path file = Files.writeString(dir.resolve("wrong.json"), text);
        Throwable[] said = new Throwable[1];
        assertThatThrownBy(() -> Protection.of(false, "", "", "", file.toString(), clock))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("logins " + file + ": ")
                .satisfies(thrown -> said[0] = thrown);
        return String.valueOf(said[0].getMessage());
    }
}
