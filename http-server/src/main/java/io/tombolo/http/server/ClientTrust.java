package io.tombolo.http.server;

import java.io.IOException;
import java.net.Socket;
import java.security.GeneralSecurityException;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.function.Supplier;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509ExtendedTrustManager;

/** Accepts clients' certificates of the authorities that count at the handshake. It is a server's: it accepts no server. */
final class ClientTrust extends X509ExtendedTrustManager {
    private final Supplier<List<X509Certificate>> authorities;
    private List<X509Certificate> known = List.of();
    private List<X509ExtendedTrustManager> trust = List.of();

    ClientTrust(Supplier<List<X509Certificate>> authorities) {
        this.authorities = authorities;
    }

    private synchronized X509ExtendedTrustManager newest() throws CertificateException {
        List<X509Certificate> now = authorities.get();
        if (now.isEmpty()) {
            throw new CertificateException("no authority of client certificates is known");
        }
        if (!now.equals(known)) {
            try {
                TrustManager one = IssuerKeys.trust(now).getTrustManagers()[0];
                trust = List.of((X509ExtendedTrustManager) one);
                known = now;
            } catch (GeneralSecurityException | IOException e) {
                throw new CertificateException("the authorities of client certificates can't be used", e);
            }
        }
        return trust.get(0);
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type, SSLEngine engine) throws CertificateException {
        newest().checkClientTrusted(chain, type, engine);
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type, Socket socket) throws CertificateException {
        newest().checkClientTrusted(chain, type, socket);
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type) throws CertificateException {
        newest().checkClientTrusted(chain, type);
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type, SSLEngine engine) throws CertificateException {
        throw new CertificateException("a server accepts clients only");
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type, Socket socket) throws CertificateException {
        throw new CertificateException("a server accepts clients only");
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type) throws CertificateException {
        throw new CertificateException("a server accepts clients only");
    }

    @Override
    public X509Certificate[] getAcceptedIssuers() {
        return authorities.get().toArray(X509Certificate[]::new);
    }
}
