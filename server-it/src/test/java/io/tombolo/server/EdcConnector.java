package io.tombolo.server;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpServer;
import io.tombolo.http.BoundedHttp;
import io.tombolo.http.HttpAccess;
import io.tombolo.http.HttpAnswer;
import io.tombolo.http.HttpLimits;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpRequest;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.spec.PKCS8EncodedKeySpec;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** A connector of Eclipse EDC in a process of its own, as consumer; its operator is the test. */
final class EdcConnector implements AutoCloseable {
    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final String PROTOCOL = "dataspace-protocol-http:2025-1";
    private static final String ODRL = "http://www.w3.org/ns/odrl/2/";
    private static final String PASSWORD = "password";

    private final Process process;
    private final HttpServer events;
    private final String management;
    private final DataspaceNode provider;
    private final BoundedHttp http;
    private final Map<String, JsonNode> started = new ConcurrentHashMap<>();

    private EdcConnector(Process process, HttpServer events, String management, DataspaceNode provider) {
        this.process = process;
        this.events = events;
        this.management = management;
        this.provider = provider;
        this.http = new HttpAccess(Optional.of(provider.authorities()), Optional.empty())
                .http(new HttpLimits(Duration.ofMinutes(2), 10_000_000, 0));
        events.createContext("/started", exchange -> {
            JsonNode event = JSON.readTree(exchange.getRequestBody()).path("payload");
            started.put(event.path("transferProcessId").asText(), event.path("dataAddress"));
            exchange.sendResponseHeaders(204, -1);
            exchange.close();
        });
        events.start();
    }

    /** What EDC's simulated identity sends as the header {@code Authorization} to that address. */
    static String header(String audience) {
        return "{\"region\":\"eu\",\"audience\":\"" + audience + "\",\"clientId\":\"" + DataspaceNode.PARTICIPANT
                + "\"}";
    }

    /** The header that it expects of the node. */
    static String expected() {
        return "{\"region\":\"eu\",\"audience\":\"any\",\"clientId\":\"" + DataspaceNode.OWN + "\"}";
    }

