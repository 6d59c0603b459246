package io.tombolo.dsp;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.tombolo.http.HttpAnswer;
import io.tombolo.http.server.Callers;
import io.tombolo.http.server.Protection;
import io.tombolo.http.server.Tokens;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a connector sends that is wrong, or means harm. */
class HostileMessagesIT {
    /** Named by the token; callbacks go nowhere, as the reach is that of a secured connector. */
    private static final Participants NAMED = new Participants() {
        @Override
        public Optional<String> sender(String authorization) {
            return authorization.startsWith("Bearer ")
                    ? Optional.of("urn:" + authorization.substring("Bearer ".length()))
                    : Optional.empty();
        }

        @Override
        public Optional<String> authorization(String participant) {
            return Optional.empty();
        }
    };

    private static final String[] ONE = {"Authorization", "Bearer one"};
    private static final String[] OTHER = {"Authorization", "Bearer other"};
    private static final String REQUEST = "'consumerPid':'c1','offer':{'@id':'offer-a','@type':'Offer','target':'a'}"
            + ",'callbackAddress':'https://192.0.2.1/dsp'";

    @TempDir
    Path folder;

    private Dataspace connector;
    private String operator;

    @BeforeEach
    void start() {
        Tokens tokens = new Tokens(folder.resolve("tokens.json"), Clock.systemUTC());
        operator = tokens.create("operator", Tokens.Scope.ADMIN).text();
        connector = Dataspace.start(
                new Dataspace.Config(
                        "127.0.0.1",
                        0,
                        "urn:provider",
                        Optional.empty(),
                        folder.resolve("exchanges"),
                        Protection.NONE,
                        Callers.of(folder.resolve("tokens.json").toString(), "", Clock.systemUTC()),
                        NAMED,
                        new MemoryAgreements(List.of("a")),
                        new Reach(false, Set.of()),
                        Connectors.SOON,
                        Optional.empty(),
                        3),
                exchange -> Optional.empty(),
                Clock.systemUTC());
    }

    @AfterEach
    void stop() {
        connector.close();
    }

    private HttpAnswer request(String members, String... headers) {
        return Wire.post(
                connector, "/dsp/negotiations/request", Wire.message("ContractRequestMessage", members), headers);
    }

