package io.tombolo.witness;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An organisation's key covers each of its logs, up to a limit, and no log of another one. */
final class OrganisationsLogsTest {
    private final SignedLog first = SignedLog.of("acme.example/orders/0");

    @TempDir
    Path temp = Path.of("unset");

    @Test
    void cosignsEachLogOfTheOrganisation() throws Exception {
        try (TestWitness witness = TestWitness.ofOrganisation(temp, "acme.example", first)) {
            for (String origin : List.of("acme.example/orders/0", "acme.example/orders/1", "acme.example/orders/0/2")) {
                SignedLog log = SignedLog.of(origin, first.keys());

                HttpResponse<String> answer = witness.send(log.request(0, 3));

                assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
                WitnessCalls.cosignature(answer.body(), log.note(3), witness.vkey());
            }
        }
    }

    @Test
    void knowsNoOtherOriginThatTheKeySigns() throws Exception {
        try (TestWitness witness = TestWitness.ofOrganisation(temp, "acme.example", first)) {
            for (String origin : List.of(
                    "acme.example",
                    "acme.example/orders",
                    "acme.example/orders/00",
                    "acme.example.org/orders/0",
                    "other.example/acme.example/0")) {
                assertThat(witness.send(SignedLog.of(origin, first.keys()).request(0, 3))
                                .statusCode())
                        .as(origin)
                        .isEqualTo(404);
            }
            assertThat(witness.send(SignedLog.of("acme.example/orders/0").request(0, 3))
                            .statusCode())
                    .isEqualTo(403);
        }
    }

    @Test
    void refusesOneLogMoreThanTheLimit() throws Exception {
        try (TestWitness witness = TestWitness.ofOrganisation(temp, "acme.example", first)) {
            for (int partition = 0; partition < 3; partition++) {
                assertThat(witness.send(partition(partition).request(0, 1)).statusCode())
                        .isEqualTo(200);
            }

            HttpResponse<String> fourth = witness.send(partition(3).request(0, 1));

            assertThat(fourth.statusCode()).isEqualTo(403);
            assertThat(fourth.body()).contains("organisation acme.example: one log more than the limit of 3");
            assertThat(witness.send(partition(2).request(1, 2)).statusCode()).isEqualTo(200);
        }
    }

    private SignedLog partition(int number) {
        return SignedLog.of("acme.example/orders/" + number, first.keys());
    }
}
