package io.tombolo.provenance;

import static org.assertj.core.api.Assertions.assertThat;

import io.tombolo.http.BoundedHttp;
import io.tombolo.http.HttpAnswer;
import io.tombolo.http.HttpLimits;
import io.tombolo.http.server.Problem;
import io.tombolo.http.server.WebServer;
import io.tombolo.protect.DataKeyId;
import io.tombolo.protect.GroupKeys;
import io.tombolo.protect.KeyCache;
import io.tombolo.protect.KeyException;
import io.tombolo.protect.Subject;
import java.net.URI;
import java.net.http.HttpRequest;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class KeyRoutesTest {

    private static final String DATASET = "?dataset=hospital.example/visits";

    private final GroupKeys keys = GroupKeys.fresh(new SecureRandom());
    private final DataKeyId id = keys.idOf(new Subject(Map.of("patient", "4711")));
    private final DataKeyId erased = keys.idOf(new Subject(Map.of("patient", "666")));
    private @Nullable RuntimeException fails;
    private final KeyDesk desk = (caller, dataset, wanted) -> {
        if (fails != null) {
            throw fails;
        }
        GroupKeys left = keys.without(erased);
        return Map.of(
                "clinical",
                new KeyCache.Given(
                        wanted.get("clinical").stream().collect(Collectors.toMap(one -> one, left::answer)),
                        Duration.ofSeconds(90)));
    };
    private final WebServer server = WebServer.start(
            new WebServer.Settings("read side", "127.0.0.1", 0, WebServer.Limits.defaults(), ReadSideProblem::document),
            ask -> new KeyRoutes(ask.text("none").isPresent() ? Optional.empty() : Optional.of(desk)).answer(ask));

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    void givesKeysAndSaysWhichAreErased() throws Exception {
        HttpAnswer answer = ask(DATASET, "{\"clinical\":[\"" + id + "\",\"" + erased + "\"],\"price\":[]}");

        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.header("Cache-Control")).contains("no-store");
        assertThat(answer.text())
                .contains("\"valid_for_seconds\":90")
                .contains("\"erased\":[\"" + erased + "\"]")
                .contains("\"" + id + "\":\""
                        + Base64.getEncoder()
                                .encodeToString(keys.key(id).orElseThrow().toBytes()) + "\"")
                .doesNotContain("price");
    }

    @Test
    void refusesWhatIsNoQuestion() throws Exception {
        String tooMany = IntStream.rangeClosed(0, KeyCache.AT_ONCE)
                .mapToObj(i -> String.format("\"%032x\"", i))
                .collect(Collectors.joining(","));

        refused(ask("", "{}"), 400, "bad_dataset", "give dataset=organisation/name, whose keys are asked for");
        refused(ask("?dataset=visits", "{}"), 400, "bad_dataset", "give dataset=");
        refused(ask(DATASET, "[]"), 400, "bad_keys", "the body must be {");
        refused(ask(DATASET, "{"), 400, "bad_keys", "is not JSON");
        refused(
                ask(DATASET, "{\"clinical\":[\"4711\"]}"),
                400,
                "bad_keys",
                "data key id '4711': must be 32 hexadecimal");
        refused(ask(DATASET, "{\"clinical\":[" + tooMany + "]}"), 400, "bad_keys", "1001 ids, limit 1000");
        refused(ask(DATASET + "&none=1", "{}"), 404, "no_keys", "this read side gives no keys");
    }

    @Test
    void passesARefusalOnAndNamesNoReasonOfTheOwners() throws Exception {
        fails = new Problem.Refusal(Problem.of(403, "no-agreement", "partner.example has no agreement"));
        refused(ask(DATASET, "{\"clinical\":[]}"), 403, "no_agreement", "partner.example has no agreement");

        fails = new KeyException("topic tombolo.keys: the password of the broker");
        HttpAnswer away = ask(DATASET, "{\"clinical\":[]}");

        refused(away, 503, "keys_away", "the keys of hospital.example/visits can't be had now");
        assertThat(away.text()).doesNotContain("password");
    }

    private HttpAnswer ask(String query, String body) throws Exception {
        return new BoundedHttp(new HttpLimits(Duration.ofSeconds(30), 1 << 20, 0))
                .send(HttpRequest.newBuilder(URI.create(server.uri() + KeyRoutes.PATH + query))
                        .POST(HttpRequest.BodyPublishers.ofString(body))
                        .build());
    }

    private static void refused(HttpAnswer answer, int status, String error, String message) {
        assertThat(answer.status()).as(answer.text()).isEqualTo(status);
        assertThat(answer.text()).contains("\"error\":\"" + error + "\"").contains(message);
    }
}