    private static void assertRefused(HttpAnswer answer, int status, String type, String code, String reason) {
        JsonNode error = Wire.json(answer);
        assertThat(answer.status()).as(answer.text()).isEqualTo(status);
        assertThat(error.path("@type").asText()).isEqualTo(type);
        assertThat(error.path("@context").path(0).asText()).isEqualTo(Incoming.CONTEXT);
        assertThat(error.path("code").asText()).isEqualTo(code);
        assertThat(error.path("reason").path(0).asText()).contains(reason);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "'' | the message is not a JSON object",
                "{ | the message is not JSON",
                "[] | the message is not a JSON object",
                "{} {} | the message is not JSON",
                "{'a':1,'a':2} | Duplicate field",
                "{} | @context: must have https://w3id.org/dspace/2025/1/context.jsonld",
                "{'@context':['https://w3id.org/dspace/2024/1/context.json']} | @context: must have",
                "{'@context':['https://w3id.org/dspace/2025/1/context.jsonld'],'@type':'X'} | @type: 'X', must be ContractRequestMessage"
            })
    void refusesWhatIsNoMessage(String body, String reason) {
        assertRefused(
                Wire.post(connector, "/dsp/negotiations/request", body.replace('\'', '"'), ONE),
                400,
                "ContractNegotiationError",
                "malformed",
                reason.strip());
    }

    @Test
    void refusesWhatIsDeeperOrLargerThanItsLimits() {
        assertRefused(
                Wire.post(connector, "/dsp/transfers/request", "[".repeat(65) + "]".repeat(65), ONE),
                400,
                "TransferError",
                "malformed",
                "exceeds the maximum allowed (64");
        assertRefused(
                Wire.post(connector, "/dsp/catalog/request", " ".repeat(Incoming.LARGEST + 1), ONE),
                413,
                "CatalogError",
                "too-large",
                "body: the limit is 262144 bytes");
    }

    @Test
    void refusesMembersThatAreMissingOrOfAnotherKind() {
        assertRefused(request("", ONE), 400, "ContractNegotiationError", "malformed", "consumerPid: is missing");
        assertRefused(
                request("'consumerPid':7", ONE),
                400,
                "ContractNegotiationError",
                "malformed",
                "consumerPid: must be a text of 1 to 512 characters");
        assertRefused(
                request("'consumerPid':'" + "x".repeat(513) + "'", ONE),
                400,
                "ContractNegotiationError",
                "malformed",
                "consumerPid: must be a text of 1 to 512 characters");
        assertRefused(
                request("'consumerPid':'c','offer':'a'", ONE),
                400,
                "ContractNegotiationError",
                "malformed",
                "offer.@id: is missing");
    }

    @ParameterizedTest
    @CsvSource({
        "http://192.0.2.1/dsp, must begin with https:",
        "file:///etc/passwd, must begin with https:",
        "https://127.0.0.1:9092/, its host is not one of the public network",
        "https://169.254.169.254/latest, its host is not one of the public network",
        "not an address, is not an address"
    })
    void refusesACallbackAddressThatLeadsIntoItsOwnNetwork(String address, String reason) {
        assertRefused(
                request(REQUEST.replace("https://192.0.2.1/dsp", address), ONE),
                400,
                "ContractNegotiationError",
                "address",
                "callbackAddress '" + address + "': " + reason);
    }

    @Test
    void refusesWhatAWebPageCanSend() {
        assertRefused(
                Wire.postAs("text/plain", connector, "/dsp/negotiations/request", "{}", ONE),
                415,
                "ContractNegotiationError",
                "media-type",
                "Content-Type 'text/plain': must be application/json");
        assertThat(Wire.postAs(
                                "application/x-www-form-urlencoded",
                                connector,
                                "/control/transfers",
                                "{}",
                                "Authorization",
                                "Bearer " + operator)
                        .status())
                .isEqualTo(415);
    }

    @Test
    void asksWhoSendsBeforeAnythingElse() {
        HttpAnswer answer = request(REQUEST);

        assertRefused(answer, 401, "ContractNegotiationError", "unauthorized", "names no participant known here");
        assertThat(answer.header("WWW-Authenticate")).contains("Bearer");
        assertThat(Wire.get(connector, "/.well-known/dspace-version").text()).contains("\"version\":\"2025-1\"");
    }

    @Test
    void showsAnExchangeToItsParticipantOnly() {
        String pid = Wire.json(request(REQUEST, ONE)).path("providerPid").asText();

        assertThat(Wire.get(connector, "/dsp/negotiations/" + pid, ONE).status())
                .isEqualTo(200);
        assertRefused(
                Wire.get(connector, "/dsp/negotiations/" + pid, OTHER),
                404,
                "ContractNegotiationError",
                "unknown",
                "no negotiation has the identifier '" + pid + "'");
        assertRefused(
                Wire.post(
                        connector,
                        "/dsp/negotiations/" + pid + "/termination",
                        Wire.message(
                                "ContractNegotiationTerminationMessage",
                                "'providerPid':'" + pid + "','consumerPid':'c1'"),
                        OTHER),
                404,
                "ContractNegotiationError",
                "unknown",
                "no negotiation has the identifier");
        assertRefused(
                Wire.get(connector, "/dsp/transfers/" + pid, ONE), 404, "TransferError", "unknown", "no transfer has");
    }

    @Test
    void refusesAMessageInAWrongStateOrAboutAnotherExchange() {
        String pid = Wire.json(request(REQUEST, ONE)).path("providerPid").asText();
        String path = "/dsp/negotiations/" + pid;
        String pids = "'providerPid':'" + pid + "','consumerPid':'c1'";

        assertRefused(
                Wire.post(
                        connector,
                        path + "/agreement/verification",
                        Wire.message("ContractAgreementVerificationMessage", pids),
                        ONE),
                400,
                "ContractNegotiationError",
                "wrong-state",
                "ContractAgreementVerificationMessage: not possible in state REQUESTED, must be [AGREED]");
        assertRefused(
                Wire.post(connector, path + "/agreement", Wire.message("ContractAgreementMessage", pids), ONE),
                404,
                "ContractNegotiationError",
                "unknown",
                "no negotiation has the identifier '" + pid + "/agreement'");
        assertRefused(
                Wire.post(
                        connector,
                        path + "/termination",
                        Wire.message(
                                "ContractNegotiationTerminationMessage",
                                "'providerPid':'" + pid + "','consumerPid':'c2'"),
                        ONE),
                400,
                "ContractNegotiationError",
                "malformed",
                "providerPid and consumerPid: are not those of this exchange");
        assertThat(Wire.json(Wire.get(connector, path, ONE)).path("state").asText())
                .isEqualTo("REQUESTED");
    }

    @Test
    void takesARepeatedMessageOnce() {
        String first = Wire.json(request(REQUEST, ONE)).path("providerPid").asText();
        String end = Wire.message(
                "ContractNegotiationTerminationMessage", "'@id':'m1','providerPid':'" + first + "','consumerPid':'c1'");

        assertThat(Wire.json(request(REQUEST, ONE)).path("providerPid").asText())
                .isEqualTo(first);
        assertThat(Wire.post(connector, "/dsp/negotiations/" + first + "/termination", end, ONE)
                        .status())
                .isEqualTo(200);
        assertThat(Wire.post(connector, "/dsp/negotiations/" + first + "/termination", end, ONE)
                        .status())
                .isEqualTo(200);
        assertRefused(
                Wire.post(connector, "/dsp/negotiations/" + first + "/termination", end.replace("m1", "m2"), ONE),
                400,
                "ContractNegotiationError",
                "wrong-state",
                "not possible in state TERMINATED");
    }

    @Test
    void keepsNoMoreExchangesThanItsLimit() {
        for (int i = 0; i < 3; i++) {
            assertThat(request(REQUEST.replace("c1", "many" + i), ONE).status()).isEqualTo(201);
        }

        assertRefused(
                request(REQUEST.replace("c1", "more"), ONE),
                503,
                "ContractNegotiationError",
                "busy",
                "too many exchanges are open");
    }

    @Test
    void theOperatorsPathsNeedItsToken() {
        String body =
                "{\"providerId\":\"p\",\"connectorAddress\":\"https://127.0.0.1/\",\"offerId\":\"o\",\"datasetId\":\"d\"}";

        assertThat(Wire.post(connector, "/control/negotiations", body).status()).isEqualTo(401);
        assertThat(Wire.post(connector, "/control/negotiations", body, ONE).status())
                .isEqualTo(401);
        assertThat(Wire.post(connector, "/control/negotiations", body, "Authorization", "Bearer " + operator)
                        .text())
                .contains("connectorAddress 'https://127.0.0.1/': its host is not one of the public network");
    }
}
