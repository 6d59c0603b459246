package io.tombolo.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class CredentialTest {
    private static final Instant UNTIL = Instant.parse("2026-12-31T00:00:00Z");

    private final Credential credential = new Credential("identity of AcmeMSP", "CN=acme", UNTIL);

    @Test
    void givesNoticeNinetyThirtyAndSevenDaysAheadAndAtTheEnd() {
        assertThat(credential.notice(UNTIL.minus(Duration.ofDays(91)))).isEmpty();
        assertThat(credential.notice(UNTIL.minus(Duration.ofDays(90)))).contains(Duration.ofDays(90));
        assertThat(credential.notice(UNTIL.minus(Duration.ofDays(31)))).contains(Duration.ofDays(90));
        assertThat(credential.notice(UNTIL.minus(Duration.ofDays(30)))).contains(Duration.ofDays(30));
        assertThat(credential.notice(UNTIL.minus(Duration.ofDays(8)))).contains(Duration.ofDays(30));
        assertThat(credential.notice(UNTIL.minus(Duration.ofDays(7)))).contains(Duration.ofDays(7));
        assertThat(credential.notice(UNTIL)).contains(Duration.ofDays(7));
        assertThat(credential.notice(UNTIL.plusMillis(1))).contains(Duration.ZERO);
    }
}
