package io.tombolo.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tombolo.http.server.ServerCertificate;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLServerSocket;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509TrustManager;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Certificates of a lab, and what a server takes for its own. */
class ServerCertificateTest {
    private static final Duration DAY = Duration.ofDays(1);

    // Each handshake is made by a client that knows the real time.
    private final Instant now = Instant.now();
    private final Clock clock = Clock.fixed(now, ZoneOffset.UTC);

    @TempDir
    Path dir;

    private Path one;
    private Path other;

    @BeforeEach
    void create() {
        one = dir.resolve("one");
        other = dir.resolve("other");
        LabCertificates.create(one, List.of("node.acme.example", "127.0.0.1", "*.lab.example"), DAY, clock);
        LabCertificates.create(other, List.of("node.acme.example"), DAY, clock);
    }

    private static ServerCertificate load(Path certificate, Path key, Clock at) {
        return ServerCertificate.load(
                certificate.resolve(LabCertificates.CERTIFICATE), key.resolve(LabCertificates.PRIVATE_KEY), at);
    }

    @Test
    void areForTheirNamesOnly() {
        ServerCertificate certificate = load(one, one, clock);

        assertThat(certificate.names()).containsExactly("node.acme.example", "127.0.0.1", "*.lab.example");
        certificate.mustBeFor("NODE.acme.example");
        certificate.mustBeFor("a.lab.example");
        assertThatThrownBy(() -> certificate.mustBeFor("a.b.lab.example"))
                .hasMessage("certificate " + one.resolve("server.pem")
                        + " is for node.acme.example, 127.0.0.1, *.lab.example, not for a.b.lab.example, which clients would"
                        + " connect to");
    }

    @Test
    void areRefusedByNameWhenTheyCannotBeUsed() throws Exception {
        Path pem = one.resolve("server.pem");
        Path key = Files.writeString(
                dir.resolve("sec1.pem"), "-----BEGIN EC PRIVATE KEY-----\nAAAA\n-----END EC PRIVATE KEY-----\n");

        assertThatThrownBy(() -> load(one, other, clock))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(
                        "private key " + other.resolve("server-key.pem") + " is not that of the certificate " + pem);
        assertThatThrownBy(() -> load(one, one, Clock.fixed(now.plus(Duration.ofDays(2)), ZoneOffset.UTC)))
                .hasMessageMatching("certificate .*server.pem: expired at .*, now is .*");
        assertThatThrownBy(() -> load(one, one, Clock.fixed(now.minus(Duration.ofDays(2)), ZoneOffset.UTC)))
                .hasMessageMatching("certificate .*server.pem: valid from .* on, now is .*");
        assertThatThrownBy(() -> load(dir, one, clock)).hasMessageEndingWith("server.pem: no such file");
        assertThatThrownBy(() -> ServerCertificate.load(pem, pem, clock))
                .hasMessage("private key " + pem + ": no private key in PEM");
        assertThatThrownBy(() -> ServerCertificate.load(pem, key, clock))
                .hasMessageContaining("its form is 'EC PRIVATE KEY', must be 'PRIVATE KEY' (PKCS#8, not encrypted)");
    }

    @Test
    void keepTheirKeyToTheirOwnerAndOverwriteNothing() throws Exception {
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(one.resolve("server-key.pem"))))
                .isEqualTo("rw-------");
        assertThatThrownBy(() -> LabCertificates.create(one, List.of("a"), DAY, clock))
                .hasMessage("certificates: " + one.resolve("ca.pem")
                        + " is there already and is not overwritten: move it away, or choose another folder");
        assertThatThrownBy(() -> LabCertificates.create(dir.resolve("x"), List.of("a b"), DAY, clock))
                .hasMessage("certificates: 'a b' is neither a DNS name nor an address");
        assertThatThrownBy(() -> LabCertificates.create(dir.resolve("x"), List.of(), DAY, clock))
                .hasMessage("certificates: no name, at least 1");
        assertThatThrownBy(() -> LabCertificates.create(dir.resolve("x"), List.of("a"), DAY.multipliedBy(4_000), clock))
                .hasMessage("certificates: valid for PT96000H, limits 1 hour and 3650 days");
    }

    @Test
    void areTakenFromChangedFilesByTheNextHandshakeUnlessTheyCannotBeUsed() throws Exception {
        ServerCertificate certificate = load(one, one, clock);
        try (SSLServerSocket server =
                (SSLServerSocket) certificate.context().getServerSocketFactory().createServerSocket(0)) {
            X509Certificate first = handshake(server);
            Files.copy(other.resolve("server.pem"), one.resolve("server.pem"), StandardCopyOption.REPLACE_EXISTING);

            X509Certificate half = handshake(server);
            Files.copy(
                    other.resolve("server-key.pem"),
                    one.resolve("server-key.pem"),
                    StandardCopyOption.REPLACE_EXISTING);
            X509Certificate whole = handshake(server);

            assertThat(half).as("the key of another certificate").isEqualTo(first);
            assertThat(whole).isNotEqualTo(first);
        }
    }

    /** What the server shows to a client that takes everything. */
    private static X509Certificate handshake(SSLServerSocket server) throws Exception {
        SSLContext any = SSLContext.getInstance("TLSv1.3");
        any.init(null, new TrustManager[] {new Anything()}, null);
        try (SSLSocket client = (SSLSocket) any.getSocketFactory().createSocket("127.0.0.1", server.getLocalPort())) {
            Thread answering = new Thread(() -> {
                try (SSLSocket accepted = (SSLSocket) server.accept()) {
                    accepted.startHandshake();
                } catch (java.io.IOException e) {
                    throw new java.io.UncheckedIOException(e);
                }
            });
            answering.start();
            client.startHandshake();
            answering.join();
            return (X509Certificate) client.getSession().getPeerCertificates()[0];
        }
    }

    private static final class Anything implements X509TrustManager {
        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type) {}

        @Override
        public X509Certificate[] getAcceptedIssuers() {
            return new X509Certificate[0];
        }
    }
}
