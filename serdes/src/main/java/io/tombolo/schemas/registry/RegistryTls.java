package io.tombolo.schemas.registry;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.util.Optional;
import java.util.Set;
import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import org.jspecify.annotations.Nullable;

/**
 * TLS from the keys {@code schema.registry.ssl.*}; without any, Java's own trust store. Those without the prefix are the
 * Kafka client's, for its brokers.
 */
final class RegistryTls {

    private static final String PREFIX = "schema.registry.ssl.";
    private static final Set<String> KNOWN = Set.of(
            "truststore.location",
            "truststore.password",
            "truststore.type",
            "keystore.location",
            "keystore.password",
            "keystore.type",
            "key.password",
            "protocol",
            "enabled.protocols",
            "cipher.suites");
    private static final String NAME_CHECK = "endpoint.identification.algorithm";

    private RegistryTls() {}

    /** Protocols and cipher suites, where they are narrowed down. */
    static Optional<SSLParameters> parameters(RegistrySettings settings) {
        String protocols = settings.registrysOwn("ssl.enabled.protocols");
        String suites = settings.registrysOwn("ssl.cipher.suites");
        return protocols == null && suites == null
                ? Optional.empty()
                : Optional.of(new SSLParameters(listed(suites), listed(protocols)));
    }

    private static String @Nullable [] listed(@Nullable String commaSeparated) {
        return commaSeparated == null
                ? null
                : commaSeparated.replaceAll("[\\[\\]\\s]", "").split(",", -1);
    }

    /** What would be trusted otherwise than somebody asked for is refused by name. */
    private static void refuseTheUnknown(RegistrySettings settings) {
        settings.raw().forEach((key, value) -> {
            String name = key.startsWith(PREFIX) ? key.substring(PREFIX.length()) : "";
            if (name.equals(NAME_CHECK) && !value.toString().equalsIgnoreCase("https")) {
                throw new IllegalArgumentException(key + ": '" + value
                        + "', must be https: the name in a registry's certificate is always checked");
            }
            if (!name.isEmpty() && !name.equals(NAME_CHECK) && !KNOWN.contains(name)) {
                throw new IllegalArgumentException(key + ": not known here; give " + PREFIX + "truststore.* and "
                        + PREFIX + "keystore.*, files of the type PKCS12 or JKS, or PEM for the trust store");
            }
        });
    }

    static Optional<SSLContext> context(RegistrySettings settings) {
        refuseTheUnknown(settings);
        String protocol = settings.registrysOwn("ssl.protocol");
        String trust = settings.registrysOwn("ssl.truststore.location");
        String keys = settings.registrysOwn("ssl.keystore.location");
        if (trust == null && keys == null && protocol == null) {
            return Optional.empty();
        }
        try {
            SSLContext context = SSLContext.getInstance(protocol == null ? "TLS" : protocol);
            context.init(
                    keys == null ? null : keyManagers(settings, keys),
                    trust == null ? null : trustManagers(settings, trust),
                    null);
            return Optional.of(context);
        } catch (GeneralSecurityException e) {
            throw new IllegalArgumentException(PREFIX + "*: " + e.getMessage(), e);
        }
    }

    private static TrustManager[] trustManagers(RegistrySettings settings, String file)
            throws GeneralSecurityException {
        TrustManagerFactory factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        factory.init(store(settings, "ssl.truststore", file));
        return factory.getTrustManagers();
    }

    private static KeyManager[] keyManagers(RegistrySettings settings, String file) throws GeneralSecurityException {
        String keyPassword = settings.registrysOwn("ssl.key.password");
        String storePassword = settings.registrysOwn("ssl.keystore.password");
        KeyManagerFactory factory = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        factory.init(store(settings, "ssl.keystore", file), chars(keyPassword == null ? storePassword : keyPassword));
        return factory.getKeyManagers();
    }

    private static KeyStore store(RegistrySettings settings, String prefix, String file)
            throws GeneralSecurityException {
        String type = settings.registrysOwn(prefix + ".type");
        boolean pem = "PEM".equals(type) && prefix.equals("ssl.truststore");
        KeyStore store = KeyStore.getInstance(type == null || pem ? "PKCS12" : type);
        try (InputStream in = Files.newInputStream(Path.of(file))) {
            if (pem) {
                store.load(null, null);
                for (Certificate one : CertificateFactory.getInstance("X.509").generateCertificates(in)) {
                    store.setCertificateEntry("authority-" + store.size(), one);
                }
                return store;
            }
            store.load(in, chars(settings.registrysOwn(prefix + ".password")));
            return store;
        } catch (IOException e) {
            throw new IllegalArgumentException(
                    "schema.registry." + prefix + ".location: " + file + " can't be read: " + e.getMessage(), e);
        }
    }

    private static char @Nullable [] chars(@Nullable String password) {
        return password == null ? null : password.toCharArray();
    }
}
