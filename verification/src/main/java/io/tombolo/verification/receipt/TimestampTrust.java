package io.tombolo.verification.receipt;

import java.security.cert.X509CRL;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * A time-stamping authority (RFC 3161) as a policy trusts it: it has seen a head of a log no later than its time. It says nothing of
 * other heads of that log.
 *
 * @param name {@code rfc3161:<a name that the policy gives it>}
 * @param roots the authorities under which its certificates are, at least one
 * @param revocations lists by those authorities, or by the ones between them and the time-stamping certificate
 * @param accuracy a time-stamp counts only if it states that it is this exact, or more
 * @param operator who runs it; empty when the policy does not say. What one operator runs counts as one
 */
public record TimestampTrust(
        String name,
        List<X509Certificate> roots,
        List<X509CRL> revocations,
        Optional<Duration> accuracy,
        Optional<String> operator)
        implements AnchorTrust {
    /** What the name of a time-stamping authority begins with. */
    public static final String PREFIX = "rfc3161:";

    public TimestampTrust {
        roots = List.copyOf(roots);
        revocations = List.copyOf(revocations);
        if (!name.startsWith(PREFIX) || name.length() == PREFIX.length()) {
            throw new IllegalArgumentException("ledger " + name + ": its name must be " + PREFIX + "<name>");
        }
        if (roots.isEmpty()) {
            throw new IllegalArgumentException("ledger " + name + ": no root, at least 1");
        }
        if (accuracy.filter(limit -> limit.toMillis() < 1).isPresent()) {
            throw new IllegalArgumentException("ledger " + name + ": accuracy below 1 ms, at least 1");
        }
    }

    /** Trusted by its roots alone. */
    public static TimestampTrust of(String name, List<X509Certificate> roots) {
        return new TimestampTrust(name, roots, List.of(), Optional.empty(), Optional.empty());
    }

    @Override
    public boolean isRead(String kind) {
        return kind.equals("rfc3161");
    }

    @Override
    public Set<?> authorities() {
        return roots.stream().map(X509Certificate::getPublicKey).collect(Collectors.toSet());
    }
}
