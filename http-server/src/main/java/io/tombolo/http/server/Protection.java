package io.tombolo.http.server;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * What protects a server. Without a certificate it listens on loopback only, unless its operator states that a proxy ends TLS before it.
 *
 * @param proxied whether plain HTTP off loopback is what the operator asked for, because a proxy in front ends TLS
 * @param name the name in the server's address, if not the one that it listens on; empty for that one
 * @param certificate makes it TLS 1.3
 * @param callers who may ask; without it, everybody may
 * @param needed the scope that a request needs
 * @param limits refuses, by {@link Problem.Refusal}, what a caller may not ask for although the scope suffices; given the caller's name
 */
public record Protection(
        boolean proxied,
        String name,
        Optional<ServerCertificate> certificate,
        Optional<Callers> callers,
        Function<ApiRequest, Tokens.Scope> needed,
        BiConsumer<String, ApiRequest> limits) {
    /** For loopback. */
    public static final Protection NONE =
            new Protection(false, "", Optional.empty(), Optional.empty(), Protection::byMethod, Protection::unlimited);

    /**
     * As a configuration file names it; empty texts are not given.
     *
     * @param tokens the file of tokens
     * @param logins the file of other logins, which needs a certificate for those of clients
     * @throws IllegalArgumentException when only one of certificate and key is given, or a file can't be used
     */
    public static Protection of(
            boolean proxied, String certificate, String privateKey, String tokens, String logins, Clock clock) {
        if (certificate.isEmpty() != privateKey.isEmpty()) {
            throw new IllegalArgumentException("certificate: '" + certificate + "', privateKey: '" + privateKey
                    + "': give both, each a PEM file, or none");
        }
        Optional<Callers> callers = Callers.of(tokens, logins, clock);
        Supplier<List<X509Certificate>> clients =
                () -> callers.map(Callers::authorities).orElse(List.of());
        if (!clients.get().isEmpty() && certificate.isEmpty()) {
            throw new IllegalArgumentException("logins " + logins
                    + ": client certificates need TLS: give a certificate and its key, or leave them out");
        }
        return new Protection(
                proxied,
                "",
                certificate.isEmpty()
                        ? Optional.empty()
                        : Optional.of(
                                ServerCertificate.load(Path.of(certificate), Path.of(privateKey), clients, clock)),
                callers,
                Protection::byMethod,
                Protection::unlimited);
    }

    /** The same with other limits of what the callers that are known may ask for. */
    public Protection limited(BiConsumer<String, ApiRequest> other) {
        return new Protection(proxied, name, certificate, callers, needed, other);
    }

    /** The same with other needs of its requests. */
    public Protection needing(Function<ApiRequest, Tokens.Scope> other) {
        return new Protection(proxied, name, certificate, callers, other, limits);
    }

    /** The same under that name. */
    public Protection named(String other) {
        return new Protection(proxied, other, certificate, callers, needed, limits);
    }

    /** The same for a server that asks by itself who its callers are; client certificates are asked for as before. */
    public Protection asksItself() {
        return new Protection(proxied, name, certificate, Optional.empty(), needed, limits);
    }

    /**
     * Ends a start that nothing would protect.
     *
     * @throws IllegalArgumentException naming the server, the address and what to do
     */
    public void require(String server, String host) {
        if (certificate.isEmpty() && !proxied && !isLoopback(host)) {
            throw new IllegalArgumentException(server + ": " + host
                    + " is not a loopback address, and without TLS everybody on the network could read and write: give"
                    + " a certificate and its key, or listen on 127.0.0.1, or say that a proxy in front ends TLS"
                    + " (docs/secure.md)");
        }
    }

    /** Whether a name or address is this machine's own; false for one that is unknown, and for 0.0.0.0 and ::. */
    public static boolean isLoopback(String host) {
        try {
            return InetAddress.getByName(host).isLoopbackAddress();
        } catch (UnknownHostException unknown) {
            return false;
        }
    }

    private static void unlimited(String name, ApiRequest request) {}

    private static Tokens.Scope byMethod(ApiRequest request) {
        return switch (request.method()) {
            case "GET" -> Tokens.Scope.READ;
            case "POST" -> Tokens.Scope.WRITE;
            default -> Tokens.Scope.ADMIN;
        };
    }
}
