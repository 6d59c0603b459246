package io.tombolo.server;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tombolo.dsp.Agreements;
import io.tombolo.dsp.Dataspace;
import io.tombolo.dsp.Reach;
import io.tombolo.dsp.Retry;
import io.tombolo.http.BoundedHttp;
import io.tombolo.http.HttpAccess;
import io.tombolo.http.HttpLimits;
import io.tombolo.http.server.Protection;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;

/** A partner's connector, which is only a consumer; its certificate is of the same authority as the node's. */
final class PartnerConnector implements AutoCloseable {
    private static final JsonMapper JSON = JsonMapper.builder().build();

    private final Dataspace dataspace;
    private final DataspaceNode provider;
    private final BoundedHttp http;

    private PartnerConnector(Dataspace dataspace, DataspaceNode provider) {
        this.dataspace = dataspace;
        this.provider = provider;
        this.http = new HttpAccess(Optional.of(provider.authorities()), Optional.empty())
                .http(new HttpLimits(Duration.ofMinutes(1), 1_000_000, 0));
    }

    static PartnerConnector start(Path folder, DataspaceNode provider) {
        Path security = provider.authorities().resolveSibling(".");
        Dataspace dataspace = Dataspace.start(
                new Dataspace.Config(
                        "127.0.0.1",
                        0,
                        DataspaceNode.PARTICIPANT,
                        Optional.empty(),
                        folder,
                        Protection.of(
                                false,
                                security.resolve(LabCertificates.CERTIFICATE).toString(),
                                security.resolve(LabCertificates.PRIVATE_KEY).toString(),
                                "",
                                "",
                                Clock.systemUTC()),
                        Optional.empty(),
                        new KnownParticipants(List.of(DataspaceNode.own())),
                        new NoAgreements(),
                        new Reach(false, Set.of("127.0.0.1")),
                        Retry.STANDARD,
                        Optional.of(provider.authorities()),
                        100),
                Clock.systemUTC());
        return new PartnerConnector(dataspace, provider);
    }

    String negotiate(String offer, String dataset) {
        return begin("negotiations", json -> json.put("offerId", offer).put("datasetId", dataset));
    }

    String transfer(String agreement) {
        return begin("transfers", json -> json.put("agreementId", agreement));
    }

    private String begin(String kind, UnaryOperator<ObjectNode> more) {
        ObjectNode json = more.apply(JSON.createObjectNode()
                .put("providerId", DataspaceNode.OWN)
                .put("connectorAddress", provider.address()));
        return send(HttpRequest.newBuilder(URI.create(dataspace.uri() + "/control/" + kind))
                        .header("Content-Type", "application/json")
                        .POST(HttpRequest.BodyPublishers.ofString(json.toString())))
                .path("consumerPid")
                .asText();
    }

    String state(String kind, String pid) {
        return shown(kind, pid).path("state").asText();
    }

    JsonNode dataAddress(String transfer) throws IOException {
        return JSON.readTree(shown("transfers", transfer).path("data_address").asText());
    }

    private JsonNode shown(String kind, String pid) {
        return send(HttpRequest.newBuilder(URI.create(dataspace.uri() + "/control/" + kind + "/" + pid)));
    }

    private JsonNode send(HttpRequest.Builder request) {
        try {
            return JSON.readTree(http.send(request.build()).body());
        } catch (IOException e) {
            throw new IllegalStateException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        dataspace.close();
    }

    /** Of a participant that provides nothing. */
    private static final class NoAgreements implements Agreements {
        @Override
        public List<Offered> offered(String participant, String after, int most) {
            return List.of();
        }

        @Override
        public Optional<Offered> offered(String participant, String dataset) {
            return Optional.empty();
        }

        @Override
        public Answer<Agreed> agree(String participant, String dataset, String offer, String negotiation) {
            return new Answer.No<>("nothing is offered");
        }

        @Override
        public Answer<String> conclude(String agreement) {
            return new Answer.No<>("nothing is offered");
        }

        @Override
        public Answer<DataAddress> start(String participant, String agreement, String transfer) {
            return new Answer.No<>("nothing is offered");
        }

        @Override
        public void suspend(String agreement, String transfer) {}

        @Override
        public Answer<String> resume(String agreement, String transfer) {
            return new Answer.No<>("nothing is offered");
        }

        @Override
        public void end(String agreement, String transfer) {}
    }
}
