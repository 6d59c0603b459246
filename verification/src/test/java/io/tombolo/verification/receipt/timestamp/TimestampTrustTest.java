package io.tombolo.verification.receipt.timestamp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tombolo.verification.receipt.AnchorTrust;
import io.tombolo.verification.receipt.LedgerTrust;
import io.tombolo.verification.receipt.TimestampTrust;
import io.tombolo.verification.receipt.fabric.TestAuthority;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class TimestampTrustTest {
    private static final Instant THEN = Instant.parse("2026-11-30T12:00:00Z");

    private final X509Certificate root = TestAuthority.root("CN=root", THEN).certificate();
    private final X509Certificate other = TestAuthority.root("CN=other", THEN).certificate();
    private final TimestampTrust authority = trust("rfc3161:a", root, "");

    @Test
    void authoritiesUnderOneRootOrOfOneOperatorCountAsOne() {
        assertIndependent(authority, trust("rfc3161:b", other, ""), true);
        assertIndependent(authority, trust("rfc3161:b", root, ""), false);
        assertIndependent(trust("rfc3161:a", root, "Notaries"), trust("rfc3161:b", other, "Notaries"), false);
        assertIndependent(trust("rfc3161:a", root, "Notaries"), trust("rfc3161:b", other, "Others"), true);
    }

    @Test
    void oneThatAMemberRunsOrWhoseRootIsAMembersCountsAsOneWithALedgerThatNeedsNobodyElse() {
        assertIndependent(authority, ledger(1, other), true);
        assertIndependent(authority, ledger(1, root), false);
        assertIndependent(authority, ledger(2, root), true);
        assertIndependent(trust("rfc3161:a", root, "two.example"), ledger(1, other), false);
        assertIndependent(trust("rfc3161:a", root, "two.example"), ledger(2, other), true);
        assertIndependent(trust("rfc3161:a", root, "two.example"), ledger(2, root), false);
    }

    @Test
    void whatIsMissingIsNamed() {
        assertThatThrownBy(() -> TimestampTrust.of("rfc3161:a", List.of()))
                .hasMessage("ledger rfc3161:a: no root, at least 1");
        assertThatThrownBy(() -> TimestampTrust.of("rfc3161:", List.of(root)))
                .hasMessage("ledger rfc3161:: its name must be rfc3161:<name>");
        assertThatThrownBy(() -> new TimestampTrust(
                        "rfc3161:a", List.of(root), List.of(), Optional.of(Duration.ZERO), Optional.empty()))
                .hasMessage("ledger rfc3161:a: accuracy below 1 ms, at least 1");
    }

    private static void assertIndependent(AnchorTrust one, AnchorTrust two, boolean independent) {
        assertThat(one.isIndependentOf(two)).isEqualTo(independent);
        assertThat(two.isIndependentOf(one)).isEqualTo(independent);
    }

    private static TimestampTrust trust(String name, X509Certificate root, String operator) {
        return new TimestampTrust(
                name,
                List.of(root),
                List.of(),
                Optional.empty(),
                Optional.of(operator).filter(known -> !known.isEmpty()));
    }

    /** Of two members, the first with this authority. */
    private static LedgerTrust ledger(int quorum, X509Certificate first) {
        X509Certificate second = TestAuthority.root("CN=second", THEN).certificate();
        return new LedgerTrust(
                "fabric:c/a",
                "c",
                "a",
                new TreeMap<>(Map.of("one.example", List.of(first), "two.example", List.of(second))),
                quorum);
    }
}