    static EdcConnector start(Path folder, String classpath, DataspaceNode provider)
            throws IOException, GeneralSecurityException {
        Path security = provider.authorities().getParent();
        Path keys = folder.resolve("edc.p12");
        Path trust = folder.resolve("trust.p12");
        stores(security, keys, trust);
        List<Integer> ports = freePorts(5);
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx512m",
                "-Djavax.net.ssl.trustStore=" + trust,
                "-Djavax.net.ssl.trustStorePassword=" + PASSWORD,
                "-Dedc.participant.id=" + DataspaceNode.PARTICIPANT,
                "-Dedc.participant.context.id=" + DataspaceNode.PARTICIPANT,
                "-Dedc.hostname=127.0.0.1",
                "-Dedc.dsp.callback.address=https://127.0.0.1:" + ports.get(2) + "/protocol",
                "-Dedc.web.https.keystore.path=" + keys,
                "-Dedc.web.https.keystore.type=PKCS12",
                "-Dedc.web.https.keystore.password=" + PASSWORD,
                "-Dedc.web.https.keymanager.password=" + PASSWORD,
                "-Dweb.http.port=" + ports.get(0),
                "-Dweb.http.path=/api"));
        List<String> contexts = List.of("management", "protocol", "control", "version");
        for (int i = 0; i < contexts.size(); i++) {
            command.add("-Dweb.http." + contexts.get(i) + ".port=" + ports.get(i + 1));
            command.add("-Dweb.http." + contexts.get(i) + ".path=/" + contexts.get(i));
        }
        command.addAll(List.of("-cp", classpath, "org.eclipse.edc.boot.system.runtime.BaseRuntime"));
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("edc.log").toFile())
                .start();
        HttpServer events = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 16);
        return new EdcConnector(process, events, "https://127.0.0.1:" + ports.get(1) + "/management/v3", provider);
    }

    private static void stores(Path security, Path keys, Path trust) throws IOException, GeneralSecurityException {
        KeyStore own = empty();
        own.setKeyEntry(
                "edc",
                privateKey(Files.readString(security.resolve(LabCertificates.PRIVATE_KEY))),
                PASSWORD.toCharArray(),
                certificates(security.resolve(LabCertificates.CERTIFICATE)).toArray(Certificate[]::new));
        KeyStore relied = empty();
        relied.setCertificateEntry(
                "lab", certificates(security.resolve(LabCertificates.AUTHORITY)).get(0));
        for (Map.Entry<KeyStore, Path> one : Map.of(own, keys, relied, trust).entrySet()) {
            try (OutputStream out = Files.newOutputStream(one.getValue())) {
                one.getKey().store(out, PASSWORD.toCharArray());
            }
        }
    }

    private static KeyStore empty() throws IOException, GeneralSecurityException {
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(null, null);
        return store;
    }

    private static List<Certificate> certificates(Path pem) throws IOException, GeneralSecurityException {
        try (InputStream in = Files.newInputStream(pem)) {
            return List.copyOf(CertificateFactory.getInstance("X.509").generateCertificates(in));
        }
    }

    private static PrivateKey privateKey(String pem) throws GeneralSecurityException {
        String base64 = pem.replaceAll("-----[A-Z ]+-----", "").replaceAll("\\s", "");
        return KeyFactory.getInstance("EC")
                .generatePrivate(new PKCS8EncodedKeySpec(Base64.getDecoder().decode(base64)));
    }

    private static List<Integer> freePorts(int count) throws IOException {
        List<ServerSocket> held = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            held.add(new ServerSocket(0, 1, InetAddress.getLoopbackAddress()));
        }
        List<Integer> ports = held.stream().map(ServerSocket::getLocalPort).toList();
        for (ServerSocket socket : held) {
            socket.close();
        }
        return ports;
    }

    /** The node's catalogue as EDC understands it; empty until EDC is up. */
    JsonNode catalogue() {
        return post("/catalog/request", asked("CatalogRequest").put("counterPartyId", DataspaceNode.OWN));
    }

    private ObjectNode asked(String type) {
        ObjectNode json = JSON.createObjectNode();
        json.putObject("@context").put("@vocab", "https://w3id.org/edc/v0.0.1/ns/");
        return json.put("@type", type)
                .put("counterPartyAddress", provider.address())
                .put("protocol", PROTOCOL);
    }

    /**
     * Asks for the one offer of a dataset, in absolute names, so that no context of EDC's matters.
     *
     * @param dataset as the node's catalogue has it
     */
    String negotiate(JsonNode dataset) {
        JsonNode offered = dataset.path("hasPolicy").path(0);
        ObjectNode offer =
                JSON.createObjectNode().put("@id", offered.path("@id").asText()).put("@type", ODRL + "Offer");
        offer.putObject(ODRL + "assigner").put("@id", DataspaceNode.OWN);
        offer.putObject(ODRL + "target").put("@id", dataset.path("@id").asText());
        ObjectNode permission = offer.putArray(ODRL + "permission").addObject();
        permission.putObject(ODRL + "action").put("@id", ODRL + "use");
        ArrayNode constraints = permission.putArray(ODRL + "constraint");
        for (JsonNode one : offered.path("permission").path(0).path("constraint")) {
            ObjectNode constraint = constraints.addObject();
            constraint
                    .putObject(ODRL + "leftOperand")
                    .put("@id", one.path("leftOperand").asText());
            constraint
                    .putObject(ODRL + "operator")
                    .put("@id", ODRL + one.path("operator").asText());
            constraint
                    .putObject(ODRL + "rightOperand")
                    .put("@value", one.path("rightOperand").asText());
        }
        ObjectNode request = asked("ContractRequest");
        request.set("policy", offer);
        return post("/contractnegotiations", request).path("@id").asText();
    }

    JsonNode negotiation(String id) {
        return get("/contractnegotiations/" + id);
    }

    String transfer(String agreement) {
        ObjectNode request =
                asked("TransferRequest").put("contractId", agreement).put("transferType", "KafkaBroker-PULL");
        request.putArray("callbackAddresses")
                .addObject()
                .put("transactional", false)
                .put("uri", "http://127.0.0.1:" + events.getAddress().getPort() + "/started")
                .putArray("events")
                .add("transfer.process.started");
        return post("/transferprocesses", request).path("@id").asText();
    }

    JsonNode transferProcess(String id) {
        return get("/transferprocesses/" + id);
    }

    /** The data address that came with the start, by EDC's own names; a missing node until then. */
    JsonNode dataAddress(String transfer) {
        return started.getOrDefault(transfer, JSON.missingNode()).path("properties");
    }

    private JsonNode get(String path) {
        return send(HttpRequest.newBuilder(URI.create(management + path)));
    }

    private JsonNode post(String path, ObjectNode body) {
        return send(HttpRequest.newBuilder(URI.create(management + path))
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(body.toString())));
    }

    private JsonNode send(HttpRequest.Builder request) {
        try {
            HttpAnswer answer = http.send(request.build());
            JsonNode json = JSON.readTree(answer.body());
            if (answer.status() / 100 != 2) {
                throw new AssertionError(answer.uri() + ": status " + answer.status() + " " + answer.text());
            }
            return json;
        } catch (IOException e) {
            throw new AssertionError(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }

    @Override
    public void close() {
        events.stop(0);
        process.destroy();
    }
}
