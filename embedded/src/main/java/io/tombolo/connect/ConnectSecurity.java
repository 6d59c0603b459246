package io.tombolo.connect;

import io.tombolo.http.HttpAccess;
import io.tombolo.http.server.ServerCertificate;
import io.tombolo.kafka.NodeSecurity;
import java.nio.file.Path;
import java.time.Clock;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * How a worker's REST interface is protected: by TLS 1.3 and tokens. Connect reads its certificate when it starts, so a new one is taken at
 * the next start.
 *
 * @param node the certificate
 * @param tokens the file of tokens; a request to Connect needs the scope {@code admin}
 * @param logins the file of other logins; of these, an issuer's access tokens count at Connect
 * @param access with which the worker itself is asked whether it is well
 */
public record ConnectSecurity(NodeSecurity node, Path tokens, Optional<Path> logins, HttpAccess access) {
    private static final String HTTPS = "listeners.https.";

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
        worker.put(RestAccess.LOGINS, logins.map(Path::toString).orElse(""));
        return worker;
    }

    /** Without the token and the password. */
    @Override
    public String toString() {
        return "ConnectSecurity[" + node + "]";
    }
}
