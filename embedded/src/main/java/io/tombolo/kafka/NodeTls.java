package io.tombolo.kafka;

import io.tombolo.http.server.ServerCertificate;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.KeyStoreException;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLParameters;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.common.security.auth.SslEngineFactory;
import org.apache.kafka.common.security.ssl.DefaultSslEngineFactory;
import org.jspecify.annotations.Nullable;

/**
 * The broker's TLS with a certificate that is read again when its files change, which Kafka's own factory does only when it is reconfigured
 * over its protocol. Clients' side and trust are Kafka's own. Kafka makes it by reflection, with the broker's settings.
 */
public final class NodeTls implements SslEngineFactory {
    static final String CERTIFICATE = "tombolo.tls.certificate";
    static final String PRIVATE_KEY = "tombolo.tls.private.key";

    private final DefaultSslEngineFactory clients = new DefaultSslEngineFactory();
    private @Nullable ServerCertificate certificate;
    private boolean asksClients;

    @Override
    public void configure(Map<String, ?> settings) {
        clients.configure(settings);
        Object file = settings.get(CERTIFICATE);
        Object key = settings.get(PRIVATE_KEY);
        if (file != null && key != null) {
            asksClients = "required".equals(settings.get("ssl.client.auth"));
            certificate = ServerCertificate.load(
                    Path.of(file.toString()),
                    Path.of(key.toString()),
                    asksClients ? authorities() : List.of(),
                    Clock.systemUTC());
        }
    }

    private List<X509Certificate> authorities() {
        KeyStore trusted = clients.truststore();
        if (trusted == null) {
            throw new ConfigException("ssl.truststore.location", null, "missing: the authorities of clients");
        }
        List<X509Certificate> found = new ArrayList<>();
        try {
            for (String alias : Collections.list(trusted.aliases())) {
                if (trusted.getCertificate(alias) instanceof X509Certificate authority) {
                    found.add(authority);
                }
            }
        } catch (KeyStoreException e) {
            throw new IllegalStateException("a key store that was loaded", e);
        }
        return found;
    }

    @Override
    public SSLEngine createClientSslEngine(String host, int port, String endpointIdentification) {
        return clients.createClientSslEngine(host, port, endpointIdentification);
    }

    @Override
    public SSLEngine createServerSslEngine(String host, int port) {
        if (certificate == null) {
            throw new IllegalStateException("the settings " + CERTIFICATE + " and " + PRIVATE_KEY + " are missing");
        }
        SSLEngine engine = certificate.context().createSSLEngine(host, port);
        engine.setUseClientMode(false);
        SSLParameters parameters = engine.getSSLParameters();
        parameters.setProtocols(new String[] {"TLSv1.3"});
        if (asksClients) {
            parameters.setNeedClientAuth(true);
        }
        engine.setSSLParameters(parameters);
        return engine;
    }

    @Override
    public boolean shouldBeRebuilt(Map<String, Object> next) {
        return clients.shouldBeRebuilt(next);
    }

    @Override
    public Set<String> reconfigurableConfigs() {
        return clients.reconfigurableConfigs();
    }

    @Override
    public @Nullable KeyStore keystore() {
        return null;
    }

    @Override
    public @Nullable KeyStore truststore() {
        return clients.truststore();
    }

    @Override
    public void close() {
        clients.close();
    }
}
