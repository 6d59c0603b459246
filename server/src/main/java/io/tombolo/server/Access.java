package io.tombolo.server;

import io.tombolo.connect.ConnectSecurity;
import io.tombolo.http.HttpAccess;
import io.tombolo.http.server.Protection;
import io.tombolo.http.server.ServerCertificate;
import io.tombolo.http.server.Tokens;
import io.tombolo.kafka.NodeSecurity;
import java.io.IOException;
import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/** With what the parts of a server, and its commands, connect to each other: the one place that knows whether it is secured. */
final class Access {
    static final String CLIENT = "client.properties";

    private static final String FOLDER = "security";
    /** Once it is there, the folder's server is secured. */
    private static final String PASSWORD_FILE = "node.password";

    private static final String TOKENS = "tokens.json";
    private static final String NODE = "tombolo";
    private static final String LETTERS = "ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz23456789";
    private static final int PASSWORD = 40;
    private static final Duration LAB = Duration.ofDays(365);

    private final Path folder;
    private final String host;
    private final Optional<Secured> secured;
    private final Map<String, String> ownKafka;

    private record Secured(
            NodeSecurity node,
            Protection protection,
            Optional<Path> logins,
            HttpAccess http,
            Map<String, String> registry) {}

    private Access(Path folder, String host, Optional<Secured> secured, Map<String, String> ownKafka) {
        this.folder = folder;
        this.host = host;
        this.secured = secured;
        this.ownKafka = ownKafka;
    }

    /**
     * Secures the folder's server if that is wanted or needed; keys and secrets that are missing are made.
     *
     * @param partnersPort where Kafka listens for other organisations, if it is secured
     * @throws ServerException when a certificate can't be used, or there is no name that clients could connect to
     */
    static Access of(DataFolder data, ServerConfig config, int partnersPort, Clock clock) {
        String host = config.host();
        Security chosen = config.security();
        Path folder = data.root().resolve(FOLDER);
        if (!isSecured(data.root(), host, chosen)) {
            return new Access(folder, host, Optional.empty(), config.kafka());
        }
        String name = name(host, chosen);
        Path tls = data.sub(FOLDER);
        Path certificate = chosen.certificate().orElse(tls.resolve(LabCertificates.CERTIFICATE));
        Path key = chosen.privateKey().orElse(tls.resolve(LabCertificates.PRIVATE_KEY));
        Optional<Path> authorities = chosen.certificate().isPresent()
                ? chosen.authorities()
                : Optional.of(tls.resolve(LabCertificates.AUTHORITY));
        try {
            if (chosen.certificate().isEmpty() && !Files.exists(certificate)) {
                Set<String> names = new LinkedHashSet<>(List.of(name, "localhost", "127.0.0.1"));
                LabCertificates.create(tls, List.copyOf(names), LAB, clock);
            }
            ServerCertificate tlsOf = ServerCertificate.load(certificate, key, clock);
            tlsOf.mustBeFor(name);
            Path tokensFile = tls.resolve(TOKENS);
            Tokens tokens = new Tokens(tokensFile, clock);
            String token = secret(
                    tls.resolve("node.token"),
                    () -> tokens.create(NODE, Tokens.Scope.ADMIN).text());
            NodeSecurity node = new NodeSecurity(
                    name,
                    certificate.toAbsolutePath(),
                    key.toAbsolutePath(),
                    authorities.map(Path::toAbsolutePath),
                    NODE,
                    secret(tls.resolve(PASSWORD_FILE), Access::password),
                    chosen.kafkaClients(),
                    partnersPort);
            Protection protection = Protection.of(
                            false,
                            certificate.toString(),
                            key.toString(),
                            tokensFile.toString(),
                            chosen.logins().map(Path::toString).orElse(""),
                            clock)
                    .named(name);
            return new Access(
                    folder,
                    name,
                    Optional.of(new Secured(
                            node,
                            protection,
                            chosen.logins(),
                            new HttpAccess(node.authorities(), Optional.of(token)),
                            registry(node, token))),
                    config.kafka());
        } catch (IOException e) {
            throw new ServerException("folder " + tls + " can't be used (" + e + ")", e);
        } catch (IllegalArgumentException e) {
            throw new ServerException(String.valueOf(e.getMessage()), e);
        }
    }

    /** Whether that is wanted or needed; a folder that was secured stays so. */
    static boolean isSecured(Path data, String host, Security chosen) {
        return chosen.wanted()
                || !Protection.isLoopback(host)
                || Files.exists(data.resolve(FOLDER).resolve(PASSWORD_FILE));
    }

