package io.tombolo.http.server;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.KeyUse;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import java.net.InetAddress;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import no.nav.security.mock.oauth2.MockOAuth2Server;
import no.nav.security.mock.oauth2.OAuth2Config;
import no.nav.security.mock.oauth2.http.NettyWrapper;
import no.nav.security.mock.oauth2.token.DefaultOAuth2TokenCallback;
import no.nav.security.mock.oauth2.token.KeyProvider;
import no.nav.security.mock.oauth2.token.OAuth2TokenProvider;

/** A small real issuer on loopback, which may replace its key. */
final class RotatingIssuer implements AutoCloseable {
    static final String ISSUER = "acme";

    private static final RSAKey FIRST = key("one");

    private final MockOAuth2Server server;
    private final AtomicInteger asked = new AtomicInteger();
    private volatile RSAKey key = FIRST;

    RotatingIssuer() {
        KeyProvider keys = new KeyProvider(List.of()) {
            @Override
            public JWK signingKey(String issuer) {
                asked.incrementAndGet();
                return key;
            }
        };
        server = new MockOAuth2Server(new OAuth2Config(
                false, null, null, false, new OAuth2TokenProvider(keys), Set.of(), new NettyWrapper()));
        server.start(InetAddress.getLoopbackAddress(), 0);
    }

    static RSAKey key(String kid) {
        try {
            return new RSAKeyGenerator(2_048)
                    .keyID(kid)
                    .keyUse(KeyUse.SIGNATURE)
                    .generate();
        } catch (JOSEException e) {
            throw new IllegalStateException(e);
        }
    }

    RSAKey key() {
        return key;
    }

    void rotate(RSAKey next) {
        key = next;
    }

    /** Its name. */
    String name() {
        return server.issuerUrl(ISSUER).toString();
    }

    /** An access token of the client {@code erp}. */
    String token(String type, String audience, Map<String, Object> claims, long seconds) {
        return server.issueToken(
                        ISSUER,
                        "erp",
                        new DefaultOAuth2TokenCallback(ISSUER, "service-erp", type, List.of(audience), claims, seconds))
                .serialize();
    }

    /** How often its key was used since the last call, to sign or to answer. */
    int asked() {
        return asked.getAndSet(0);
    }

    @Override
    public void close() {
        server.shutdown();
    }
}
