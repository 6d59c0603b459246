package io.tombolo.ledger.fabric;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.tombolo.ledger.Credential;
import java.io.ByteArrayInputStream;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/**
 * Reports certificates that are about to expire, each notice once: at start, then whenever something is transacted or the
 * credentials are asked for. INFO 90 days ahead, WARN 30, ERROR 7 and when it is too late.
 */
final class CertificateWatch {
    private static final Logger LOG = LoggerFactory.getLogger(CertificateWatch.class);
    private static final Duration URGENT = Duration.ofDays(7);
    private static final Duration SOON = Duration.ofDays(30);

    private final FabricLedger.Config config;
    private final List<Credential> credentials;
    private final Map<Credential, Duration> told = new ConcurrentHashMap<>();

    CertificateWatch(FabricLedger.Config config) {
        this.config = config;
        List<Credential> found = new ArrayList<>();
        X509Certificate identity = config.identity().certificate();
        found.add(credential("identity of " + config.identity().mspId(), identity));
        for (GatewayPeer gateway : config.gateways()) {
            gateway.tlsCaPem()
                    .ifPresent(pem -> authorities(gateway, pem)
                            .forEach(authority ->
                                    found.add(credential("TLS authority of " + gateway.endpoint(), authority))));
        }
        this.credentials = found.stream().distinct().toList();
        report();
    }

    List<Credential> credentials() {
        return credentials;
    }

    /** Reports what became due since. Safe for use by several threads: what two of them find at once is reported once. */
    void report() {
        Instant now = config.clock().instant();
        for (Credential credential : credentials) {
            Optional<Duration> notice = credential.notice(now);
            if (notice.isPresent() && !notice.get().equals(told.put(credential, notice.get()))) {
                tell(credential, notice.get(), now);
            }
        }
    }

    private void tell(Credential credential, Duration notice, Instant now) {
        var event = LOG.atLevel(level(notice))
                .addKeyValue("ledger", config.ledgerName())
                .addKeyValue("certificate", credential.what())
                .addKeyValue("until", credential.until());
        if (notice.isZero()) {
            event.log("certificate has expired; the ledger refuses what it signs");
        } else {
            event.addKeyValue(
                            "daysLeft",
                            Duration.between(now, credential.until()).toDays())
                    .log("certificate is about to expire; renew it");
        }
    }

    private static Level level(Duration notice) {
        if (notice.compareTo(URGENT) <= 0) {
            return Level.ERROR;
        }
        return notice.compareTo(SOON) <= 0 ? Level.WARN : Level.INFO;
    }

    private static Credential credential(String role, X509Certificate certificate) {
        return new Credential(
                role,
                certificate.getSubjectX500Principal().getName(),
                certificate.getNotAfter().toInstant());
    }

    private static List<X509Certificate> authorities(GatewayPeer gateway, String pem) {
        try {
            return CertificateFactory.getInstance("X.509")
                    .generateCertificates(new ByteArrayInputStream(pem.getBytes(US_ASCII)))
                    .stream()
                    .map(X509Certificate.class::cast)
                    .toList();
        } catch (CertificateException e) {
            throw new IllegalArgumentException("TLS authorities of " + gateway.endpoint() + ": " + e.getMessage(), e);
        }
    }
}
