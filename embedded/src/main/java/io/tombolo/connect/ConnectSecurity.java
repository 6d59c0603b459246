package io.tombolo.connect;

import io.tombolo.http.HttpAccess;
import io.tombolo.http.server.ServerCertificate;
import io.tombolo.kafka.NodeSecurity;
import java.nio.file.Path;
import java.time.Clock;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * How a worker is protected: TLS 1.3 and tokens on its REST interface, the node's user at Kafka, a token at the registry. Connect reads its
 * certificate when it starts, so a new one is taken at the next start.
 *
 * @param node the certificate, and the user at Kafka
 * @param tokens the file of tokens; a request to Connect needs the scope {@code admin}
 * @param access with which the worker itself is asked whether it is well
 * @param registry settings of the registry client, with Confluent's keys
 */
public record ConnectSecurity(NodeSecurity node, Path tokens, HttpAccess access, Map<String, String> registry) {
    private static final String HTTPS = "listeners.https.";

    public ConnectSecurity {
        registry = Map.copyOf(registry);
    }

    Map<String, String> kafka() {
        return node.client();
    }

    Map<String, String> worker(String host, int port, Path secrets) {
        // Connect's web server reads no PEM.
        Path keystore = secrets.resolveSibling("https.p12");
        ServerCertificate.load(node.certificate(), node.privateKey(), Clock.systemUTC())
                .writePkcs12(keystore, node.password());
        Map<String, String> worker = new LinkedHashMap<>();
        worker.put("listeners", "https://" + (host.contains(":") ? "[" + host + "]" : host) + ":" + port);
        worker.put("rest.advertised.host.name", node.name());
        worker.put("rest.advertised.listener", "https");
        worker.put(HTTPS + "ssl.keystore.type", "PKCS12");
        worker.put(HTTPS + "ssl.keystore.location", keystore.toString());
        worker.put(HTTPS + "ssl.keystore.password", node.password());
        worker.put(HTTPS + "ssl.key.password", node.password());
        worker.put(HTTPS + "ssl.protocol", "TLSv1.3");
        worker.put(HTTPS + "ssl.enabled.protocols", "TLSv1.3");
        worker.put("rest.extension.classes", RestAccess.class.getName());
        worker.put(RestAccess.TOKENS, tokens.toString());
        for (String client : new String[] {"", "producer.", "consumer.", "admin."}) {
            kafka().forEach((key, value) -> worker.put(client + key, value));
        }
        for (String converter : new String[] {"key.converter.", "value.converter."}) {
            registry.forEach((key, value) -> worker.put(converter + key, value));
        }
        return worker;
    }

    /** Without the token and the password. */
    @Override
    public String toString() {
        return "ConnectSecurity[" + node + "]";
    }
}
