package io.tombolo.agreements.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tombolo.agreements.Agreement;
import io.tombolo.agreements.Two;
import io.tombolo.http.server.Problem;
import io.tombolo.schemas.DatasetId;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class PartnerKeysTest {

    private static final DatasetId FLIGHTS = DatasetId.parse("acme.example/flights");
    private static final Optional<String> PARTNER = Optional.of("partner-partner.example");

    @Test
    void areThoseOfTheAgreedGroupsForTheAgreedTime() {
        assertThat(at("2026-12-01T10:00:00Z").groups(PARTNER, FLIGHTS))
                .isEqualTo(Map.of("clinical", Duration.ofMinutes(5), "price", Duration.ofMinutes(5)));
    }

    @Test
    void areNeverKeptBeyondTheAgreementsEnd() {
        assertThat(at("2027-11-30T23:59:30Z").groups(PARTNER, FLIGHTS))
                .containsEntry("clinical", Duration.ofSeconds(30));
        refused(at("2027-12-01T00:00:00Z"), PARTNER, FLIGHTS, "no-agreement");
        refused(at("2026-11-30T23:59:59Z"), PARTNER, FLIGHTS, "no-agreement");
    }

    @Test
    void areRefusedToEverybodyElse() {
        PartnerKeys now = at("2026-12-01T10:00:00Z");

        refused(now, PARTNER, DatasetId.parse("acme.example/calls"), "no-agreement");
        refused(now, Optional.of("partner-other.example"), FLIGHTS, "no-agreement");
        refused(now, Optional.of("tombolo"), FLIGHTS, "not-a-partner");
        refused(now, Optional.of("partner.example"), FLIGHTS, "not-a-partner");
        refused(now, Optional.empty(), FLIGHTS, "not-a-partner");
    }

    private static PartnerKeys at(String time) {
        List<Agreement> agreements = List.of(Two.inForce());
        return new PartnerKeys(() -> agreements, Clock.fixed(Instant.parse(time), ZoneOffset.UTC));
    }

    private static void refused(PartnerKeys keys, Optional<String> caller, DatasetId dataset, String kind) {
        assertThatThrownBy(() -> keys.groups(caller, dataset))
                .isInstanceOfSatisfying(Problem.Refusal.class, refusal -> {
                    assertThat(refusal.problem().status()).isEqualTo(403);
                    assertThat(refusal.problem().kind()).isEqualTo(kind);
                });
    }
}
