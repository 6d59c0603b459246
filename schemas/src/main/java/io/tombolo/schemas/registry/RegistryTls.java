package io.tombolo.schemas.registry;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.Optional;
import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import org.jspecify.annotations.Nullable;

/** TLS from the keys {@code schema.registry.ssl.*}; without any, Java's own trust store. */
final class RegistryTls {

    private RegistryTls() {}

    static Optional<SSLContext> context(RegistrySettings settings) {
        String trust = settings.text("ssl.truststore.location");
        String keys = settings.text("ssl.keystore.location");
        if (trust == null && keys == null) {
            return Optional.empty();
        }
        try {
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(
                    keys == null ? null : keyManagers(settings, keys),
                    trust == null ? null : trustManagers(settings, trust),
                    null);
            return Optional.of(context);
        } catch (GeneralSecurityException e) {
            throw new IllegalArgumentException("schema.registry.ssl: " + e.getMessage(), e);
        }
    }

    private static TrustManager[] trustManagers(RegistrySettings settings, String file)
            throws GeneralSecurityException {
        TrustManagerFactory factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        factory.init(store(settings, "ssl.truststore", file));
        return factory.getTrustManagers();
    }

    private static KeyManager[] keyManagers(RegistrySettings settings, String file) throws GeneralSecurityException {
        String keyPassword = settings.text("ssl.key.password");
        String storePassword = settings.text("ssl.keystore.password");
        KeyManagerFactory factory = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        factory.init(store(settings, "ssl.keystore", file), chars(keyPassword == null ? storePassword : keyPassword));
        return factory.getKeyManagers();
    }

    private static KeyStore store(RegistrySettings settings, String prefix, String file)
            throws GeneralSecurityException {
        String type = settings.text(prefix + ".type");
        KeyStore store = KeyStore.getInstance(type == null ? "PKCS12" : type);
        try (InputStream in = Files.newInputStream(Path.of(file))) {
            store.load(in, chars(settings.text(prefix + ".password")));
            return store;
        } catch (IOException e) {
            throw new IllegalArgumentException(prefix + ".location: " + file + " can't be read: " + e.getMessage(), e);
        }
    }

    private static char @Nullable [] chars(@Nullable String password) {
        return password == null ? null : password.toCharArray();
    }
}
