package io.tombolo.provenance;

import io.tombolo.verification.receipt.AnchorTrust;
import io.tombolo.verification.receipt.LedgerTrust;
import io.tombolo.verification.receipt.TimestampTrust;
import io.tombolo.verification.trust.TrustPolicy;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;

/** When the first certificate of a policy expires. */
final class PolicyExpiry {
    private PolicyExpiry() {}

    /** Seconds until then, negative afterwards; NaN without a certificate. Ledgers that are retired do not count. */
    static double secondsLeft(TrustPolicy policy, Clock clock) {
        return policy.ledgers().stream()
                .filter(ledger -> !policy.retired().containsKey(ledger.name()))
                .flatMap(PolicyExpiry::certificates)
                .mapToDouble(one ->
                        Duration.between(clock.instant(), one.getNotAfter().toInstant())
                                        .toMillis()
                                / 1_000.0)
                .min()
                .orElse(Double.NaN);
    }

    private static Stream<X509Certificate> certificates(AnchorTrust of) {
        if (of instanceof LedgerTrust ledger) {
            return Stream.concat(
                    ledger.members().values().stream().flatMap(List::stream),
                    ledger.members().keySet().stream()
                            .flatMap(member -> ledger.rulesOf(member).intermediates().stream()));
        }
        return of instanceof TimestampTrust authority ? authority.roots().stream() : Stream.empty();
    }
}
