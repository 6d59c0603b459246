package io.tombolo.http.server;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.nimbusds.jose.KeySourceException;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKSelector;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.source.CachingJWKSetSource;
import com.nimbusds.jose.jwk.source.JWKSetCacheRefreshEvaluator;
import com.nimbusds.jose.jwk.source.JWKSetSource;
import com.nimbusds.jose.jwk.source.JWKSource;
import com.nimbusds.jose.jwk.source.OutageTolerantJWKSetSource;
import com.nimbusds.jose.jwk.source.RateLimitedJWKSetSource;
import com.nimbusds.jose.jwk.source.URLBasedJWKSetSource;
import com.nimbusds.jose.proc.SecurityContext;
import com.nimbusds.jose.util.DefaultResourceRetriever;
import com.nimbusds.jose.util.Resource;
import java.io.IOException;
import java.net.MalformedURLException;
import java.net.URI;
import java.net.URL;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocketFactory;
import javax.net.ssl.TrustManagerFactory;
import org.jspecify.annotations.Nullable;

/**
 * An issuer's keys: kept for five minutes, asked for again for a key that is not among them, at most twice in half a minute, and trusted for a
 * limited time while the issuer is away.
 */
final class IssuerKeys implements JWKSource<SecurityContext> {
    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final Duration KEPT = Duration.ofMinutes(5);
    private static final Duration APART = Duration.ofSeconds(30);
    private static final Duration WAIT = Duration.ofSeconds(30);
    private static final int PATIENCE_MS = 10_000;
    private static final int MOST_BYTES = 256 * 1024;

    private final IssuerSettings settings;
    private final Clock clock;
    private final DefaultResourceRetriever http;
    private final JWKSetSource<SecurityContext> source;
    private volatile boolean away;

    IssuerKeys(IssuerSettings settings, Path folder, Clock clock) {
        this.settings = settings;
        this.clock = clock;
        this.http = new DefaultResourceRetriever(
                PATIENCE_MS, PATIENCE_MS, MOST_BYTES, true, sockets(settings.authorities(), folder));
        // The innermost asks the issuer.
        JWKSetSource<SecurityContext> asked = new URLBasedJWKSetSource<>(url(settings.issuer()), any -> retrieve());
        JWKSetSource<SecurityContext> tolerant = new OutageTolerantJWKSetSource<>(
                asked, Duration.ofMinutes(settings.outageMinutes()).toMillis(), null);
        this.source = new CachingJWKSetSource<>(
                new RateLimitedJWKSetSource<>(tolerant, APART.toMillis(), null),
                KEPT.toMillis(),
                WAIT.toMillis(),
                null);
    }

    /** Whether the issuer did not answer when it was last asked. */
    boolean away() {
        return away;
    }

    @Override
    public List<JWK> get(JWKSelector selector, @Nullable SecurityContext context) throws KeySourceException {
        JWKSet known = source.getJWKSet(JWKSetCacheRefreshEvaluator.noRefresh(), clock.millis(), context);
        List<JWK> found = selector.select(known);
        if (!found.isEmpty()) {
            return found;
        }
        JWKSet newer =
                source.getJWKSet(JWKSetCacheRefreshEvaluator.referenceComparison(known), clock.millis(), context);
        return selector.select(newer);
    }

    private Resource retrieve() throws IOException {
        try {
            URI keys = settings.jwks() == null ? discovered() : settings.jwks();
            Resource found = http.retrieveResource(keys.toURL());
            away = false;
            return found;
        } catch (IOException e) {
            away = true;
            throw e;
        }
    }

    /** As OpenID Connect Discovery has it; the document must name this issuer. */
    private URI discovered() throws IOException {
        String base = settings.issuer().replaceAll("/+$", "");
        JsonNode document = JSON.readTree(http.retrieveResource(url(base + "/.well-known/openid-configuration"))
                .getContent());
        if (!document.path("issuer").asText().equals(settings.issuer())) {
            throw new IOException("the discovery document is of issuer '"
                    + document.path("issuer").asText() + "', not of '" + settings.issuer() + "'");
        }
        try {
            URI keys = URI.create(document.path("jwks_uri").asText());
            IssuerSettings.secure("jwks_uri", keys);
            return keys;
        } catch (IllegalArgumentException e) {
            throw new IOException("the discovery document names no usable jwks_uri", e);
        }
    }

    private static URL url(String text) {
        try {
            return URI.create(text).toURL();
        } catch (MalformedURLException e) {
            throw new IllegalArgumentException("issuer '" + text + "' is not a URL", e);
        }
    }

    private static @Nullable SSLSocketFactory sockets(@Nullable String authorities, Path folder) {
        if (authorities == null) {
            return null;
        }
        try {
            TrustManagerFactory trust = trust(Logins.certificates(folder.resolve(authorities)));
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(null, trust.getTrustManagers(), null);
            return context.getSocketFactory();
        } catch (IOException | GeneralSecurityException e) {
            throw new IllegalArgumentException("issuer.authorities " + authorities + ": can't be read (" + e + ")", e);
        }
    }

    /** Relies on these authorities alone. */
    static TrustManagerFactory trust(List<X509Certificate> authorities) throws GeneralSecurityException, IOException {
        KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
        store.load(null, null);
        for (int i = 0; i < authorities.size(); i++) {
            store.setCertificateEntry("authority-" + i, authorities.get(i));
        }
        TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(store);
        return trust;
    }
}
