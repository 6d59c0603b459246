package io.tombolo.agreements.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tombolo.agreements.Agreement;
import io.tombolo.agreements.Two;
import io.tombolo.http.server.ApiRequest;
import io.tombolo.http.server.Problem;
import java.time.Clock;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What the token of a partner opens that may read acme.example/flights. */
class PartnerRequestsTest {
    private static final String PARTNER = "partner-partner.example";
    private static final Map<String, String> FLIGHTS = Map.of("dataset", "acme.example/flights");

    private final List<Agreement> agreements = List.of(Two.inForce());
    private final PartnerRequests requests =
            new PartnerRequests(() -> agreements, Clock.fixed(Two.NOW, ZoneOffset.UTC));

    @Test
    void opensWhatBelongsToItsDataset() {
        for (String path : List.of(
                "/log/acme.example/flights/0/checkpoint",
                "/api/v1/datasets/acme.example/flights",
                "/api/v1/datasets/acme.example/flights/search",
                "/api/v1/datasets/acme.example/flights/events/0/5/versions",
                "/subjects/acme.example.flights-key/versions/latest")) {
            opens(path, Map.of());
        }
        for (String path : List.of("/api/v1/datasets", "/api/v1/evidence", "/api/v1/keys", "/api/v1/faults")) {
            opens(path, FLIGHTS);
            refuses(path, Map.of());
            refuses(path, Map.of("dataset", "acme.example/calls"));
        }
    }

    @Test
    void opensNothingThatIsAboutOthersWhateverItsParametersSay() {
        for (String path : List.of(
                "/api/v1/status",
                "/api/v1/anchors",
                "/api/v1/reconciliations",
                "/api/v1/overview",
                "/api/v1/organisations",
                "/api/v1/agreements",
                "/api/v1/usage",
                "/api/v1/rejected",
                "/api/v1/operations",
                "/api/v1/ledgers",
                "/api/v1/search",
                "/api/v1/stream",
                "/api/v1/datasets/acme.example/flights2",
                "/api/v1/datasets/acme.example/calls/events")) {
            refuses(path, FLIGHTS);
        }
    }

    private void opens(String path, Map<String, String> query) {
        assertThatCode(() -> requests.accept(PARTNER, ApiRequest.get(path, query)))
                .as(path)
                .doesNotThrowAnyException();
    }

    private void refuses(String path, Map<String, String> query) {
        assertThatThrownBy(() -> requests.accept(PARTNER, ApiRequest.get(path, query)))
                .as(path)
                .isInstanceOfSatisfying(
                        Problem.Refusal.class,
                        refused -> assertThat(refused.problem().kind()).isEqualTo("not-agreed"));
    }
}
