package io.tombolo.cli;

import io.tombolo.kafka.NodeSecurity;
import io.tombolo.server.Security;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The options of {@code up} that say how it is secured. */
final class SecurityOptions {
    @Option(
            names = "--secure",
            description =
                    "TLS 1.3, passwords and tokens on loopback too; --name and --certificate include it: docs/secure.md")
    boolean secure;

    @Option(
            names = "--name",
            paramLabel = "NAME",
            description = "the name or address that clients connect to, if not --host; the certificate must have it")
    @Nullable String name;

    @Option(
            names = "--certificate",
            paramLabel = "FILE",
            description = "PEM, with its chain (default: a lab's, made in DIR/security)")
    @Nullable Path certificate;

    @Option(names = "--private-key", paramLabel = "FILE", description = "its key, PEM (PKCS#8, not encrypted)")
    @Nullable Path privateKey;

    @Option(
            names = "--authorities",
            paramLabel = "FILE",
            description = "PEM: who signed it, for clients (default: the Java platform's authorities)")
    @Nullable Path authorities;

    @Option(
            names = "--logins",
            paramLabel = "FILE",
            description =
                    "JSON: who may log in beside tokens, by an issuer's access tokens (OIDC) or client certificates")
    @Nullable Path logins;

    @Option(
            names = "--kafka-clients",
            paramLabel = "FILE",
            description = "PEM: who signed the certificates with which clients log in at Kafka instead of a password")
    @Nullable Path kafkaClients;

    @Option(
            names = "--kafka-clients-port",
            paramLabel = "PORT",
            defaultValue = "9093",
            description = "with --kafka-clients: where they connect (default: ${DEFAULT-VALUE})")
    int kafkaClientsPort;

    @Option(
            names = "--kafka-principals",
            paramLabel = "RULES",
            defaultValue = "DEFAULT",
            description = "with --kafka-clients: Kafka's ssl.principal.mapping.rules (default: the whole subject)")
    String principals = "DEFAULT";

    Security chosen() {
        return new Security(
                secure || name != null || certificate != null || logins != null || kafkaClients != null,
                Optional.ofNullable(certificate),
                Optional.ofNullable(privateKey),
                Optional.ofNullable(authorities),
                Optional.ofNullable(logins),
                Optional.ofNullable(kafkaClients)
                        .map(file -> new NodeSecurity.Clients(file.toAbsolutePath(), kafkaClientsPort, principals)),
                Optional.ofNullable(name));
    }
}
