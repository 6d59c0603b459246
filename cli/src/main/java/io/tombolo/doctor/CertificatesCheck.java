package io.tombolo.doctor;

import io.tombolo.ledger.Credential;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509ExtendedTrustManager;

/** How long the certificates are good that the servers show. Whether they are trusted is for those who connect. */
final class CertificatesCheck implements Check {
    private static final int PATIENCE_MS = 10_000;
    private static final int HTTPS = 443;

    @Override
    public String name() {
        return "certificates";
    }

    @Override
    public List<Finding> look(Patient patient) throws Exception {
        List<Finding> found = new ArrayList<>();
        for (Map.Entry<String, InetSocketAddress> server :
                servers(patient.where()).entrySet()) {
            try {
                for (X509Certificate one : shown(server.getValue())) {
                    String what = one.getSubjectX500Principal().getName();
                    judge(
                                    server.getKey(),
                                    what,
                                    one.getNotAfter().toInstant(),
                                    patient.clock().instant())
                            .ifPresent(found::add);
                }
            } catch (IOException e) {
                found.add(new Finding(Fault.NOT_LOOKED, server.getKey(), "no TLS handshake: " + KafkaCheck.root(e)));
            }
        }
        return found;
    }

    /** Warns as early as the anchoring service does, but once. */
    static Optional<Finding> judge(String subject, String what, Instant until, Instant now) {
        Duration left = Duration.between(now, until);
        if (left.isNegative()) {
            return Optional.of(new Finding(Fault.CERTIFICATE_EXPIRED, subject, what + " ran out at " + until));
        }
        return left.compareTo(Credential.NOTICES.get(1)) > 0
                ? Optional.empty()
                : Optional.of(new Finding(
                        Fault.CERTIFICATE_SOON,
                        subject,
                        what + " is good until " + until + ", " + left.toDays() + " days"));
    }

    private static Map<String, InetSocketAddress> servers(Patient.Where where) {
        Map<String, InetSocketAddress> servers = new LinkedHashMap<>();
        if (where.kafka().getOrDefault("security.protocol", "").endsWith("SSL")) {
            where.brokers()
                    .forEach(
                            broker -> Patient.Where.address(broker).ifPresent(address -> servers.put(broker, address)));
        }
        for (String url : where.servers()) {
            if (url.startsWith("https:")) {
                URI uri = URI.create(url);
                servers.put(
                        uri.getAuthority(),
                        new InetSocketAddress(uri.getHost(), uri.getPort() < 0 ? HTTPS : uri.getPort()));
            }
        }
        return servers;
    }

    private static List<X509Certificate> shown(InetSocketAddress address) throws IOException, GeneralSecurityException {
        SSLContext context = SSLContext.getInstance("TLS");
        Shown shown = new Shown();
        context.init(null, new TrustManager[] {shown}, null);
        try (Socket plain = new Socket()) {
            plain.connect(address, PATIENCE_MS);
            plain.setSoTimeout(PATIENCE_MS);
            try (SSLSocket tls = (SSLSocket)
                    context.getSocketFactory().createSocket(plain, address.getHostString(), address.getPort(), true)) {
                tls.startHandshake();
            } catch (IOException e) {
                // A server that asks the client for a certificate has shown its own before.
                if (shown.chain.isEmpty()) {
                    throw e;
                }
            }
        }
        return shown.chain;
    }

    /** Keeps what it is shown. Nothing is sent over such a connection. */
    private static final class Shown extends X509ExtendedTrustManager {
        private List<X509Certificate> chain = List.of();

        @Override
        public void checkServerTrusted(X509Certificate[] certificates, String type, Socket socket) {
            checkServerTrusted(certificates, type);
        }

        @Override
        public void checkServerTrusted(X509Certificate[] certificates, String type, SSLEngine engine) {
            checkServerTrusted(certificates, type);
        }

        @Override
        public void checkServerTrusted(X509Certificate[] certificates, String type) {
            chain = List.of(certificates);
        }

        @Override
        public void checkClientTrusted(X509Certificate[] certificates, String type, Socket socket) {
            throw new UnsupportedOperationException("is not a server");
        }

        @Override
        public void checkClientTrusted(X509Certificate[] certificates, String type, SSLEngine engine) {
            throw new UnsupportedOperationException("is not a server");
        }

        @Override
        public void checkClientTrusted(X509Certificate[] certificates, String type) {
            throw new UnsupportedOperationException("is not a server");
        }

        @Override
        public X509Certificate[] getAcceptedIssuers() {
            return new X509Certificate[0];
        }
    }
}