    private static String name(String host, Security chosen) {
        if (chosen.name().isPresent()) {
            return chosen.name().get();
        }
        try {
            if (InetAddress.getByName(host).isAnyLocalAddress()) {
                throw new ServerException("--host " + host + " is every address of this machine: say with --name NAME"
                        + " which name or address clients connect to, one of the certificate's");
            }
            return host;
        } catch (UnknownHostException e) {
            throw new ServerException("host " + host + " is unknown: give an address of this machine with --host", e);
        }
    }

    private static String password() {
        SecureRandom random = new SecureRandom();
        return random.ints(PASSWORD, 0, LETTERS.length())
                .mapToObj(i -> String.valueOf(LETTERS.charAt(i)))
                .collect(Collectors.joining());
    }

    private static String secret(Path file, Supplier<String> made) throws IOException {
        if (!Files.exists(file)) {
            LabCertificates.write(file, made.get() + "\n", true);
        }
        return Files.readString(file).strip();
    }

    private static Map<String, String> registry(NodeSecurity node, String token) {
        Map<String, String> settings = new LinkedHashMap<>();
        settings.put("bearer.auth.credentials.source", "STATIC_TOKEN");
        settings.put("bearer.auth.token", token);
        node.authorities().ifPresent(file -> {
            settings.put("schema.registry.ssl.truststore.type", "PEM");
            settings.put("schema.registry.ssl.truststore.location", file.toString());
        });
        return settings;
    }

    /** {@code host:port} of one of the server's parts. */
    String address(int port) {
        return (host.contains(":") ? "[" + host + "]" : host) + ":" + port;
    }

    /** The tokens of its parts; empty where these ask for none. */
    Optional<Tokens> tokens(Clock clock) {
        return secured.map(any -> new Tokens(folder.resolve(TOKENS), clock));
    }

    /** How other organisations reach Kafka; empty where nothing is limited. */
    Optional<PartnersKafka> partners(ServerConfig.PartnerPorts ports) {
        return kafka().map(node -> PartnersKafka.of(node, ownKafka, ports));
    }

    Protection protection() {
        return secured.map(Secured::protection).orElse(Protection.NONE);
    }

    /** How the embedded broker is protected. */
    Optional<NodeSecurity> kafka() {
        return secured.map(Secured::node);
    }

    /** Kafka's address: the embedded broker's at that port, or that of the operator's own cluster. */
    String bootstrap(int port) {
        return ownKafka.getOrDefault("bootstrap.servers", address(port));
    }

    /** Settings of every Kafka client. */
    Map<String, String> clients(String bootstrap) {
        Map<String, String> settings = new LinkedHashMap<>(ownKafka);
        if (ownKafka.isEmpty()) {
            kafka().ifPresent(node -> settings.putAll(node.client()));
        }
        settings.put("bootstrap.servers", bootstrap);
        return settings;
    }

    /** Settings of every registry client. */
    Map<String, String> registry(URI uri) {
        Map<String, String> settings =
                new LinkedHashMap<>(secured.map(Secured::registry).orElse(Map.of()));
        settings.put("schema.registry.url", LocalAnchoring.text(uri));
        return settings;
    }

    Optional<ConnectSecurity> connect() {
        return secured.map(one -> new ConnectSecurity(one.node(), folder.resolve(TOKENS), one.logins(), one.http()));
    }

    URI uri(int port) {
        return URI.create((secured.isPresent() ? "https://" : "http://") + address(port));
    }

    /** Writes what commands and other programs on this machine need to connect as the node itself; for its owner only. */
    void publish(Endpoints endpoints) {
        if (secured.isEmpty() && ownKafka.isEmpty()) {
            return;
        }
        List<String> lines = new ArrayList<>();
        lines.add("# Connects as the server itself, which may do everything: keep it secret.");
        clients(endpoints.kafka())
                .forEach((key, value) ->
                        lines.add(key + "=" + value.replace("\\", "\\\\").replace("\n", "\\n")));
        registry(URI.create(endpoints.registry())).forEach((key, value) -> lines.add(key + "=" + value));
        lines.add("tombolo.server=" + endpoints.api());
        Path file = folder.resolve(CLIENT);
        try {
            Files.createDirectories(folder);
            Files.deleteIfExists(file);
            LabCertificates.write(file, String.join("\n", lines) + "\n", true);
        } catch (IOException e) {
            throw new ServerException("file " + file + " can't be written (" + e + ")", e);
        }
    }
}
