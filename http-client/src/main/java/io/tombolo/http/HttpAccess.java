package io.tombolo.http;

import java.io.IOException;
import java.io.InputStream;
import java.net.http.HttpClient;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/**
 * With what a client connects to a protected server.
 *
 * @param authorities PEM file of the authorities that it relies on; without one those of the Java platform
 * @param token sent with each request as {@code Authorization: Bearer}
 */
public record HttpAccess(Optional<Path> authorities, Optional<String> token) {

    /** For servers that ask for nothing. */
    public static final HttpAccess OPEN = new HttpAccess(Optional.empty(), Optional.empty());

    /**
     * A client.
     *
     * @throws IllegalArgumentException when the authorities can't be read
     */
    public BoundedHttp http(HttpLimits limits) {
        HttpClient.Builder client = BoundedHttp.client();
        authorities.ifPresent(file -> client.sslContext(relyingOn(file)));
        return new BoundedHttp(client.build(), limits, token);
    }

    private static SSLContext relyingOn(Path file) {
        try (InputStream pem = Files.newInputStream(file)) {
            KeyStore store = KeyStore.getInstance("PKCS12");
            store.load(null, null);
            for (Certificate certificate :
                    CertificateFactory.getInstance("X.509").generateCertificates(pem)) {
                store.setCertificateEntry("authority-" + store.size(), certificate);
            }
            if (store.size() == 0) {
                throw new IllegalArgumentException("authorities " + file + ": no X.509 certificate in PEM");
            }
            TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            trust.init(store);
            SSLContext context = SSLContext.getInstance("TLSv1.3");
            context.init(null, trust.getTrustManagers(), null);
            return context;
        } catch (IOException e) {
            throw new IllegalArgumentException("authorities " + file + ": can't be read (" + e + ")", e);
        } catch (GeneralSecurityException e) {
            throw new IllegalArgumentException("authorities " + file + ": no X.509 certificate in PEM", e);
        }
    }

    /** Without the token. */
    @Override
    public String toString() {
        return "HttpAccess[authorities " + authorities.map(Path::toString).orElse("of the platform") + ", "
                + (token.isPresent() ? "with a token]" : "no token]");
    }
}
